// A sheet that slides up over the page: a modal <dialog>. The browser keeps the page behind it inert and Esc closes it;
// a press beside it and Telegram's own back button do the same. What is in it, others draw.

import { on, post } from './bridge.js';

const FOCUSABLE = 'a[href], button:not([disabled])';

/**
 * `onClosed` is called when it has closed, however that came.
 * @param {HTMLDialogElement} dialog
 * @param {() => void} onClosed
 */
export function createModal(dialog, onClosed) {
  function show() {
    if (!dialog.open) {
      dialog.showModal();
      post('web_app_setup_back_button', { is_visible: true });
    }
    dialog.scrollTop = 0;
    dialog.querySelector('h2')?.focus();
  }

  /** A press on the backdrop counts as the dialog's own; only its place tells them apart. @param {MouseEvent} event */
  function outside(event) {
    const box = dialog.getBoundingClientRect();
    return event.clientY < box.top || event.clientY > box.bottom || event.clientX < box.left || event.clientX > box.right;
  }

  /** A web view has no browser chrome that Tab could go on to, so it goes round. @param {KeyboardEvent} event */
  function keepFocusInside(event) {
    if (event.key !== 'Tab') return;
    const stops = [...dialog.querySelectorAll(FOCUSABLE)].filter((stop) => stop instanceof HTMLElement);
    const at = stops.findIndex((stop) => stop === document.activeElement);
    if (event.shiftKey ? at <= 0 : at === stops.length - 1) {
      event.preventDefault();
      stops.at(event.shiftKey ? -1 : 0)?.focus();
    }
  }

  dialog.addEventListener('close', () => {
    if (dialog.open) return; // opened again before this event came
    post('web_app_setup_back_button', { is_visible: false });
    onClosed();
  });
  dialog.addEventListener('click', (event) => {
    if (event.target === dialog && outside(event)) dialog.close();
  });
  dialog.addEventListener('keydown', keepFocusInside);
  on('back_button_pressed', () => { if (dialog.open) dialog.close(); });

  return { show };
}
