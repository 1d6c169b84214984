// An operation: what it takes, what it answers, and a form to try it. Start at `operation`.

/** @import { Content, OpenApi, Place } from '../../types/openapi.js' */

import { h, words } from './dom.js';
import { fields, resolved } from './schema.js';

const SHOWN_HEADERS = ['etag', 'retry-after', 'x-request-id'];

/** @param {OpenApi} document @param {Place} place @param {() => string} token */
export function operation(document, place, token) {
  const { method, path, operation: what } = place;
  const details = h('details', { class: 'operation', id: what.operationId, 'data-testid': 'operation' },
    h('summary', {}, h('span', { class: 'method' }, method.toUpperCase()), h('span', { class: 'path' }, path), h('span', {}, what.summary)));
  details.addEventListener('toggle', () => {
    if (details.open) details.append(h('div', {}, words(what.description), trial(document, place, token), answers(document, place)));
  }, { once: true });
  return details;
}

/** @param {OpenApi} document @param {Place} place */
function answers(document, { operation: what }) {
  return Object.entries(what.responses).map(([status, answer]) => {
    const { description, content = {} } = resolved(document, answer);
    const shown = Object.entries(content).map(([mediaType, { schema, example, examples }]) => [
      h('p', { class: 'hint' }, mediaType),
      schema !== undefined && fields(document, schema),
      example !== undefined && h('pre', {}, pretty(example)),
      ...Object.values(examples ?? {}).map(({ value }) => h('pre', {}, pretty(value))),
    ]).flat();
    return h('details', {}, h('summary', {}, h('strong', {}, status)), words(description), shown);
  });
}

/** @param {OpenApi} document @param {Place} place @param {() => string} token */
function trial(document, { method, path, operation: what }, token) {
  const inputs = (what.parameters ?? []).map((parameter) => ({
    parameter,
    input: h('input', { name: parameter.name, value: parameter.in === 'path' && parameter.example, required: parameter.required, placeholder: parameter.example }),
  }));
  const body = what.requestBody?.content['application/json'];
  const text = body && h('textarea', { name: 'body', 'aria-label': 'Body', spellcheck: 'false' });
  const result = h('div', { role: 'status', 'data-testid': 'result' });
  const button = h('button', { type: 'submit', 'data-testid': 'try' }, 'Try it');
  /** @param {string} place */
  const given = (place) => inputs.filter(({ parameter, input }) => parameter.in === place && input.value !== '');

  /** @param {Event} event */
  async function send(event) {
    event.preventDefault();
    button.disabled = true;
    const filled = given('path').reduce((at, { parameter, input }) => at.replace(`{${parameter.name}}`, encodeURIComponent(input.value)), path);
    // Below whatever path a proxy has put in front of us.
    const url = new URL(`..${filled}`, window.document.baseURI);
    for (const { parameter, input } of given('query')) url.searchParams.set(parameter.name, input.value);
    const headers = new Headers(given('header').map(({ parameter, input }) => [parameter.name, input.value]));
    if (token() !== '') headers.set('Authorization', `Bearer ${token()}`);
    if (text) headers.set('Content-Type', 'application/json');
    try {
      const response = await fetch(url, { method: method.toUpperCase(), headers, body: text ? text.value : null, credentials: 'omit' });
      result.replaceChildren(...await told(response));
    } catch (error) {
      result.replaceChildren(h('p', { class: 'wrong' }, String(error)));
    }
    button.disabled = false;
  }

  return h('form', { class: 'card', onsubmit: send },
    inputs.map(({ parameter, input }) => h('label', {}, h('code', {}, parameter.name), h('span', { class: 'hint' }, ` ${parameter.in}. ${parameter.description ?? ''}`), input)),
    text && bodyChoice(body, text),
    text && body?.schema && h('details', {}, h('summary', {}, 'Fields'), fields(document, body.schema)),
    h('p', {}, button), result);
}

/** Which example stands in the body. @param {Content | undefined} body @param {HTMLTextAreaElement} text */
function bodyChoice(body, text) {
  const examples = Object.entries(body?.examples ?? {});
  const fill = () => { text.value = pretty(examples[Number(choice.value)]?.[1].value ?? {}); };
  const choice = h('select', { 'aria-label': 'Example', onchange: fill }, examples.map(([name], index) => h('option', { value: index }, name)));
  fill();
  return h('div', {}, h('p', {}, choice), text);
}

/** @param {Response} response */
async function told(response) {
  const isJson = (response.headers.get('Content-Type') ?? '').includes('json');
  const shown = isJson ? pretty(await response.json()) : `${(await response.blob()).size} bytes`;
  const headers = SHOWN_HEADERS.filter((name) => response.headers.has(name)).map((name) => `${name}: ${response.headers.get(name)}`);
  return [
    h('p', { class: response.ok ? '' : 'wrong' }, h('strong', {}, `${response.status} ${response.statusText}`)),
    h('p', { class: 'hint' }, headers.join(' · ')),
    h('pre', {}, shown),
  ];
}

/** @param {unknown} value */
function pretty(value) {
  return JSON.stringify(value, null, 2);
}
