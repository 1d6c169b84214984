// Toasts and dialogs over the page. A toast passes by; a dialog waits for an answer, one at a time.

import { byId, h } from './dom.js';
import { t } from './i18n.js';

const TOAST_MS = 3500;
let dialogs = Promise.resolve();

/** Telegram's dark pill. A longer text stays longer; pressing it sends it away. */
export function toast(text) {
  const pill = h('button', { class: 'toast', type: 'button', dataset: { testid: 'toast' }, onclick: () => pill.remove() }, text);
  const shelf = byId('toasts');
  shelf.append(pill);
  while (shelf.children.length > 3) shelf.firstChild.remove();
  setTimeout(() => pill.remove(), TOAST_MS + text.length * 25);
}

/** Resolves to the promise's value, or shows why it failed and resolves to undefined. */
export async function attempt(promise) {
  try {
    return (await promise) ?? null;
  } catch (error) {
    toast(error.status === 0 ? t('offline') : error.message);
    return undefined;
  }
}

/**
 * Resolves to the pressed button's id, or to null when the dialog was left with Escape.
 * buttons: [{ id, text, danger? }]; the last one has the focus.
 */
export function dialog({ title = '', text, buttons = [{ id: 'ok', text: t('ok') }] }) {
  const answer = dialogs.then(() => ask(title, text, buttons));
  dialogs = answer;
  return answer;
}

export const alertDialog = (text) => dialog({ text });

function ask(title, text, buttons) {
  const box = byId('dialog');
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
