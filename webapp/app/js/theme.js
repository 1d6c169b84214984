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

/** Draws the page in the client's colours; unknown, missing and malformed entries are ignored. */
export function applyTheme(params) {
  const colours = palette(params);
  if (colours === null) return null;
  const root = document.documentElement;
  root.dataset.scheme = colours.scheme;
  for (const [name, value] of Object.entries(colours.properties)) root.style.setProperty(name, value);
  return colours;
}

/** The custom properties for a theme, or null when it names no colour that we understand. */
export function palette(params) {
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

/** WCAG 2 contrast of two #rrggbb colours, 1..=21. */
export function contrast(a, b) {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (light + 0.05) / (dark + 0.05);
}

/** The colour itself, or the nearest one on the way to `towards` that reads on all grounds. */
function legible(colour, grounds, towards) {
  const worst = (candidate) => Math.min(...grounds.map((ground) => contrast(candidate, ground)));
  for (let share = 0; share <= 1; share += 0.1) {
    const candidate = mix(colour, towards, share);
    if (worst(candidate) >= AA) return candidate;
  }
  return worst('#000000') > worst('#ffffff') ? '#000000' : '#ffffff';
}

function schemeOf(ground) {
  return contrast(ground, '#ffffff') > contrast(ground, '#000000') ? 'dark' : 'light';
}

function opposite(colour) {
  return schemeOf(colour) === 'dark' ? '#ffffff' : '#000000';
}

function systemScheme() {
  return window.matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
}

function channels(colour) {
  return [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));
}

function mix(from, to, share) {
  const end = channels(to);
  const mixed = channels(from).map((value, i) => Math.round(value + (end[i] - value) * share));
  return `#${mixed.map((value) => value.toString(16).padStart(2, '0')).join('')}`;
}

function luminance(colour) {
  const [r, g, b] = channels(colour).map((value) => {
    const part = value / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
