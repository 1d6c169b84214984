// Inline keyboards: buttons, and the presses that wait for the bot's answer. A press spins until the answer to its
// callback query comes or 15 s have passed; an edit of the message in between does not stop the spinner.

import * as api from './api.js';
import { h, icon } from './dom.js';
import { t } from './i18n.js';
import { openLink } from './links.js';
import { alertDialog, toast } from './overlay.js';
import { copyText } from './richtext.js';
import { refresh } from './session.js';
import { emit, on, world } from './world.js';

const PATIENCE_MS = 15_000;
const KEPT_ANSWERS = 50;

/** press key → { queryId, timer } */
const pending = new Map();
/** Answers that overtook the response which names their query. */
const early = new Map();

const keyOf = (chatId, messageId, callbackData) => `${chatId}:${messageId}:${callbackData}`;

export function renderKeyboard(message) {
  if (!message.keyboard?.length) return null;
  return h('div', { class: 'keyboard', role: 'group' }, message.keyboard.map((row) => (
    h('div', { class: 'keyboard-row' }, row.map((button) => renderButton(message, button)))
  )));
}

function renderButton(message, button) {
  const element = h('button', { type: 'button', class: 'key' }, h('span', { class: 'key-label' }, button.text));
  if (button.webAppUrl !== undefined) {
    element.dataset.webApp = button.webAppUrl;
    element.append(icon('app'));
    element.onclick = () => emit('openMiniApp', { url: button.webAppUrl, from: 'inline' });
  } else if (button.url !== undefined) {
    element.dataset.url = button.url;
    element.append(icon('link'));
    element.onclick = () => openLink(button.url);
  } else if (button.copyText !== undefined) {
    element.dataset.copy = button.copyText;
    element.append(icon('copy'));
    element.onclick = () => copyText(button.copyText);
  } else {
    element.dataset.callback = button.callbackData;
    element.dataset.key = keyOf(message.chatId, message.id, button.callbackData);
    element.append(h('span', { class: 'key-spinner' }));
    element.onclick = () => press(message, button.callbackData);
    paint(element);
  }
  return element;
}

function paint(element) {
  const waiting = pending.has(element.dataset.key);
  element.classList.toggle('busy', waiting);
  element.setAttribute('aria-busy', String(waiting));
}

function repaint(key) {
  for (const element of document.querySelectorAll('.key[data-key]')) if (element.dataset.key === key) paint(element);
}

async function press({ chatId, id }, callbackData) {
  const key = keyOf(chatId, id, callbackData);
  if (pending.has(key)) return; // as Telegram's apps: one question at a time per button
  const waiting = { queryId: null, timer: setTimeout(() => giveUp(key), PATIENCE_MS) };
  pending.set(key, waiting);
  repaint(key);
  try {
    waiting.queryId = (await api.press(chatId, world.viewerId, id, callbackData)).callbackQueryId;
  } catch (error) {
    settle(key);
    toast(error.status === 0 ? t('offline') : error.message);
    if (error.status === 409 || error.status === 404) refresh(); // the button is gone: show what there is now
    return;
  }
  const answer = early.get(waiting.queryId);
  if (answer) {
    early.delete(waiting.queryId);
    finish(key, answer);
  }
}

on('answer', (answer) => {
  for (const [key, waiting] of pending) {
    if (waiting.queryId === answer.callbackQueryId) return finish(key, answer);
  }
  early.set(answer.callbackQueryId, answer);
  if (early.size > KEPT_ANSWERS) early.delete(early.keys().next().value);
});

function finish(key, { chatId, text, showAlert, url }) {
  settle(key);
  if (chatId !== world.chatId) return;
  if (url) openLink(url);
  else if (text && showAlert) alertDialog(text);
  else if (text) toast(text);
}

function giveUp(key) {
  settle(key);
  toast(t('answerMissing'));
}

function settle(key) {
  clearTimeout(pending.get(key)?.timer);
  pending.delete(key);
  repaint(key);
}
