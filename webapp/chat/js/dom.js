// Building DOM by hand: `h` makes elements, `icon` draws the line icons. Knows nothing of chats.
// Text always enters as a text node; the only innerHTML of the page is in richtext.js.

/** @import { Child, Make } from '../../types/dom.js' */

/**
 * h("button", { class: "x", onclick: f, dataset: { id: 1 }, ariaLabel: "…" }, "text", node, null)
 * @type {Make}
 */
export const h = (tag, props = {}, ...children) => {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === null || value === false) continue;
    if (name === 'class') element.className = String(value);
    else if (name === 'dataset') Object.assign(element.dataset, value);
    else if (name.startsWith('on')) element.addEventListener(name.slice(2), /** @type {EventListener} */ (value));
    else if (name in element && typeof value !== 'string') Object.assign(element, { [name]: value });
    else element.setAttribute(name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`), value === true ? '' : String(value));
  }
  element.append(...leaves(children));
  return element;
};

/** @param {Child[]} children @returns {(Node | string)[]} */
function leaves(children) {
  return children.flatMap((child) => {
    if (Array.isArray(child)) return leaves(child);
    return child === null || child === undefined || child === false ? [] : [child];
  });
}

/**
 * An element that index.html has, and of which kind it is there.
 * @template {HTMLElement} [T=HTMLElement]
 * @param {string} id
 * @param {new () => T} [kind]
 * @returns {T}
 */
export function byId(id, kind) {
  const element = document.getElementById(id);
  if (!(element instanceof (kind ?? HTMLElement))) throw new Error(`index.html has no such #${id}`);
  return /** @type {T} */ (element);
}

/**
 * A form's field by its name.
 * @template {HTMLElement} T
 * @param {HTMLFormElement} form
 * @param {string} name
 * @param {new () => T} kind
 */
export function fieldOf(form, name, kind) {
  const field = form.elements.namedItem(name);
  if (!(field instanceof kind)) throw new Error(`the form has no such field: ${name}`);
  return field;
}

/** The first element that a selector finds. @type {(root: ParentNode, selector: string) => HTMLElement | null} */
export const one = (root, selector) => root.querySelector(selector);

/** All elements that a selector finds. @type {(root: ParentNode, selector: string) => HTMLElement[]} */
export const every = (root, selector) => [...root.querySelectorAll(selector)].filter((element) => element instanceof HTMLElement);

/**
 * What an event has hit: the element itself or what it stands in, as a selector names it.
 * @type {(event: Event, selector: string) => HTMLElement | null}
 */
export const hit = (event, selector) => (event.target instanceof Element ? event.target.closest(selector) : null);

/** What has the focus in a container. @param {HTMLElement} container */
export function focusedIn(container) {
  const focused = document.activeElement;
  return focused instanceof HTMLElement && container.contains(focused) ? focused : null;
}

/** @typedef {keyof typeof PATHS} Icon */

const PATHS = {
  app: 'M4 5h16v14H4zM4 9h16M7 7h.01',
  back: 'M15 5l-7 7 7 7',
  bulb: 'M12 3a6 6 0 0 0-3.5 10.9V17h7v-3.1A6 6 0 0 0 12 3zM10 20.5h4',
  cap: 'M12 5L2.5 9.5 12 14l9.5-4.5zM6.5 11.5V16c3.5 2.6 7.5 2.6 11 0v-4.5M21.5 9.5V15',
  check: 'M5 12.5l4.5 4.5L19 7.5',
  clip: 'M20 11.5l-8.2 8.2a5 5 0 0 1-7.1-7.1l8.6-8.6a3.4 3.4 0 0 1 4.8 4.8l-8.6 8.6a1.7 1.7 0 0 1-2.4-2.4L15 7.2',
  close: 'M6 6l12 12M18 6L6 18',
  copy: 'M9 9h11v11H9zM5 15H4V4h11v1',
  cross: 'M7 7l10 10M17 7L7 17',
  down: 'M5 9l7 7 7-7',
  link: 'M8 16L17 7M9 7h8v8',
  menu: 'M4 7h16M4 12h16M4 17h16',
  mic: 'M12 3a3 3 0 0 0-3 3v6a3 3 0 0 0 6 0V6a3 3 0 0 0-3-3zM5.5 11.5a6.5 6.5 0 0 0 13 0M12 18v3.5',
  moon: 'M20 14.5A8.5 8.5 0 0 1 9.5 4 8.5 8.5 0 1 0 20 14.5z',
  mute: 'M6 16V11a6 6 0 0 1 10-4.5M18 11v5l1.5 2H8M10.5 20.5h3M4 4l16 16',
  pencil: 'M4 20l1-4.5L16 4.5l3.5 3.5L8.5 19z',
  people: 'M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM3 20c0-4 2.5-6 6-6s6 2 6 6M15.5 4.5a3.5 3.5 0 0 1 0 6.5M17 14.3c2.6.7 4 2.7 4 5.7',
  play: 'M8 5l11 7-11 7z',
  reload: 'M19 12a7 7 0 1 1-2-5l2 2M19 4v5h-5',
  send: 'M4 12L3 4l18 8-18 8zM4 12h8',
  sliders: 'M4 8h9M17 8h3M4 16h3M11 16h9M15 5.5v5M9 13.5v5',
  sticker: 'M20 12V6a2 2 0 0 0-2-2H6a2 2 0 0 0-2 2v12a2 2 0 0 0 2 2h6zM12 20c0-5 3-8 8-8M8.5 9h.01M14.5 9h.01',
  sun: 'M12 16a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM12 2.5v2M12 19.5v2M2.5 12h2M19.5 12h2M5.3 5.3l1.4 1.4M17.3 17.3l1.4 1.4M5.3 18.7l1.4-1.4M17.3 6.7l1.4-1.4',
};

const SVG = 'http://www.w3.org/2000/svg';

/** A decorative icon: hidden from screen readers, so the control around it needs a label of its own. @param {Icon} name */
export function icon(name) {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('class', 'icon');
  svg.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS(SVG, 'path');
  path.setAttribute('d', PATHS[name]);
  svg.append(path);
  return svg;
}

/** Puts icons where the static page asks for them. */
export function drawIcons(root = document) {
  for (const element of every(root, '[data-icon]')) element.prepend(icon(/** @type {Icon} */ (element.dataset.icon)));
}

/** @type {WeakMap<HTMLElement, string>} */
const drawn = new WeakMap();

/**
 * Gives `container` new children, made by `make`, only when `key` is not what it was drawn with before: a press that has
 * begun on a button or a list that is open is not torn away by news that change nothing. The focus stays on the control
 * with the same data-testid.
 * @param {HTMLElement} container
 * @param {unknown} key
 * @param {() => (Node | string)[]} make
 */
export function redraw(container, key, make) {
  const now = JSON.stringify(key);
  if (drawn.get(container) === now) return;
  drawn.set(container, now);
  const focused = focusedIn(container)?.dataset.testid;
  container.replaceChildren(...make());
  if (focused !== undefined) one(container, `[data-testid="${focused}"]`)?.focus();
}

/**
 * The Telegram-like disc with initials; the colour follows the id, as Telegram's does.
 * @param {HTMLElement} element
 * @param {number} id
 * @param {string} name
 */
export function avatar(element, id, name) {
  const words = name.trim().split(/\s+/).filter(Boolean);
  const letters = [words[0], words.length > 1 ? words.at(-1) : ''].map((word = '') => [...word][0] ?? '');
  element.textContent = letters.join('').toUpperCase();
  element.dataset.hue = String(Math.abs(id) % 7);
  return element;
}
