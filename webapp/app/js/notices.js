// What stands in place of the course when there is none to show: an error with a way on, an empty
// academy, and the page opened outside Telegram. Every one of them says what to do next.

/** @import { Child } from '../../types/dom.js' */

import { ApiError, isOver } from './api.js';
import { chatLink, h } from './dom.js';
import { t } from './i18n.js';

/**
 * @param {unknown} cause
 * @param {object} page
 * @param {string} page.bot
 * @param {() => void} page.onRetry
 */
export function errorNotice(cause, { bot, onRetry }) {
  const error = cause instanceof ApiError ? cause : new ApiError('problem');
  const { kind } = error;
  if (kind === 'stranger') return strangerNotice(bot);
  // Only Telegram can hand over fresh launch data, so there the way on is the chat.
  const reopen = isOver(error) && bot !== '';
  const detail = kind === 'problem' || kind === 'busy' ? error.detail : '';
  return notice(kind === 'signedOut' ? 'signed-out' : 'error', [
    h('div', { class: 'notice-words', role: 'alert' },
      h('h1', {}, t(`error.${kind}.title`)),
      h('p', {}, detail || t(`error.${kind}.text`)),
      error.retryAfter !== null && error.retryAfter > 0 && h('p', {}, t('error.wait', { n: error.retryAfter }))),
    reopen && chatLink(botLink(bot), { class: 'button' }, t('openChat')),
    // Whoever has signed out here comes in by the chat only.
    (kind !== 'signedOut' || !reopen) && h('button', { type: 'button', class: reopen ? 'button button-quiet' : 'button', 'data-testid': 'retry', onclick: onRetry }, t('retry')),
    error.requestId !== '' && kind !== 'signedOut' && h('p', { class: 'notice-id' }, t('error.request', { id: error.requestId })),
  ]);
}

/** Whoever opens the page before they have met the bot: a welcome, and the way to the chat. @param {string} bot */
function strangerNotice(bot) {
  return notice('stranger', [
    h('div', { class: 'notice-words' },
      h('h1', {}, t('stranger.title')),
      h('p', {}, t('stranger.text'))),
    chatLink(bot ? botLink(bot) : 'https://t.me/', { class: 'button', 'data-testid': 'open-chat' }, t('openChat')),
  ]);
}

/** @param {string} bot */
export function emptyNotice(bot) {
  return h('section', { class: 'card empty', 'data-testid': 'empty' },
    h('h2', {}, t('empty.title')),
    h('p', {}, t('empty.text')),
    bot !== '' && chatLink(botLink(bot), { class: 'button' }, t('openChat')));
}

/** @param {string} bot */
export function outsideNotice(bot) {
  return notice('outside', [
    h('div', { class: 'notice-words' },
      h('h1', {}, t('outside.title')),
      h('p', {}, t('outside.text'))),
    chatLink(bot ? botLink(bot) : 'https://t.me/', { class: 'button' }, bot ? t('outside.open', { bot: `@${bot}` }) : t('outside.telegram')),
  ]);
}

/** @param {string} testId @param {Child[]} children */
function notice(testId, children) {
  return h('main', { class: 'notice', 'data-testid': testId }, children);
}

/** @param {string} bot */
function botLink(bot) {
  return `https://t.me/${encodeURIComponent(bot)}`;
}
