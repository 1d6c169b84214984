// Building blocks of the page: elements, icons, bars and links into the chat. Text always becomes
// text nodes, styles go through the CSSOM: the page lives under a strict content security policy.

/** @import { Attributes, Child, Make } from '../../types/dom.js' */

import { openChat, telegramLink } from './bridge.js';

const SVG = 'http://www.w3.org/2000/svg';

const ICONS = {
  check: 'M5 12.5l4.5 4.5L19 7.5',
  chevron: 'M9 5l7 7-7 7',
  close: 'M6 6l12 12M18 6L6 18',
  flame: 'M12 3c.6 3.2 5.6 5.7 5.6 10.8A5.6 5.6 0 0 1 12 20.5a5.6 5.6 0 0 1-5.6-6.7c.3-1.7 1.3-2.9 2.2-4 .3 1.3.9 2.1 1.8 2.6C10.2 9.3 10.2 6 12 3z',
  lock: 'M7 11h10v8H7zM9 11V8a3 3 0 0 1 6 0v3',
  play: 'M9.5 7.5v9l7-4.5z',
};

/**
 * `h('p', { class: 'hint', onclick: … }, 'text', child)`; false, null and undefined children are left out.
 * @type {Make}
 */
export const h = (tag, attributes = {}, ...children) => {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith('on')) element.addEventListener(name.slice(2), /** @type {EventListener} */ (value));
    else element.setAttribute(name, value === true ? '' : String(value));
  }
  element.append(...leaves(children));
  return element;
};

/** The first element that a selector finds. @type {(root: ParentNode, selector: string) => HTMLElement | null} */
export const one = (root, selector) => root.querySelector(selector);

/** What has the focus, if it is a thing that a new drawing will have as well. */
export function focusedTestId() {
  const focused = document.activeElement;
  return focused instanceof HTMLElement ? focused.dataset.testid : undefined;
}

/** An element that index.html has. @param {string} id */
export function byId(id) {
  const element = document.getElementById(id);
  if (element === null) throw new Error(`index.html has no #${id}`);
  return element;
}

/** @param {Child[]} children @returns {(Node | string)[]} */
function leaves(children) {
  return children.flatMap((child) => {
    if (Array.isArray(child)) return leaves(child);
    return child === null || child === undefined || child === false ? [] : [child];
  });
}

/** A drawing that says nothing: the words beside it do. @param {keyof typeof ICONS} name */
export function icon(name) {
  const svg = shape('svg', { viewBox: '0 0 24 24', class: `icon icon-${name}`, 'aria-hidden': 'true', focusable: 'false' });
  svg.append(shape('path', { d: ICONS[name] }));
  return svg;
}

/** A ring filled by a share of 0..=1; decorative as well. @param {number} share */
export function ring(share) {
  const svg = shape('svg', { viewBox: '0 0 36 36', class: 'ring', 'aria-hidden': 'true', focusable: 'false' });
  // With this radius the circumference is 100, so a dash is a percentage.
  const circle = { cx: 18, cy: 18, r: 15.9155 };
  svg.append(shape('circle', { ...circle, class: 'ring-track' }));
  if (share > 0) {
    const filled = Math.min(100, Math.max(4, share * 100));
    svg.append(shape('circle', { ...circle, class: 'ring-value', 'stroke-dasharray': `${filled} 100`, transform: 'rotate(-90 18 18)' }));
  }
  return svg;
}

/** @typedef {{ label: string, value: number, max: number, text: string }} Progress */

/** The attributes of a progress bar that speaks in words. @param {Progress} progress */
export function progressRole({ label, value, max, text }) {
  return {
    role: 'progressbar',
    'aria-label': label,
    'aria-valuemin': '0',
    'aria-valuemax': String(max),
    'aria-valuenow': String(Math.min(value, max)),
    'aria-valuetext': text,
  };
}

/** @param {Progress} progress */
export function bar(progress) {
  const fill = h('span', { class: 'bar-fill' });
  fill.style.width = `${progress.max > 0 ? Math.min(1, progress.value / progress.max) * 100 : 0}%`;
  return h('div', { class: 'bar', ...progressRole(progress) }, fill);
}

/**
 * A link into the chat. In Telegram the client takes over and the page closes; elsewhere it is a
 * plain link. It looks like a button, so the space key presses it as well.
 * @param {string | null} link
 * @param {Attributes<HTMLAnchorElement>} attributes
 * @param {Child[]} children
 */
export function chatLink(link, attributes, ...children) {
  const href = telegramLink(link);
  if (href === null) return null;
  return h('a', {
    href,
    target: '_blank',
    rel: 'noopener noreferrer',
    onclick(event) {
      if (openChat(href)) event.preventDefault();
    },
    onkeydown(event) {
      if (event.key !== ' ') return;
      event.preventDefault();
      event.currentTarget.click();
    },
    ...attributes,
  }, ...children);
}

/** @param {string} tag @param {Record<string, string | number>} attributes */
function shape(tag, attributes) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  return element;
}
