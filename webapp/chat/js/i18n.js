// The page's own words in English and Russian, from locales/. What the bot says is none of this file's business.

/** @import { Text } from '../../types/dom.js' */

import { every } from './dom.js';
import en from './locales/en.js';
import ru from './locales/ru.js';

/** @typedef {keyof typeof WORDS} Language */
/** @typedef {keyof typeof en} Key */

const WORDS = { en, ru };

const STORED = 'playground.language';
/** @type {(() => void)[]} */
const listeners = [];
let current = pick();

/** @returns {Language} */
function pick() {
  const wished = new URLSearchParams(location.search).get('lang') ?? remembered() ?? navigator.language;
  return wished.toLowerCase().startsWith('ru') ? 'ru' : 'en';
}

function remembered() {
  try { return localStorage.getItem(STORED); } catch { return null; } // storage may be forbidden
}

export const language = () => current;
/** @param {() => void} listener */
export const onLanguage = (listener) => listeners.push(listener);

/** @param {string} code */
export function setLanguage(code) {
  current = code === 'ru' ? code : 'en';
  try { localStorage.setItem(STORED, current); } catch { /* the choice lasts for this visit then */ }
  translatePage();
  for (const listener of listeners) listener();
}

/**
 * t("pollVotes", { n: 3 }) → "3 votes"; a plural is chosen by `n`.
 * @param {Key} key
 * @param {Record<string, string | number>} values
 */
export function t(key, values = {}) {
  /** @type {Text} */
  let text = WORDS[current][key];
  if (typeof text === 'object') {
    text = text[new Intl.PluralRules(current).select(Number(values.n))] ?? text.other;
  }
  return text.replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));
}

/** Fills the static page: data-i18n is the text, data-i18n-label the accessible name and tooltip. */
export function translatePage() {
  document.documentElement.lang = current;
  document.title = t('title');
  for (const element of every(document, '[data-i18n]')) element.textContent = t(keyOf(element.dataset.i18n));
  for (const element of every(document, '[data-i18n-placeholder]')) element.setAttribute('placeholder', t(keyOf(element.dataset.i18nPlaceholder)));
  for (const element of every(document, '[data-i18n-label]')) {
    const label = t(keyOf(element.dataset.i18nLabel));
    element.setAttribute('aria-label', label);
    if (element.matches('button')) element.title = label;
  }
}

/** A key that index.html names. @param {string | undefined} name */
function keyOf(name) {
  if (name === undefined || !Object.hasOwn(en, name)) throw new Error(`index.html asks for words that there are not: ${name}`);
  return /** @type {Key} */ (name);
}

/** @param {number} unix seconds */
export const formatTime = (unix) => new Intl.DateTimeFormat(current, { hour: 'numeric', minute: '2-digit' }).format(unix * 1000);
/** @param {number} unix seconds */
export const formatStamp = (unix) => new Intl.DateTimeFormat(current, { dateStyle: 'long', timeStyle: 'medium' }).format(unix * 1000);

/** "Today", "Yesterday", "3 May", and the year when it is another one. @param {number} unix seconds */
export function formatDay(unix) {
  const day = new Date(unix * 1000);
  const today = new Date();
  /** @param {Date} date */
  const midnight = (date) => new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
  const days = Math.round((midnight(today) - midnight(day)) / 86_400_000);
  if (days === 0) return t('today');
  if (days === 1) return t('yesterday');
  const isThisYear = day.getFullYear() === today.getFullYear();
  return new Intl.DateTimeFormat(current, { day: 'numeric', month: 'long', ...(isThisYear ? {} : { year: 'numeric' }) }).format(day);
}
