// The list of messages. Rows are kept by message id: an edit changes a row in place, and what the reader looks at does
// not move. Only someone who is at the end follows new messages.

/** @import { Message } from '../../types/playground.js' */

import { byId, every, fieldOf, focusedIn, h, hit } from './dom.js';
import { openDrawer } from './drawers.js';
import { formatDay, onLanguage, t } from './i18n.js';
import { openLink } from './links.js';
import { renderMessage } from './message.js';
import { send } from './session.js';
import { isGroup, isOwn, on, world } from './world.js';

const NEAR_PX = 90;
const scroller = byId('log-scroll');
const log = byId('log');
const jump = byId('jump');

/** @typedef {{ element: HTMLElement, shown: string }} Row `shown`: JSON of what it shows */

/** @type {Map<number, Row>} by message id */
const rows = new Map();
let atEnd = true;
let missed = 0;
let settled = false;

on('opened', () => {
  rows.clear();
  log.replaceChildren();
  log.setAttribute('aria-busy', 'true'); // history is not news: nothing is read aloud
  atEnd = true;
  settled = false;
  missed = 0;
  drawJump();
});

on('loaded', () => {
  const first = !settled;
  keepPlace(() => {
    for (const id of rows.keys()) if (!world.messages.has(id)) drop(id);
    for (const message of world.messages.values()) draw(message);
    arrange();
  });
  if (first) {
    settled = true;
    toEnd();
    requestAnimationFrame(() => log.setAttribute('aria-busy', 'false'));
  }
});

on('message', (message) => {
  const fresh = !rows.has(message.id);
  const follow = atEnd;
  keepPlace(() => {
    draw(message);
    if (fresh) arrange();
  });
  const row = rows.get(message.id);
  if (!fresh || !row) return;
  row.element.classList.add('arriving');
  if (isOwn(message)) toEnd();
  else if (follow) showFromItsTop(row.element);
  else {
    missed += 1;
    drawJump();
  }
});

on('deleted', (id) => keepPlace(() => {
  drop(id);
  arrange();
}));

onLanguage(() => keepPlace(() => {
  for (const row of rows.values()) row.shown = '';
  for (const message of world.messages.values()) draw(message);
  log.querySelectorAll('.day').forEach((day) => day.remove());
  arrange();
}));

/** The learner's newest own text message: the one that arrow-up edits. */
export function lastOwnText() {
  return [...world.messages.values()].filter((message) => isOwn(message) && !message.sticker && !message.voice && !message.poll).at(-1) ?? null;
}

/** @param {Message} message */
function draw(message) {
  const shown = JSON.stringify(message);
  const row = rows.get(message.id);
  if (row?.shown === shown) return;
  if (row) {
    redraw(row, message, shown);
    return;
  }
  const element = h('div', {
    class: `row ${isOwn(message) ? 'out' : 'in'}`,
    role: 'article',
    dataset: { testid: 'message', messageId: message.id, from: message.from, date: message.date },
  }, renderMessage(message));
  rows.set(message.id, { element, shown });
  const later = every(log, '.row').find((other) => Number(other.dataset.messageId) > message.id);
  log.insertBefore(element, later ?? null);
}

/** The focus survives an edit: on the same button when it is still there, else on one in its place. @param {Row} row @param {Message} message @param {string} shown */
function redraw(row, message, shown) {
  const focused = focusedIn(row.element);
  const keys = () => every(row.element, 'button, a[href], [tabindex]');
  const place = focused ? keys().indexOf(focused) : -1;
  const callback = focused?.dataset.callback;
  row.element.replaceChildren(...renderMessage(message));
  row.shown = shown;
  if (!focused) return;
  const after = keys();
  const same = callback === undefined ? null : after.find((key) => key.dataset.callback === callback);
  if (after.length === 0) row.element.tabIndex = -1; // an answered quiz has no buttons left: the message itself takes over
  const next = same ?? after[Math.min(place, after.length - 1)] ?? row.element;
  next.focus({ preventScroll: true });
}

/** @param {number} id */
function drop(id) {
  rows.get(id)?.element.remove();
  rows.delete(id);
}

/** Day separators, and which bubbles stand together as one sender's run. */
function arrange() {
  log.querySelectorAll('.day').forEach((day) => day.remove());
  let previous = /** @type {{ element: HTMLElement, day: string, from: string | undefined } | null} */ (null);
  for (const element of every(log, '.row')) {
    const date = Number(element.dataset.date);
    const day = new Date(date * 1000).toDateString();
    const newDay = previous?.day !== day;
    if (newDay) element.before(h('div', { class: 'day' }, h('span', {}, formatDay(date))));
    const continues = !newDay && previous?.from === element.dataset.from;
    previous?.element.classList.toggle('last', !continues);
    element.classList.toggle('first', !continues);
    previous = { element, day, from: element.dataset.from };
  }
  previous?.element.classList.add('last');
  if (previous === null) log.replaceChildren(empty());
  else log.querySelector('.empty')?.remove();
}

function empty() {
  const bot = world.bot;
  if (world.viewerId === null) {
    const begin = h('button', { type: 'button', class: 'button', onclick: showAddLearner }, t('addLearner'));
    return h('div', { class: 'empty' }, h('strong', {}, t('nobody')), h('p', {}, t('nobodyHint')), begin);
  }
  if (isGroup() || !bot?.description) return h('div', { class: 'empty' }, h('p', {}, t('emptyChat')));
  return h('div', { class: 'empty' }, h('strong', {}, t('whatCanItDo')), h('p', { dir: 'auto' }, bot.description));
}

function showAddLearner() {
  openDrawer('people');
  fieldOf(byId('add-learner', HTMLFormElement), 'firstName', HTMLInputElement).focus();
}

/** Runs a change and then puts the first visible message back to where it stood; at the end it stays at the end. @param {() => void} change */
function keepPlace(change) {
  if (atEnd) {
    change();
    toEnd();
    return;
  }
  const anchor = every(log, '.row').find((row) => row.getBoundingClientRect().bottom > scroller.getBoundingClientRect().top);
  const before = anchor?.getBoundingClientRect().top;
  change();
  if (anchor?.isConnected && before !== undefined) scroller.scrollTop += anchor.getBoundingClientRect().top - before;
}

function toEnd() {
  atEnd = true;
  missed = 0;
  scroller.scrollTop = scroller.scrollHeight;
  drawJump();
}

/** A new message that is taller than the window is read from its beginning. @param {HTMLElement} element */
function showFromItsTop(element) {
  if (element.offsetHeight < scroller.clientHeight - 24) toEnd();
  else scroller.scrollTop += element.getBoundingClientRect().top - scroller.getBoundingClientRect().top - 12;
}

function drawJump() {
  jump.hidden = atEnd;
  const badge = byId('jump-count');
  badge.textContent = missed > 0 ? String(missed) : '';
  jump.setAttribute('aria-label', missed > 0 ? `${t('toNewest')}: ${t('unread', { n: missed })}` : t('toNewest'));
}

scroller.addEventListener('scroll', () => {
  atEnd = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < NEAR_PX;
  if (atEnd) missed = 0;
  drawJump();
}, { passive: true });

// A growing composer or a turned phone changes the window, not the place in the conversation.
new ResizeObserver(() => { if (atEnd) toEnd(); }).observe(scroller);
jump.addEventListener('click', () => {
  toEnd();
  byId('composer').focus();
});

log.addEventListener('click', (event) => {
  const link = hit(event, 'a[href]');
  if (link instanceof HTMLAnchorElement && !event.ctrlKey && !event.metaKey) {
    event.preventDefault();
    openLink(link.href);
  }
  const command = hit(event, '[data-command]')?.dataset.command;
  if (command !== undefined) send({ text: command });
});
