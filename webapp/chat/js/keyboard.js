// Inline keyboards: buttons, and the presses that wait for the bot's answer. A press spins until the answer to its
// callback query comes or 15 s have passed; an edit of the message in between does not stop the spinner.

/** @import { Answer, Key, Message } from '../../types/playground.js' */

import * as api from './api.js';
import { every, h, icon } from './dom.js';
import { t } from './i18n.js';
import { openLink } from './links.js';
import { alertDialog, reasonOf, toast } from './overlay.js';
import { copyText } from './richtext.js';
import { refresh } from './session.js';
import { emit, on, world } from './world.js';

const PATIENCE_MS = 15_000;
const KEPT_ANSWERS = 50;

/** @typedef {{ queryId: string | null, timer: ReturnType<typeof setTimeout> }} Waiting */

/** @type {Map<string, Waiting>} press key → the press */
const pending = new Map();
/** @type {Map<string, Answer>} that overtook the response which names their query */
const early = new Map();

/** @param {number} chatId @param {number} messageId @param {string} callbackData */
const keyOf = (chatId, messageId, callbackData) => `${chatId}:${messageId}:${callbackData}`;

/** @param {Message} message */
export function renderKeyboard(message) {
  if (!message.keyboard?.length) return null;
  return h('div', { class: 'keyboard', role: 'group' }, message.keyboard.map((row) => (
    h('div', { class: 'keyboard-row' }, row.map((button) => renderButton(message, button)))
  )));
}

/** @param {Message} message @param {Key} button */
function renderButton(message, button) {
  const { callbackData = '', copyText: copied, url, webAppUrl } = button;
  const element = h('button', { type: 'button', class: 'key' }, h('span', { class: 'key-label' }, button.text));
  if (webAppUrl !== undefined) {
    element.dataset.webApp = webAppUrl;
    element.append(icon('app'));
    element.onclick = () => emit('openMiniApp', { url: webAppUrl, from: 'inline' });
  } else if (url !== undefined) {
    element.dataset.url = url;
    element.append(icon('link'));
    element.onclick = () => openLink(url);
  } else if (copied !== undefined) {
    element.dataset.copy = copied;
    element.append(icon('copy'));
    element.onclick = () => copyText(copied);
  } else {
    element.dataset.callback = callbackData;
    element.dataset.key = keyOf(message.chatId, message.id, callbackData);
    element.append(h('span', { class: 'key-spinner' }));
    element.onclick = () => press(message, callbackData);
    paint(element);
  }
  return element;
}

/** @param {HTMLElement} element */
function paint(element) {
  const waiting = pending.has(element.dataset.key ?? '');
  element.classList.toggle('busy', waiting);
  element.setAttribute('aria-busy', String(waiting));
}

/** @param {string} key */
function repaint(key) {
  for (const element of every(document, '.key[data-key]')) if (element.dataset.key === key) paint(element);
}

/** @param {Message} message @param {string} callbackData */
async function press({ chatId, id }, callbackData) {
  const key = keyOf(chatId, id, callbackData);
  if (pending.has(key)) return; // as Telegram's apps: one question at a time per button
  /** @type {Waiting} */
  const waiting = { queryId: null, timer: setTimeout(() => giveUp(key), PATIENCE_MS) };
  pending.set(key, waiting);
  repaint(key);
  try {
    const { callbackQueryId } = await api.press(chatId, world.viewerId, id, callbackData);
    waiting.queryId = callbackQueryId;
    const answer = early.get(callbackQueryId);
    if (!answer) return;
    early.delete(callbackQueryId);
    finish(key, answer);
  } catch (error) {
    settle(key);
    toast(reasonOf(error));
    const isGone = error instanceof api.ApiError && (error.status === 409 || error.status === 404);
    if (isGone) refresh(); // the button is no more: show what there is now
  }
}

on('answer', (answer) => {
  for (const [key, waiting] of pending) {
    if (waiting.queryId === answer.callbackQueryId) {
      finish(key, answer);
      return;
    }
  }
  early.set(answer.callbackQueryId, answer);
  const [oldest] = early.keys();
  if (early.size > KEPT_ANSWERS && oldest !== undefined) early.delete(oldest);
});

/** @param {string} key @param {Answer} answer */
function finish(key, { chatId, text, showAlert, url }) {
  settle(key);
  if (chatId !== world.chatId) return;
  if (url) openLink(url);
  else if (text && showAlert) alertDialog(text);
  else if (text) toast(text);
}

/** @param {string} key */
function giveUp(key) {
  settle(key);
  toast(t('answerMissing'));
}

/** @param {string} key */
function settle(key) {
  clearTimeout(pending.get(key)?.timer);
  pending.delete(key);
  repaint(key);
}
