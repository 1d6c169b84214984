// The API's document as a page. It is read once; nothing is kept, neither a session's token nor what was tried.

/** @import { OpenApi, Place } from '../../types/openapi.js' */

import { h, words } from './dom.js';
import { operation } from './operation.js';

const SOURCE = '../api/v2/openapi.json';
const page = document.getElementById('page') ?? document.body;

/** @param {OpenApi} api */
function draw(api) {
  const places = Object.entries(api.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, what]) => /** @type {Place} */ ({ method, path, operation: what })));
  const token = h('input', { type: 'password', autocomplete: 'off', 'data-testid': 'token', placeholder: 'acs_…' });
  /** @param {string} tag */
  const of = (tag) => places.filter((place) => place.operation.tags.includes(tag));
  const menu = h('nav', { class: 'menu', 'aria-label': 'Operations' }, api.tags.flatMap(({ name }) => [
    h('h2', {}, name),
    h('ul', {}, of(name).map((place) => h('li', {}, h('a', { href: `#${place.operation.operationId}` }, place.operation.summary)))),
  ]));
  const main = h('main', {},
    h('h1', {}, `${api.info.title} ${api.info.version}`),
    words(api.info.description),
    h('p', {}, h('a', { href: SOURCE }, 'openapi.json'), ' · ', h('a', { href: '../problems/' }, 'Problems')),
    h('label', { class: 'card' }, 'A session’s token, to try with. It is kept nowhere.', token),
    api.tags.flatMap(({ name, description }) => [
      h('h2', {}, name),
      ...words(description),
      ...of(name).map((place) => operation(api, place, () => token.value.trim())),
    ]));
  page.replaceChildren(menu, main);
  unfold();
}

/** The operation that the address names. */
function unfold() {
  const named = document.getElementById(location.hash.slice(1));
  if (named instanceof HTMLDetailsElement) {
    named.open = true;
    named.scrollIntoView();
  }
}

try {
  const response = await fetch(SOURCE);
  if (!response.ok) throw new Error(`${SOURCE}: ${response.status}`);
  draw(await response.json());
} catch (error) {
  page.replaceChildren(h('p', { class: 'wrong' }, `The document cannot be had: ${error}`));
}
page.removeAttribute('aria-busy');
window.addEventListener('hashchange', unfold);
