// Elements of the page. Text always becomes text nodes: nothing of the document becomes markup.

/** @typedef {Node | string | false | null | undefined} Leaf */
/** @typedef {Leaf | Leaf[]} Child */

/**
 * `h('p', { class: 'hint', onclick: … }, 'text', child)`; what is not there is left out.
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {Record<string, unknown>} [attributes]
 * @param {Child[]} children
 * @returns {HTMLElementTagNameMap[T]}
 */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith('on')) element.addEventListener(name.slice(2), /** @type {EventListener} */ (value));
    else element.setAttribute(name, value === true ? '' : String(value));
  }
  for (const child of children.flat()) if (child !== null && child !== undefined && child !== false) element.append(child);
  return element;
}

/** Paragraphs of the little markdown that the document uses: `code` and **strong**. @param {string} [text] */
export function words(text = '') {
  return text.split('\n\n').filter(Boolean).map((paragraph) => h('p', {}, paragraph.split(/(`[^`]+`|\*\*[^*]+\*\*)/).map((part) => {
    if (part.startsWith('`')) return h('code', {}, part.slice(1, -1));
    return part.startsWith('**') ? h('strong', {}, part.slice(2, -2)) : part;
  })));
}
