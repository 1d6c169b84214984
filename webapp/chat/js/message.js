// One message as DOM: the bubble with its text, sticker, voice or poll, the time, and the keyboard under it.

/** @import { Message } from '../../types/playground.js' */

import { h, icon } from './dom.js';
import { formatStamp, formatTime, t } from './i18n.js';
import { renderKeyboard } from './keyboard.js';
import { renderPoll } from './poll.js';
import { fillRichText } from './richtext.js';
import { fullName, isGroup, isOwn, world } from './world.js';

const WAVE = [4, 9, 6, 13, 17, 8, 12, 20, 15, 7, 11, 18, 22, 14, 9, 16, 12, 6, 10, 15, 8, 5, 9, 4];

/** The children of a message's row; the row itself stays the same element through edits. @param {Message} message */
export function renderMessage(message) {
  const own = isOwn(message);
  const name = senderName(message);
  const bubble = h('div', { class: bubbleClass(message) }, h('span', { class: 'sr' }, `${own ? t('you') : name}: `));
  if (isGroup() && !own) {
    const hue = message.from === 'bot' ? 'bot' : String(Math.abs(message.from) % 7);
    bubble.append(h('div', { class: 'sender', ariaHidden: 'true', dataset: { hue } }, name));
  }
  bubble.append(...content(message), meta(message, own));
  return [bubble, renderKeyboard(message)].filter((part) => part !== null);
}

/** @param {Message} message */
export function senderName(message) {
  if (message.from === 'bot') return world.bot?.name ?? t('bot');
  const learner = world.learners.get(message.from);
  return learner ? fullName(learner) : String(message.from);
}

/** @param {Message} message */
function bubbleClass(message) {
  const kind = message.sticker ? 'sticker' : message.voice ? 'voice' : message.poll ? 'with-poll' : '';
  return `bubble ${kind}`.trim();
}

/** @param {Message} message */
function content(message) {
  const { poll } = message;
  if (message.sticker) return [h('span', { class: 'sticker-art', role: 'img', ariaLabel: t('sticker') }, '🦉')];
  if (message.voice) return [voice()];
  if (poll) return [renderPoll({ ...message, poll })];
  const text = h('span', { class: 'text', dir: 'auto', dataset: { testid: 'text' } });
  fillRichText(text, message.html, { commands: true });
  return [text];
}

function voice() {
  const bars = WAVE.map((height) => {
    const bar = h('span', {});
    bar.style.height = `${height}px`;
    return bar;
  });
  return h('span', { class: 'voice-note', role: 'img', ariaLabel: t('voice') },
    h('span', { class: 'voice-play' }, icon('play')), h('span', { class: 'voice-wave' }, bars), h('span', { class: 'voice-time' }, '0:03'));
}

/** @param {Message} message @param {boolean} own */
function meta(message, own) {
  const time = h('time', { datetime: new Date(message.date * 1000).toISOString(), title: formatStamp(message.editDate ?? message.date) }, formatTime(message.date));
  return h('span', { class: 'meta' },
    message.silent && h('span', { class: 'meta-silent', title: t('silent') }, icon('mute'), h('span', { class: 'sr' }, t('silent'))),
    message.editDate !== undefined && message.editDate !== null && own && h('span', { class: 'meta-edited' }, t('edited')),
    time,
    own && icon('check'));
}
