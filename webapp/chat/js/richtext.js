// The emulator's safe display HTML, brought to life: spoilers, long quotes, code, commands. This is the only place that
// sets innerHTML, and only with the `html` fields of the protocol.

import { every, h, icon } from './dom.js';
import { t } from './i18n.js';
import { reasonOf, toast } from './overlay.js';
import { highlight } from '../../app/js/swift.js';

const FOLDED_LINES = 3;
const COMMAND = /(^|[\s(])(\/[a-z][a-z0-9_]{0,31}(?:@\w+)?)(?![\w/])/gi;

/**
 * Fills `element` with a message's html. Set `commands` where a pressed /command may be sent.
 * @param {HTMLElement} element
 * @param {string} html
 * @param {{ commands?: boolean }} options
 */
export function fillRichText(element, html, { commands = false } = {}) {
  element.innerHTML = html;
  trimAfterBlocks(element);
  if (commands) linkCommands(element);
  every(element, 'pre').forEach(dressCode);
  every(element, '.tg-spoiler').forEach(hideSpoiler);
  every(element, 'blockquote[expandable], blockquote.expandable').forEach(foldQuote);
  for (const link of element.querySelectorAll('a')) {
    if (!/^(https?|tg|mailto|tel):/i.test(link.getAttribute('href') ?? '')) link.removeAttribute('href');
    link.target = '_blank';
    link.rel = 'noopener noreferrer';
  }
}

/** A block ends its line by itself; the line feed that follows it in the text would show as an empty line. @param {HTMLElement} element */
function trimAfterBlocks(element) {
  for (const block of element.querySelectorAll('pre, blockquote')) {
    const next = block.nextSibling;
    if (next instanceof Text) next.data = next.data.replace(/^\n/, '');
  }
}

/** @param {HTMLElement} pre */
function dressCode(pre) {
  const code = pre.querySelector('code') ?? pre;
  const language = /language-([\w+#-]+)/.exec(code.className)?.[1] ?? '';
  const source = code.textContent ?? '';
  if (language.toLowerCase() === 'swift') highlight(code);
  const label = language === '' ? t('code') : language.charAt(0).toUpperCase() + language.slice(1);
  const copy = h('button', { type: 'button', class: 'code-copy', ariaLabel: t('copy'), title: t('copy'), onclick: () => copyText(source) }, icon('copy'));
  const block = h('div', { class: 'code-block' }, h('div', { class: 'code-head' }, h('span', {}, label), copy));
  pre.replaceWith(block);
  block.append(pre);
  pre.tabIndex = 0; // so that the arrow keys can scroll a long line
  pre.setAttribute('role', 'group');
  pre.setAttribute('aria-label', label);
}

/** @param {string} text */
export async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
    toast(t('copied'));
  } catch (cause) {
    toast(reasonOf(cause)); // no clipboard without a secure context
  }
}

/** @param {HTMLElement} spoiler */
function hideSpoiler(spoiler) {
  spoiler.tabIndex = 0;
  spoiler.setAttribute('role', 'button');
  spoiler.setAttribute('aria-label', t('spoiler'));
  /** @param {Event} event */
  const reveal = (event) => {
    if (event instanceof KeyboardEvent && event.key !== 'Enter' && event.key !== ' ') return;
    event.preventDefault();
    spoiler.classList.add('revealed');
    for (const name of ['tabindex', 'role', 'aria-label']) spoiler.removeAttribute(name);
    for (const type of ['click', 'keydown']) spoiler.removeEventListener(type, reveal);
  };
  for (const type of ['click', 'keydown']) spoiler.addEventListener(type, reveal);
}

/** An expandable quote shows three lines first. Whether it is longer is known only once it has been laid out. @param {HTMLElement} quote */
function foldQuote(quote) {
  const body = h('div', { class: 'quote-body' });
  body.append(...quote.childNodes);
  const label = h('span', {}, t('showMore'));
  const toggle = h('button', { type: 'button', class: 'quote-toggle', ariaExpanded: 'false' }, label, icon('down'));
  toggle.addEventListener('click', () => {
    const open = quote.classList.toggle('open');
    toggle.setAttribute('aria-expanded', String(open));
    label.textContent = t(open ? 'showLess' : 'showMore');
  });
  quote.classList.add('foldable');
  quote.append(body, toggle);
  requestAnimationFrame(() => {
    const lines = body.scrollHeight / parseFloat(getComputedStyle(body).lineHeight);
    if (lines <= FOLDED_LINES + 0.5) {
      quote.classList.remove('foldable');
      toggle.remove();
    }
  });
}

/** @param {HTMLElement} element */
function linkCommands(element) {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT, (node) => (
    node.parentElement?.closest('a, code, pre, .tg-spoiler') ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT
  ));
  /** @type {Text[]} */
  const texts = [];
  while (walker.nextNode()) if (walker.currentNode instanceof Text) texts.push(walker.currentNode);
  for (const node of texts) {
    const parts = [];
    let from = 0;
    for (const hit of node.data.matchAll(COMMAND)) {
      const [, before = '', command = ''] = hit;
      const at = hit.index + before.length;
      parts.push(node.data.slice(from, at), h('button', { type: 'button', class: 'command-link', dataset: { command } }, command));
      from = at + command.length;
    }
    if (parts.length > 0) node.replaceWith(...parts, node.data.slice(from));
  }
}
