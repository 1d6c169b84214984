// The sheet that slides up for one lesson: its state, what it asks for, the score, and the way into
// the chat.

/** @import { Course, Lesson } from '../../types/api.js' */
/** @typedef {{ lesson: Lesson, course: Course }} Found */

import { bar, byId, chatLink, focusedTestId, h, icon, one } from './dom.js';
import { duration, number, percent, t } from './i18n.js';
import { missingLessons, stateMark, stateWords } from './lesson.js';
import { createModal } from './modal.js';

const dialog = /** @type {HTMLDialogElement} */ (byId('sheet'));

/**
 * @param {object} page
 * @param {(lessonId: string) => Found | undefined} page.find
 */
export function createSheet({ find }) {
  /** @type {string | null} */
  let shownId = null;
  /** @type {string | null} */
  let openerId = null;

  /** @param {string} lessonId */
  function open(lessonId) {
    const found = find(lessonId);
    if (!found) return;
    if (!dialog.open) openerId = lessonId;
    shownId = lessonId;
    draw(found);
    modal.show();
  }

  /** Draws the sheet anew after fresh data; a lesson that is gone closes it. */
  function refresh() {
    if (!dialog.open) return;
    const found = shownId === null ? undefined : find(shownId);
    if (!found) { dialog.close(); return; }
    const focused = focusedTestId();
    draw(found);
    (one(dialog, `[data-testid="${CSS.escape(focused ?? '')}"]`) ?? dialog.querySelector('h2'))?.focus();
  }

  /** @param {Found} found */
  function draw({ lesson }) {
    dialog.replaceChildren(...content(lesson));
  }

  /** @param {Lesson} lesson */
  function content(lesson) {
    return [
      h('div', { class: 'sheet-head' },
        stateMark(lesson),
        h('p', { class: 'sheet-state', 'data-testid': 'sheet-state' }, stateWords(lesson)),
        h('button', { type: 'button', class: 'sheet-close', 'data-testid': 'close', 'aria-label': t('close'), onclick: () => dialog.close() }, icon('close'))),
      h('h2', { id: 'sheet-title', tabindex: '-1' }, lesson.title),
      lesson.state === 'started' && lesson.screen > 0 && bar({
        label: t('lesson.progress'),
        value: lesson.screen,
        max: lesson.screens,
        text: t('position.screen', { screen: lesson.screen, n: lesson.screens }),
      }),
      facts(lesson),
      requirements(lesson),
      action(lesson),
    ].filter((part) => part !== null && part !== false);
  }

  /** @param {Lesson} lesson */
  function requirements(lesson) {
    const required = lesson.requires ?? [];
    if (required.length === 0) return null;
    const missing = missingLessons(lesson).length;
    return h('section', { class: 'requirements', 'aria-labelledby': 'sheet-requires' },
      h('h3', { id: 'sheet-requires' }, missing > 0 ? t('requires.missing') : t('requires.met')),
      h('ul', { role: 'list' }, required.map((item) => {
        const known = find(item.id);
        const words = [
          item.completed || !known ? icon(item.completed ? 'check' : 'lock') : stateMark(known.lesson),
          h('span', { class: 'requirement-title' }, item.title, h('span', { class: 'visually-hidden' }, `, ${t(item.completed ? 'requires.done' : 'requires.open')}`)),
        ];
        const classes = `requirement ${item.completed ? 'is-met' : 'is-missing'}`;
        return h('li', {}, !item.completed && known
          ? h('button', { type: 'button', class: classes, 'data-testid': `requires-${item.id}`, onclick: () => open(item.id) }, ...words, icon('chevron'))
          : h('p', { class: classes }, ...words));
      })));
  }

  /** A locked lesson leads to where the way to it begins. @param {Lesson} lesson */
  function action(lesson) {
    const first = lesson.state === 'locked' ? wayTo(lesson) : lesson;
    if (first === undefined) return null;
    const words = first === lesson ? t('openInChat') : t('requires.start', { title: first.title });
    const link = chatLink(first.chatLink, { class: 'button', 'data-testid': 'open-in-chat' }, words);
    // A client may keep the page alive after it was asked to close it.
    link?.addEventListener('click', () => dialog.close());
    return link;
  }

  /** The first lesson that may be opened of all that a locked one waits for. @param {Lesson} lesson */
  function wayTo(lesson) {
    const seen = new Set();
    const waiting = [lesson];
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      if (seen.has(next.id)) continue;
      seen.add(next.id);
      if (next.state !== 'locked') return next;
      const missing = missingLessons(next).map(({ id }) => find(id)?.lesson).filter((found) => found !== undefined);
      waiting.push(...missing.reverse());
    }
    return undefined;
  }

  const modal = createModal(dialog, () => {
    one(document, `[data-testid="lesson-${CSS.escape(openerId ?? '')}"]`)?.focus();
    dialog.replaceChildren();
    shownId = null;
  });

  return { open, refresh };
}

/** @param {Lesson} lesson */
function facts(lesson) {
  /** @type {(readonly [string, string] | false)[]} */
  const rows = [
    [t('facts.time'), duration(lesson.minutes)],
    lesson.screens > 0 && [t('facts.screens'), number(lesson.screens)],
    lesson.questions > 0 && [t('facts.questions'), number(lesson.questions)],
    lesson.bestScore !== null && [t('facts.score'), percent(lesson.bestScore)],
  ];
  return h('dl', { class: 'facts' }, rows.filter((row) => row !== false).map(([name, value]) => h('div', {}, h('dt', {}, name), h('dd', {}, value))));
}
