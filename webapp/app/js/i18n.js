// Words and numbers in the learner's language. Texts live in locales/; a new language is a file
// there and a line in LOCALES. Plural forms and number formats come from Intl.

/** @import { Text } from '../../types/dom.js' */

import en from './locales/en.js';
import ru from './locales/ru.js';

const LOCALES = { en, ru };
/** @typedef {keyof typeof LOCALES} Locale */
/** @typedef {keyof typeof en} Key */

/** The texts are in British English, and so are its dates. */
const DATES = { en: 'en-GB', ru: 'ru' };

/** @type {Locale} */
let locale = 'en';
let plural = new Intl.PluralRules(locale);
let numbers = new Intl.NumberFormat(locale);

/** Takes a language tag such as `ru-RU`; a language that we do not speak becomes English. @param {string | null} [tag] */
export function setLocale(tag) {
  const [language = ''] = String(tag ?? '').toLowerCase().split(/[-_]/);
  locale = isSpoken(language) ? language : 'en';
  plural = new Intl.PluralRules(locale);
  numbers = new Intl.NumberFormat(locale);
  document.documentElement.lang = locale;
  document.title = t('title');
}

/** @param {string} language @returns {language is Locale} */
function isSpoken(language) {
  return Object.hasOwn(LOCALES, language);
}

export function currentLocale() {
  return locale;
}

/**
 * The text of a key with its {placeholders} filled; `n` chooses the plural form.
 * @param {Key} key
 * @param {Record<string, string | number>} values
 */
export function t(key, values = {}) {
  // Keys also follow from what the server says, and that may be newer than this page.
  /** @type {Text} */
  let text = LOCALES[locale][key] ?? key;
  if (typeof text === 'object') text = text[plural.select(Number(values.n))] ?? text.other;
  return text.replace(/\{(\w+)\}/g, (whole, name) => {
    const value = values[name];
    return typeof value === 'number' ? numbers.format(value) : value ?? whole;
  });
}

/** @param {number} value */
export function number(value) {
  return numbers.format(value);
}

/** A share of 0..=1 as a whole percentage. @param {number} share */
export function percent(share) {
  return new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 }).format(share);
}

/** Minutes as `6 min`, from an hour on as `3 hr 20 min`. @param {number} minutes */
export function duration(minutes) {
  /** @param {number} value @param {'hour' | 'minute'} name */
  const unit = (value, name) => new Intl.NumberFormat(locale, { style: 'unit', unit: name }).format(value);
  const whole = Math.round(minutes);
  if (whole < 60) return unit(whole, 'minute');
  const rest = whole % 60;
  return [unit(Math.floor(whole / 60), 'hour'), rest > 0 && unit(rest, 'minute')].filter(Boolean).join('\u00a0');
}

/** `3 hours ago`; a page that is open asks now and then, so some minutes are now. @param {Date} then @param {Date} now */
export function ago(then, now) {
  const minutes = Math.floor((now.getTime() - then.getTime()) / 60_000);
  const words = new Intl.RelativeTimeFormat(locale);
  if (minutes < 5) return t('devices.now');
  if (minutes < 60) return words.format(-minutes, 'minute');
  if (minutes < 24 * 60) return words.format(-Math.floor(minutes / 60), 'hour');
  return words.format(-Math.floor(minutes / (24 * 60)), 'day');
}

/** `18 November`. @param {Date} date */
export function dayAndMonth(date) {
  return new Intl.DateTimeFormat(DATES[locale], { day: 'numeric', month: 'long' }).format(date);
}

/** `Tuesday 18 November`, without the year. @param {Date} date */
export function day(date) {
  return new Intl.DateTimeFormat(DATES[locale], { weekday: 'long', day: 'numeric', month: 'long' }).format(date);
}
