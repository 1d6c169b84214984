// Native polls. A quiz is answered by one press (or by "Vote" where several options may be right) and then shows what
// was right, how everybody voted and the explanation; before that nobody sees the votes.

/** @import { Message, Poll } from '../../types/playground.js' */

import * as api from './api.js';
import { h, icon } from './dom.js';
import { t } from './i18n.js';
import { attempt } from './overlay.js';
import { fillRichText } from './richtext.js';
import { refresh } from './session.js';
import { world } from './world.js';

/** @typedef {Message & { poll: Poll }} PollMessage */

/**
 * Message id → options picked but not yet sent; they outlive a redraw that another learner's vote causes.
 * @type {Map<number, Set<number>>}
 */
const picks = new Map();

/** @param {PollMessage} message */
export function renderPoll(message) {
  const { poll } = message;
  const answered = poll.closed || poll.options.some((option) => option.chosen);
  const total = poll.options.reduce((sum, option) => sum + option.votes, 0);
  const kind = poll.closed ? 'pollClosed' : poll.type === 'quiz' ? 'pollQuiz' : 'pollAnonymous';
  const element = h('div', { class: 'poll', role: 'group', ariaLabel: `${t(kind)}: ${poll.question}`, dataset: { testid: 'poll', pollId: poll.id } },
    h('div', { class: 'poll-question', dir: 'auto' }, poll.question),
    h('div', { class: 'poll-kind' }, t(kind)),
    answered ? results(poll, total) : ballot(message),
    answered && h('div', { class: 'poll-total' }, total === 0 ? t('pollNoVotes') : t('pollVotes', { n: total })));
  if (poll.description) {
    const text = h('div', { class: 'poll-description', dir: 'auto' });
    fillRichText(text, poll.description);
    element.prepend(text);
  }
  if (answered && poll.explanation) {
    const text = h('div', { class: 'poll-explanation-text', dir: 'auto' });
    fillRichText(text, poll.explanation);
    element.append(h('div', { class: 'poll-explanation', dataset: { testid: 'poll-explanation' } }, icon('bulb'), text));
  }
  return element;
}

/** @param {PollMessage} message */
function ballot(message) {
  const { poll } = message;
  const several = poll.allowsMultiple;
  /** @type {Set<number>} */
  const picked = picks.get(message.id) ?? new Set();
  if (several) picks.set(message.id, picked);
  const submit = several && h('button', { type: 'button', class: 'poll-vote', disabled: picked.size === 0, dataset: { testid: 'poll-vote' }, onclick: () => vote(message, [...picked]) }, t('pollVote'));
  /** @param {number} index @param {HTMLElement} button */
  const toggle = (index, button) => {
    if (!picked.delete(index)) picked.add(index);
    button.setAttribute('aria-checked', String(picked.has(index)));
    if (submit) submit.disabled = picked.size === 0;
  };
  const options = poll.options.map((option, index) => h('button', {
    type: 'button',
    class: several ? 'poll-option checkbox' : 'poll-option',
    role: several && 'checkbox',
    ariaChecked: several && String(picked.has(index)),
    dataset: { testid: 'poll-option', option: index },
    onclick: (event) => (several ? toggle(index, event.currentTarget) : vote(message, [index], event.currentTarget)),
  }, h('span', { class: 'poll-mark' }), h('span', { class: 'poll-text', dir: 'auto' }, option.text)));
  return [...options, submit];
}

/** @param {Poll} poll @param {number} total */
function results(poll, total) {
  return poll.options.map((option, index) => {
    const share = total === 0 ? 0 : Math.round((option.votes / total) * 100);
    const right = poll.correctOptionIds?.includes(index) ?? false;
    const wrong = option.chosen && poll.correctOptionIds !== undefined && !right;
    const verdict = right ? 'right' : wrong ? 'wrong' : option.chosen ? 'chosen' : '';
    const spoken = [right && t('rightOption'), wrong && t('wrongOption'), option.chosen && t('yourChoice')].filter(Boolean).join(', ');
    const bar = h('span', { class: 'poll-bar' });
    bar.style.setProperty('--share', `${share}%`);
    return h('div', { class: `poll-result ${verdict}`, dataset: { testid: 'poll-result', option: index, verdict } },
      h('span', { class: 'poll-share' }, `${share}%`),
      h('span', { class: 'poll-text', dir: 'auto' }, option.text),
      h('span', { class: 'poll-mark' }, verdict !== '' && icon(wrong ? 'cross' : 'check')),
      spoken !== '' && h('span', { class: 'sr' }, ` (${spoken})`),
      bar);
  });
}

/** @param {Message} message @param {number[]} optionIds @param {HTMLElement} [button] */
async function vote(message, optionIds, button) {
  button?.setAttribute('aria-busy', 'true');
  await attempt(api.vote(message.chatId, world.viewerId, message.id, optionIds));
  button?.removeAttribute('aria-busy');
  refresh();
}
