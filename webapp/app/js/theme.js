// Colours. Telegram's theme is taken when it is readable and corrected when it is not: a hint too
// pale for its background is moved towards the text colour until it reaches WCAG AA. Without a
// theme nothing is set, and the defaults of app.css follow the system's light or dark setting.

const HEX = /^#[0-9a-f]{6}$/i;
const AA = 4.5;

/** The same as in app.css; here they fill what a theme leaves out. */
const DEFAULTS = {
  light: {
    page: '#f1f2f6', card: '#ffffff', text: '#14181d', hint: '#5c6570', accent: '#1763b6',
    button: '#1763b6', buttonText: '#ffffff', done: '#17794a', warm: '#b04a06',
  },
  dark: {
    page: '#10151b', card: '#1a222b', text: '#f2f5f8', hint: '#9aa7b4', accent: '#6db3f5',
    button: '#2f74c0', buttonText: '#ffffff', done: '#5fcf94', warm: '#ffab5e',
  },
};

/** Draws the page in the client's colours; unknown, missing and malformed entries are ignored. @param {unknown} params */
export function applyTheme(params) {
  const colours = palette(params);
  if (colours === null) return null;
  const root = document.documentElement;
  root.dataset.scheme = colours.scheme;
  for (const [name, value] of Object.entries(colours.properties)) root.style.setProperty(name, value);
  return colours;
}

/** The custom properties for a theme, or null when it names no colour that we understand. @param {unknown} params */
export function palette(params) {
  /** @type {Record<string, string>} */
  const given = {};
  for (const [key, value] of Object.entries(params ?? {})) {
    if (typeof value === 'string' && HEX.test(value)) given[key] = value.toLowerCase();
  }
  if (Object.keys(given).length === 0) return null;

  const ground = given.section_bg_color ?? given.bg_color ?? given.secondary_bg_color;
  const scheme = ground ? schemeOf(ground) : systemScheme();
  const base = DEFAULTS[scheme];
  const card = ground ?? base.card;
  const wantedPage = given.secondary_bg_color ?? given.bg_color ?? base.page;
  // A light card on a dark page leaves no text colour that reads on both: then the card's colour wins.
  const page = schemeOf(wantedPage) === scheme ? wantedPage : card;
  const text = legible(given.text_color ?? base.text, [page, card], base.text);
  // The tint under a finger may not cost the text its contrast; a theme on the edge goes without.
  const tint = mix(card, text, 0.06);
  const press = contrast(text, tint) >= AA ? tint : card;
  /** @param {string} colour */
  const on = (colour) => legible(colour, [page, card, press], text);
  const buttonText = given.button_text_color ?? base.buttonText;
  const button = legible(given.button_color ?? base.button, [buttonText], opposite(buttonText));

  return {
    scheme,
    page,
    properties: {
      '--tg-theme-accent-text-color': on(given.accent_text_color ?? given.link_color ?? base.accent),
      '--tg-theme-bg-color': given.bg_color ?? card,
      '--tg-theme-button-color': button,
      '--tg-theme-button-text-color': buttonText,
      '--tg-theme-hint-color': on(given.hint_color ?? given.subtitle_text_color ?? base.hint),
      '--tg-theme-secondary-bg-color': page,
      '--tg-theme-section-bg-color': card,
      '--tg-theme-text-color': text,
      '--done': on(base.done),
      '--line': mix(card, text, 0.14),
      '--press': press,
      '--track': mix(card, text, 0.12),
      '--warm': on(base.warm),
    },
  };
}

/** WCAG 2 contrast of two #rrggbb colours, 1..=21. @param {string} a @param {string} b */
export function contrast(a, b) {
  const [one, other] = [luminance(a), luminance(b)];
  return (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
}

/**
 * The colour itself, or the nearest one on the way to `towards` that reads on all grounds.
 * @param {string} colour
 * @param {string[]} grounds
 * @param {string} towards
 */
function legible(colour, grounds, towards) {
  /** @param {string} candidate */
  const worst = (candidate) => Math.min(...grounds.map((ground) => contrast(candidate, ground)));
  for (let share = 0; share <= 1; share += 0.1) {
    const candidate = mix(colour, towards, share);
    if (worst(candidate) >= AA) return candidate;
  }
  return worst('#000000') > worst('#ffffff') ? '#000000' : '#ffffff';
}

/** @param {string} ground */
function schemeOf(ground) {
  return contrast(ground, '#ffffff') > contrast(ground, '#000000') ? 'dark' : 'light';
}

/** @param {string} colour */
function opposite(colour) {
  return schemeOf(colour) === 'dark' ? '#ffffff' : '#000000';
}

function systemScheme() {
  return window.matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
}

/** Red, green and blue of #rrggbb. @param {string} colour @returns {[number, number, number]} */
function channels(colour) {
  /** @param {number} at */
  const channel = (at) => parseInt(colour.slice(at, at + 2), 16);
  return [channel(1), channel(3), channel(5)];
}

/** @param {string} from @param {string} to @param {number} share of 0..=1 */
function mix(from, to, share) {
  const end = channels(to);
  const mixed = channels(from).map((value, i) => Math.round(value + ((end[i] ?? value) - value) * share));
  return `#${mixed.map((value) => value.toString(16).padStart(2, '0')).join('')}`;
}

/** @param {string} colour */
function luminance(colour) {
  const [red, green, blue] = channels(colour);
  return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
}

/** @param {number} channel of sRGB, 0..=255 */
function linear(channel) {
  const part = channel / 255;
  return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
}
