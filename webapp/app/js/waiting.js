// What waits for the learner besides lessons: an interview that is open, and what is to be reviewed. And how the last
// interviews went. Opens nothing itself. Start at `waiting`.

/** @import { DialogueKind, Interviews, Reviews } from '../../types/api.js' */

import { h, icon } from './dom.js';
import { dayAndMonth, duration, percent, t } from './i18n.js';

const PAST = 5;

/** @typedef {(kind: DialogueKind, id?: string) => void} OnOpen */

/**
 * `reviews` and `interviews` are null where they are not known; `onOpen(kind, id)` opens one of them.
 * @param {{ reviews: Reviews | null, interviews: Interviews | null, onOpen: OnOpen }} what
 */
export function waiting({ reviews, interviews, onOpen }) {
  const cards = [interviewCard(interviews?.open, onOpen), reviewCard(reviews, onOpen)].filter(Boolean);
  return cards.length > 0 && h('section', { class: 'waiting', 'data-testid': 'waiting', 'aria-label': t('waiting.label') }, cards);
}

/** The time of an interview runs: it comes first. @param {Interviews['open']} open @param {OnOpen} onOpen */
function interviewCard(open, onOpen) {
  if (open === undefined) return null;
  const time = open.paused ? t('interview.paused') : t('interview.left', { time: duration(Math.ceil(open.secondsLeft / 60)) });
  return h('button', { type: 'button', class: 'button button-tall', 'data-testid': 'open-interview', onclick: () => onOpen('interview', open.interviewId) },
    words(t('interview.continue'), open.title, time));
}

/** @param {Reviews | null} reviews @param {OnOpen} onOpen */
function reviewCard(reviews, onOpen) {
  if (reviews === null) return null;
  const { session } = reviews;
  const count = reviews.due || session?.left;
  if (!count) return null;
  const what = session === undefined ? t('review.begin') : t('review.continue');
  const fresh = reviews.new > 0 ? t('review.new', { n: reviews.new }) : '';
  return h('button', { type: 'button', class: 'button button-tall button-soft', 'data-testid': 'open-review', onclick: () => onOpen('review', session?.reviewId) },
    words(t('review.count', { n: count }), what, fresh));
}

/** @param {string} verb @param {string} what @param {string} position */
function words(verb, what, position) {
  return [
    h('span', { class: 'button-verb' }, verb),
    ' ',
    h('span', { class: 'button-what' }, h('span', {}, what), ' ', h('span', { class: 'button-position' }, position)),
  ];
}

/** The latest first; each leads to its scorecard. @param {Interviews | null} interviews @param {OnOpen} onOpen */
export function pastInterviews(interviews, onOpen) {
  const past = (interviews?.past ?? []).slice(0, PAST);
  return past.length > 0 && h('section', { class: 'module', 'data-testid': 'interviews', 'aria-labelledby': 'interviews' },
    h('div', { class: 'module-head' }, h('h3', { id: 'interviews' }, t('interview.past'))),
    h('ol', { class: 'card past', role: 'list' }, past.map((interview) => h('li', {},
      h('button', { type: 'button', class: 'lesson-button', 'data-testid': 'past-interview', onclick: () => onOpen('interview', interview.interviewId) },
        h('span', { class: 'lesson-words' },
          h('span', { class: 'lesson-title' }, interview.title),
          ' ',
          h('span', { class: 'lesson-meta' }, [dayAndMonth(new Date(interview.finishedAt)), percent(interview.share), t(`interview.${interview.recommendation}`)].join(' · '))),
        icon('chevron'))))));
}
