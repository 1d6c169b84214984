// Telegram's HTML as nodes. Whatever is not on the list below is text or nothing: no markup of the server's
// becomes the page's, so a mistake there cannot run or load anything here. Start at `richText`.

import { h } from './dom.js';
import { t } from './i18n.js';
import { highlight } from './swift.js';

/** Telegram's tags and the elements that stand for them. */
/** @type {Record<string, keyof HTMLElementTagNameMap>} */
const ELEMENTS = {
  b: 'strong', strong: 'strong', i: 'em', em: 'em', u: 'u', ins: 'u', s: 's', strike: 's', del: 's',
  code: 'code', pre: 'pre', blockquote: 'blockquote', a: 'a', 'tg-spoiler': 'span',
};
const BLOCKS = new Set(['pre', 'blockquote']);
/** @type {Record<string, string>} */
const ENTITIES = { amp: '&', gt: '>', lt: '<', quot: '"' };
const TAG = /<(\/?)([a-z-]+)((?:\s[^<>]*)?)>/gi;

/** A fragment of the text; what is left open is closed at its end. @param {string} html */
export function richText(html) {
  const root = document.createDocumentFragment();
  /** @type {[Open, ...Open[]]} */
  const open = [{ name: '', node: root }];
  const innermost = () => (open.at(-1) ?? open[0]).node;
  let at = 0;
  for (const tag of html.matchAll(TAG)) {
    const [whole, slash, written = '', attributes = ''] = tag;
    addText(innermost(), html.slice(at, tag.index));
    at = tag.index + whole.length;
    const name = written.toLowerCase();
    if (!Object.hasOwn(ELEMENTS, name)) continue;
    if (slash === '') {
      const node = element(name, attributes);
      if (BLOCKS.has(name)) trimEnd(innermost());
      innermost().append(node);
      open.push({ name, node });
    } else {
      const from = open.findLastIndex((entry) => entry.name === name);
      if (from > 0) open.length = from;
    }
  }
  addText(innermost(), html.slice(at));
  for (const code of root.querySelectorAll('code.language-swift')) if (code instanceof HTMLElement) highlight(code);
  return root;
}

/** @typedef {{ name: string, node: Element | DocumentFragment }} Open a tag that waits for its end */

/** @param {string} name @param {string} attributes */
function element(name, attributes) {
  if (name === 'a') return link(/\shref="([^"]*)"/i.exec(attributes)?.[1] ?? '');
  if (name === 'tg-spoiler') return spoiler();
  if (name === 'code' && /\sclass="language-swift"/i.test(attributes)) return h('code', { class: 'language-swift' });
  // A long line of code scrolls; so the keyboard must get there.
  return h(ELEMENTS[name] ?? 'span', name === 'pre' ? { tabindex: '0' } : {});
}

/** @param {string} written */
function link(written) {
  let url = null;
  try { url = new URL(resolved(written)); } catch { /* leads nowhere */ }
  if (url?.protocol !== 'https:') return h('span');
  return h('a', { href: url.href, target: '_blank', rel: 'noopener noreferrer' });
}

function spoiler() {
  const hidden = h('span', { class: 'spoiler', role: 'button', tabindex: '0', 'aria-label': t('spoiler') });
  /** @param {Event} event */
  const reveal = (event) => {
    if (event instanceof KeyboardEvent && event.key !== 'Enter' && event.key !== ' ') return;
    event.preventDefault();
    hidden.className = '';
    for (const attribute of ['role', 'tabindex', 'aria-label']) hidden.removeAttribute(attribute);
    for (const type of ['click', 'keydown']) hidden.removeEventListener(type, reveal);
  };
  for (const type of ['click', 'keydown']) hidden.addEventListener(type, reveal);
  return hidden;
}

/** A block keeps its distance by itself, so that an empty line before it would be one too many. @param {Element | DocumentFragment} node */
function trimEnd(node) {
  const { lastChild } = node;
  if (lastChild instanceof Text) lastChild.data = lastChild.data.replace(/\n+$/, '\n');
}

/** @param {Element | DocumentFragment} node @param {string} written */
function addText(node, written) {
  // A block ends its line by itself and keeps its distance: the line feeds that follow it would show as empty lines.
  const { lastChild } = node;
  const after = lastChild instanceof Element && BLOCKS.has(lastChild.localName) ? written.replace(/^\n{1,2}/, '') : written;
  if (after !== '') node.append(resolved(after));
}

/** @param {string} text */
function resolved(text) {
  return text.replace(/&(#\d{1,7}|#x[0-9a-f]{1,6}|[a-z]+);/gi, (whole, /** @type {string} */ name) => {
    if (!name.startsWith('#')) return ENTITIES[name.toLowerCase()] ?? whole;
    const code = /^#x/i.test(name) ? parseInt(name.slice(2), 16) : parseInt(name.slice(1), 10);
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}
