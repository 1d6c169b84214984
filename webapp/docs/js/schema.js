// A schema as a list of fields, unfolded as far as the reader wants. Start at `fields`.

/** @import { OpenApi, Schema } from '../../types/openapi.js' */

import { h, words } from './dom.js';

/** What a reference refers to. @template T @param {OpenApi} document @param {T | { $ref: string }} value @returns {T} */
export function resolved(document, value) {
  const place = /** @type {{ $ref?: string }} */ (value).$ref;
  if (place === undefined) return /** @type {T} */ (value);
  const parts = place.slice(2).split('/');
  return /** @type {T} */ (parts.reduce((at, part) => /** @type {Record<string, any>} */ (at)[part], /** @type {any} */ (document)));
}

/** @param {OpenApi} document @param {Schema} schema */
export function fields(document, schema) {
  const all = properties(document, schema);
  if (all.length === 0) return h('p', { class: 'hint' }, kind(document, schema));
  return h('ul', { class: 'fields' }, all.map(([name, field, isRequired]) => entry(document, name, field, isRequired)));
}

/** @param {OpenApi} document @param {string} name @param {Schema} schema @param {boolean} isRequired */
function entry(document, name, schema, isRequired) {
  const head = [h('code', {}, name), ' ', h('span', { class: 'hint' }, `${kind(document, schema)}${isRequired ? '' : ', optional'}`)];
  const below = resolved(document, schema).items ?? schema;
  const description = schema.description ?? '';
  if (properties(document, below).length === 0) return h('li', {}, head, words(description));
  const details = h('details', {}, h('summary', {}, head), words(description));
  // Made when it is looked at: schemas may refer to one another in a circle.
  details.addEventListener('toggle', () => { if (details.open) details.append(fields(document, below)); }, { once: true });
  return h('li', {}, details);
}

/**
 * Of an object, also where it is several in one. Of one of several none is required.
 * @param {OpenApi} document
 * @param {Schema} schema
 * @returns {[string, Schema, boolean][]}
 */
function properties(document, schema) {
  const own = resolved(document, schema);
  const required = own.required ?? [];
  /** @type {[string, Schema, boolean][]} */
  const here = Object.entries(own.properties ?? {}).map(([name, field]) => [name, field, required.includes(name)]);
  const whole = (own.allOf ?? []).flatMap((part) => properties(document, part));
  const one = (own.oneOf ?? []).flatMap((part) => properties(document, part));
  return [...here, ...whole, ...one.map(([name, field]) => /** @type {[string, Schema, boolean]} */ ([name, field, false]))];
}

/** What it is, in a few words. @param {OpenApi} document @param {Schema} schema @returns {string} */
function kind(document, schema) {
  if (schema.$ref !== undefined) {
    const values = resolved(document, schema).enum;
    return values === undefined ? String(schema.$ref.split('/').pop()) : values.map((value) => JSON.stringify(value)).join(' | ');
  }
  if (schema.enum !== undefined) return schema.enum.map((value) => JSON.stringify(value)).join(' | ');
  if (schema.items !== undefined) return `list of ${kind(document, schema.items)}`;
  const types = [schema.type ?? []].flat().join(' or ');
  return schema.format === undefined ? types || 'anything' : `${types} (${schema.format})`;
}
