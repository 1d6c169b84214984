// Toasts and dialogs over the page. A toast passes by; a dialog waits for an answer, one at a time.

import { ApiError } from './api.js';
import { byId, h } from './dom.js';
import { t } from './i18n.js';

const TOAST_MS = 3500;
/** @type {Promise<unknown>} */
let dialogs = Promise.resolve();

/** Telegram's dark pill. A longer text stays longer; pressing it sends it away. @param {string} text */
export function toast(text) {
  const pill = h('button', { class: 'toast', type: 'button', dataset: { testid: 'toast' }, onclick: (event) => event.currentTarget.remove() }, text);
  const shelf = byId('toasts');
  shelf.append(pill);
  while (shelf.children.length > 3) shelf.firstElementChild?.remove();
  setTimeout(() => pill.remove(), TOAST_MS + text.length * 25);
}

/**
 * Resolves to the promise's value, or shows why it failed and resolves to undefined.
 * @template T
 * @param {Promise<T>} promise
 * @returns {Promise<T | null | undefined>}
 */
export async function attempt(promise) {
  try {
    return (await promise) ?? null;
  } catch (error) {
    toast(reasonOf(error));
    return undefined;
  }
}

/** Why something failed, in words. @param {unknown} error */
export function reasonOf(error) {
  if (error instanceof ApiError && error.status === 0) return t('offline');
  return error instanceof Error ? error.message : String(error);
}

/**
 * Resolves to the pressed button's id, or to null when the dialog was left with Escape.
 * The last button has the focus.
 * @param {{ title?: string, text: string, buttons?: Button[] }} asked
 */
export function dialog({ title = '', text, buttons = [{ id: 'ok', text: t('ok') }] }) {
  const answer = dialogs.then(() => ask(title, text, buttons));
  dialogs = answer;
  return answer;
}

/** @typedef {{ id: string, text: string, danger?: boolean }} Button */

/** @param {string} text */
export const alertDialog = (text) => dialog({ text });

/** @param {string} title @param {string} text @param {Button[]} buttons @returns {Promise<string | null>} */
function ask(title, text, buttons) {
  const box = byId('dialog', HTMLDialogElement);
  byId('dialog-title').textContent = title;
  byId('dialog-title').hidden = title === '';
  byId('dialog-text').textContent = text;
  box.returnValue = '';
  byId('dialog-buttons').replaceChildren(...buttons.map((button, index) => h('button', {
    type: 'button',
    class: button.danger ? 'text-button danger' : 'text-button',
    dataset: { testid: `dialog-${button.id || index}` },
    autofocus: index === buttons.length - 1,
    onclick: () => box.close(`button:${button.id}`),
  }, button.text)));
  return new Promise((resolve) => {
    box.addEventListener('close', () => {
      resolve(box.returnValue.startsWith('button:') ? box.returnValue.slice('button:'.length) : null);
    }, { once: true });
    box.showModal();
  });
}
