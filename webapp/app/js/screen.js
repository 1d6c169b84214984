// A screen of the academy: what the chat would show, with room for its parts. A progress bar, options that say what they
// are, code in colours. Knows not what it is about and sends nothing; whoever shows it does. Start at `screenView`.

/** @import { Act, Button, Roomy, Screen } from '../../types/api.js' */

import { bar, chatLink, h, icon } from './dom.js';
import { t } from './i18n.js';
import { richText } from './richtext.js';

/** What is over: from there the overview is a way on; from the others the cross at the top leads there. */
const LAST = new Set(['card', 'end', 'nothing', 'result']);

/**
 * `draft` is what the field holds at first, `title` the heading of a screen that brings none. `onAct(act, pressed)` gets
 * `{ press }` or `{ text, place }` and the control that was used; `onDraft(text)` every change of the field;
 * `onLeave(attempt)` a button that leads out, perhaps into an attempt.
 * @param {Screen} screen
 * @param {Shower & { draft: string, title: string }} shower
 */
export function screenView(screen, { draft, title, onAct, onDraft, onLeave }) {
  const { roomy } = screen;
  const rows = screen.buttons.map((row) => row.filter((button) => isShown(button, row, screen))).filter((row) => row.length > 0);
  return h('main', { class: 'screen', 'data-testid': 'screen', 'data-kind': screen.kind },
    h('div', { class: 'screen-head' },
      h('h1', { class: roomy ? 'screen-title' : 'visually-hidden' }, roomy?.title || title),
      h('button', { type: 'button', class: 'sheet-close', 'data-testid': 'screen-close', 'aria-label': t('close'), onclick: () => onLeave() }, icon('close'))),
    roomy?.progress && progressBar(roomy.progress),
    h('div', { class: 'card screen-text', 'data-testid': 'screen-text', tabindex: '-1', role: 'region', 'aria-label': t('screen.label') },
      richText(roomy?.html ?? screen.html)),
    screen.notice && h('p', { class: 'screen-notice', 'data-testid': 'screen-notice' }, screen.notice),
    screen.entry && entryForm(screen, screen.entry.limit, { draft, onAct, onDraft }),
    h('div', { class: 'screen-buttons' }, rows.map((row, i) => {
      const isChoice = row.some((button) => button.html !== undefined);
      const shown = { isPrimary: i === 0 && row.length === 1 && !screen.entry && !isChoice, onAct, onLeave };
      return h('div', { class: isChoice ? 'screen-options' : 'screen-row', role: isChoice ? 'group' : null, 'aria-label': isChoice ? t('screen.options') : null },
        row.map((button, j) => (isChoice ? optionView(button, j, shown) : buttonView(button, `${i}-${j}`, shown))));
    })),
    h('div', { class: 'screen-failure', 'data-testid': 'screen-failure' }));
}

/**
 * @typedef {object} Shower
 * @property {(act: Act, pressed: HTMLButtonElement) => void} onAct
 * @property {(text: string) => void} onDraft
 * @property {(attempt?: string) => void} onLeave
 */

/** There is one way out, not one in each row: of those that lead to the overview the first one, where all is over. */
function isShown(/** @type {Button} */ button, /** @type {Button[]} */ row, /** @type {Screen} */ screen) {
  if (button.view !== 'home') return true;
  return LAST.has(screen.kind) && row.find((other) => other.view === 'home') === button;
}

/** @param {NonNullable<Roomy['progress']>} progress */
function progressBar({ done, all }) {
  const text = t('screen.position', { done, n: all });
  return h('div', { class: 'screen-progress' },
    bar({ label: t('screen.progress'), value: done, max: all, text }),
    h('span', { class: 'screen-position', 'aria-hidden': 'true', 'data-testid': 'screen-position' }, `${done}/${all}`));
}

/**
 * An option with its whole text; one that can be ticked says whether it is.
 * @param {Button} button
 * @param {number} number
 * @param {Pick<Shower, 'onAct'>} shown
 */
function optionView(button, number, { onAct }) {
  const { html = '', pressed, token } = button;
  return h('button', {
    type: 'button',
    class: 'button option',
    'data-testid': 'screen-option',
    'data-key': `option-${number}`,
    'aria-pressed': pressed === undefined ? null : String(pressed),
    onclick: (event) => token && onAct({ press: token }, event.currentTarget),
  },
  pressed !== undefined && h('span', { class: 'option-box', 'aria-hidden': 'true' }, pressed && icon('check')),
  h('span', { class: 'option-words' }, richText(html)));
}

/**
 * @param {Button} button
 * @param {string} key
 * @param {Pick<Shower, 'onAct' | 'onLeave'> & { isPrimary: boolean }} shown
 */
function buttonView(button, key, { isPrimary, onAct, onLeave }) {
  const attributes = { class: `button screen-button${isPrimary ? '' : ' button-soft'}`, 'data-testid': 'screen-button', 'data-key': key };
  const link = button.url ? chatLink(button.url, attributes, button.label) : null;
  if (link !== null) return link;
  const { attempt, token } = button;
  return h('button', {
    type: 'button',
    ...attributes,
    onclick: (event) => (token ? onAct({ press: token }, event.currentTarget) : onLeave(attempt)),
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
