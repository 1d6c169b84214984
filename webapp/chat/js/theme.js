// Light and dark. The theme belongs to the learner and is stored by the server, since the Mini App's launch needs it
// too; a learner nobody has chosen a theme for follows the system's. The colours themselves live in chat.css.

/** @import { Theme } from '../../types/playground.js' */

import * as api from './api.js';
import { byId } from './dom.js';
import { attempt } from './overlay.js';
import { emit, on, onAny, viewer, world } from './world.js';

const THEME_PARAMS = [
  'accent_text_color', 'bg_color', 'bottom_bar_bg_color', 'button_color', 'button_text_color', 'destructive_text_color',
  'header_bg_color', 'hint_color', 'link_color', 'secondary_bg_color', 'section_bg_color', 'section_header_text_color',
  'section_separator_color', 'subtitle_text_color', 'text_color',
];
const toggle = byId('theme');
const system = matchMedia('(prefers-color-scheme: dark)');
/** @type {Theme | null} */
let shown = null;
/** @type {Theme | null} */
let early = null;

/** Before there is a learner: what was switched to, else the system's wish. @returns {Theme} */
const wished = () => early ?? (system.matches ? 'dark' : 'light');

function apply() {
  const theme = viewer()?.theme ?? wished();
  toggle.setAttribute('aria-checked', String(theme === 'dark'));
  if (theme === shown) return;
  shown = theme;
  document.documentElement.dataset.theme = theme;
  emit('theme', theme);
}

/** A new learner is light on the server. In this browser's first look at them its own wish is carried over. */
function adopt() {
  const learner = viewer();
  if (!learner) return;
  const mark = `playground.theme.${learner.id}`;
  try {
    if (localStorage.getItem(mark) !== null) return;
    localStorage.setItem(mark, 'seen');
  } catch { return; }
  if (learner.theme !== 'dark' && wished() === 'dark') choose('dark');
}

/** @param {Theme} theme */
function choose(theme) {
  const learner = viewer();
  if (!learner) {
    early = theme;
    apply();
    return;
  }
  world.learners.set(learner.id, { ...learner, theme });
  apply();
  attempt(api.updateLearner(learner.id, { theme }));
}

/** Telegram's ThemeParams as the page really looks: read from chat.css's --tg-… colours, as #rrggbb. */
export function themeParams() {
  const probe = document.body.appendChild(document.createElement('span'));
  const params = Object.fromEntries(THEME_PARAMS.map((name) => {
    probe.style.color = `var(--tg-${name.replaceAll('_', '-')})`;
    return [name, toHex(getComputedStyle(probe).color)];
  }));
  probe.remove();
  return params;
}

/** @param {string} rgb as computed styles have it */
function toHex(rgb) {
  return `#${(rgb.match(/[\d.]+/g) ?? []).slice(0, 3).map((part) => Math.round(Number(part)).toString(16).padStart(2, '0')).join('')}`;
}

toggle.addEventListener('click', () => choose(toggle.getAttribute('aria-checked') === 'true' ? 'light' : 'dark'));
system.addEventListener('change', apply);
onAny(['opened', 'learners'], apply);
on('opened', adopt);
apply();
