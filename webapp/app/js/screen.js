// A screen of the academy as the chat would show it: a text, rows of buttons, perhaps a field for words.
// Knows not what it is about and sends nothing; whoever shows it does. Start at `screenView`.

/** @import { Act, Button, Screen } from '../../types/api.js' */

import { chatLink, h, icon } from './dom.js';
import { t } from './i18n.js';
import { richText } from './richtext.js';

/**
 * `draft` is what the field holds at first. `onAct(act, pressed)` gets `{ press }` or `{ text, place }` and the control
 * that was used; `onDraft(text)` every change of the field; `onLeave()` a button that leads out.
 * @param {Screen} screen
 * @param {Shower & { draft: string }} shower
 */
export function screenView(screen, { draft, onAct, onDraft, onLeave }) {
  return h('main', { class: 'screen', 'data-testid': 'screen', 'data-kind': screen.kind },
    h('div', { class: 'screen-head' },
      h('button', { type: 'button', class: 'sheet-close', 'data-testid': 'screen-close', 'aria-label': t('close'), onclick: onLeave }, icon('close'))),
    h('div', { class: 'card screen-text', 'data-testid': 'screen-text', tabindex: '-1', role: 'region', 'aria-label': t('screen.label') },
      richText(screen.html)),
    screen.notice && h('p', { class: 'screen-notice', 'data-testid': 'screen-notice' }, screen.notice),
    screen.entry && entryForm(screen, screen.entry.limit, { draft, onAct, onDraft }),
    h('div', { class: 'screen-buttons' }, screen.buttons.map((row, i) => h('div', { class: 'screen-row' },
      row.map((button) => buttonView(button, { isPrimary: i === 0 && row.length === 1 && !screen.entry, onAct, onLeave }))))),
    h('div', { class: 'screen-failure', 'data-testid': 'screen-failure' }));
}

/**
 * @typedef {object} Shower
 * @property {(act: Act, pressed: HTMLButtonElement) => void} onAct
 * @property {(text: string) => void} onDraft
 * @property {() => void} onLeave
 */

/** @param {Button} button @param {Pick<Shower, 'onAct' | 'onLeave'> & { isPrimary: boolean }} shown */
function buttonView(button, { isPrimary, onAct, onLeave }) {
  const attributes = { class: `button screen-button${isPrimary ? '' : ' button-soft'}`, 'data-testid': 'screen-button' };
  const link = button.url ? chatLink(button.url, attributes, button.label) : null;
  if (link !== null) return link;
  const { token } = button;
  return h('button', {
    type: 'button',
    ...attributes,
    onclick: (event) => (token ? onAct({ press: token }, event.currentTarget) : onLeave()),
  }, button.label);
}

/** @param {Screen} screen @param {number} limit @param {Pick<Shower, 'onAct' | 'onDraft'> & { draft: string }} shown */
function entryForm(screen, limit, { draft, onAct, onDraft }) {
  const field = h('textarea', {
    id: 'screen-entry',
    class: 'screen-entry',
    'data-testid': 'screen-entry',
    rows: '2',
    maxlength: String(limit),
    placeholder: t('screen.entry'),
    // Answers may be code: nothing may be put right on the way.
    autocapitalize: 'off',
    autocomplete: 'off',
    autocorrect: 'off',
    spellcheck: 'false',
    oninput: (event) => onDraft(event.currentTarget.value),
    onkeydown(event) {
      if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) event.currentTarget.form?.requestSubmit();
    },
  });
  field.value = draft;
  const send = h('button', { type: 'submit', class: 'button', 'data-testid': 'screen-send' }, t('screen.send'));
  return h('form', {
    class: 'screen-form',
    onsubmit(event) {
      event.preventDefault();
      onAct({ text: field.value, place: screen.place }, send);
    },
  }, h('label', { class: 'visually-hidden', for: 'screen-entry' }, t('screen.entry')), field, send);
}
