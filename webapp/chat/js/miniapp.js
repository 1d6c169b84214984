// The Mini App in its panel, and Telegram's side of the bridge to it: JSON strings { eventType, eventData } by
// postMessage, the protocol that Telegram's web clients and telegram-web-app.js speak. The client draws what belongs to
// it (title, back, close, main button); the app gets the theme and the size of its window.

/** @import { AppRequest } from '../../types/playground.js' */

import * as api from './api.js';
import { byId, h } from './dom.js';
import { miniAppCovers } from './drawers.js';
import { t } from './i18n.js';
import { openLink, openTelegramPath } from './links.js';
import { attempt, dialog } from './overlay.js';
import { themeParams } from './theme.js';
import { on, viewer, world } from './world.js';

const panel = byId('miniapp');
const stage = byId('miniapp-stage');
const back = byId('miniapp-back');
const main = byId('miniapp-main', HTMLButtonElement);

/**
 * The open app. It listens from its first event on: before that the frame may still hold an empty page of our own origin.
 * @typedef {object} OpenApp
 * @property {HTMLIFrameElement} frame
 * @property {string} origin
 * @property {AppRequest} request
 * @property {boolean} listens
 * @property {boolean} asksBeforeClosing
 */
/** @typedef {Record<string, any>} Data what the app sends with an event; nobody vouches for it */

/** @type {OpenApp | null} */
let app = null;
let launches = 0;

/** The emulator signs the launch, we add how the page looks. @param {AppRequest} request */
export async function openMiniApp(request) {
  const launch = (launches += 1);
  const answer = await attempt(api.webApp(world.viewerId, request.url, request.from));
  if (!answer || launch !== launches) return;
  dismantle();
  const name = world.bot?.name ?? '';
  const frame = h('iframe', {
    title: t('miniApp', { name }),
    src: withTheme(answer.url),
    sandbox: 'allow-scripts allow-same-origin allow-forms allow-popups allow-popups-to-escape-sandbox allow-modals',
    allow: 'clipboard-write',
    dataset: { testid: 'miniapp-frame' },
    onload: () => panel.classList.add('ready'),
  });
  app = { frame, origin: new URL(answer.url).origin, request, listens: false, asksBeforeClosing: false };
  byId('miniapp-title').textContent = name;
  stage.append(frame);
  panel.hidden = false;
  miniAppCovers(true);
  sizes.observe(frame);
  byId('miniapp-close').focus();
}

/** @param {{ ask?: boolean }} how */
async function close({ ask = false } = {}) {
  if (app === null) return;
  if (ask && app.asksBeforeClosing) {
    const buttons = [{ id: 'cancel', text: t('cancel') }, { id: 'close', text: t('closeAnyway'), danger: true }];
    if ((await dialog({ text: t('closeWarning'), buttons })) !== 'close') return;
  }
  dismantle();
  panel.hidden = true;
  miniAppCovers(false);
  byId('composer').focus({ preventScroll: true });
}

function dismantle() {
  sizes.disconnect();
  app?.frame.remove();
  app = null;
  back.hidden = true;
  main.hidden = true;
  panel.classList.remove('ready');
  panel.removeAttribute('style');
}

/** The app's window shows the page's colours, whatever palette the launch parameters came with. initData stays as it is. @param {string} url */
function withTheme(url) {
  const [address, fragment = ''] = url.split(/#(.*)/s);
  const own = `tgWebAppThemeParams=${encodeURIComponent(JSON.stringify(themeParams()))}`;
  const parts = fragment.split('&').filter((part) => part !== '' && !part.startsWith('tgWebAppThemeParams='));
  return `${address}#${[...parts, own].join('&')}`;
}

/** @param {string} eventType @param {object} [eventData] */
function post(eventType, eventData) {
  if (app?.listens) app.frame.contentWindow?.postMessage(JSON.stringify({ eventType, eventData }), app.origin);
}

const sendTheme = () => post('theme_changed', { theme_params: themeParams() });
const sendViewport = () => post('viewport_changed', {
  width: app?.frame.clientWidth, height: app?.frame.clientHeight, is_state_stable: true, is_expanded: true,
});
const sizes = new ResizeObserver(sendViewport);

/** The theme colours that an app may name, and what chat.css calls them. */
const THEME_COLOURS = new Map([
  ['bg_color', '--tg-bg-color'],
  ['bottom_bar_bg_color', '--tg-bottom-bar-bg-color'],
  ['secondary_bg_color', '--tg-secondary-bg-color'],
]);

/** Colours come from the app: only #rrggbb and the names of theme colours get into the style. @param {Data} data */
function colour(data) {
  if (typeof data.color === 'string' && /^#[\da-f]{6}$/i.test(data.color)) return data.color;
  const property = THEME_COLOURS.get(data.color_key);
  return property ? `var(${property})` : null;
}

/** @param {string} property @param {string | null} value */
function paint(property, value) {
  if (value === null) panel.style.removeProperty(property);
  else panel.style.setProperty(property, value);
}

/** Dark letters on a light header, light ones on a dark one. @param {string | null} background */
function inkOn(background) {
  if (!background?.startsWith('#')) return null;
  /** @param {number} at */
  const channel = (at) => parseInt(background.slice(at, at + 2), 16);
  return channel(1) * 0.299 + channel(3) * 0.587 + channel(5) * 0.114 > 150 ? '#000000' : '#ffffff';
}

/** @param {Data} data */
function setUpMainButton({ is_visible, is_active = true, text, color, text_color, is_progress_visible }) {
  main.hidden = !is_visible;
  main.disabled = !is_active || is_progress_visible === true;
  main.setAttribute('aria-busy', String(is_progress_visible === true));
  main.replaceChildren(h('span', {}, String(text ?? '')), is_progress_visible ? h('span', { class: 'spinner' }) : '');
  paint('--main-button', colour({ color }));
  paint('--main-button-text', colour({ color: text_color }));
}

/** @param {Data} data */
async function openPopup({ title = '', message = '', buttons = [] }) {
  const named = new Map([['ok', t('ok')], ['close', t('close')], ['cancel', t('cancel')]]);
  const button_id = await dialog({
    title: String(title),
    text: String(message),
    buttons: buttons.slice(0, 3).map((/** @type {Data} */ { id, type, text }) => ({ id: String(id ?? ''), text: named.get(type) ?? String(text ?? ''), danger: type === 'destructive' })),
  });
  post('popup_closed', button_id === null ? {} : { button_id });
}

/** @type {Record<string, (data: Data) => void>} */
const EVENTS = {
  iframe_ready: () => panel.classList.add('ready'),
  web_app_ready: () => panel.classList.add('ready'),
  web_app_expand: () => sendViewport(),
  web_app_close: () => { close(); },
  web_app_request_theme: () => sendTheme(),
  web_app_request_viewport: () => sendViewport(),
  web_app_request_safe_area: () => post('safe_area_changed', { top: 0, bottom: 0, left: 0, right: 0 }),
  web_app_request_content_safe_area: () => post('content_safe_area_changed', { top: 0, bottom: 0, left: 0, right: 0 }),
  web_app_open_tg_link({ path_full }) {
    if (openTelegramPath(path_full)) close();
  },
  web_app_open_link({ url }) {
    if (/^https?:/i.test(url ?? '')) openLink(url);
  },
  web_app_open_popup: (data) => { openPopup(data); },
  web_app_setup_back_button({ is_visible }) { back.hidden = !is_visible; },
  web_app_setup_main_button: setUpMainButton,
  web_app_setup_closing_behavior({ need_confirmation }) { if (app) app.asksBeforeClosing = need_confirmation === true; },
  web_app_set_header_color(data) {
    paint('--miniapp-header', colour(data));
    paint('--miniapp-header-text', inkOn(colour(data)));
  },
  web_app_set_background_color: (data) => paint('--miniapp-background', colour(data)),
};

window.addEventListener('message', (event) => {
  if (app === null || event.source !== app.frame.contentWindow) return;
  /** @type {{ eventType?: unknown, eventData?: Data } | null} */
  let message;
  try { message = JSON.parse(event.data); } catch { return; } // not of this protocol
  const type = String(message?.eventType);
  if (!Object.hasOwn(EVENTS, type)) return;
  app.listens = true;
  app.origin = event.origin; // a launch address may redirect; the answer goes to where the app really is
  EVENTS[type]?.(message?.eventData ?? {});
});

back.addEventListener('click', () => post('back_button_pressed'));
main.addEventListener('click', () => post('main_button_pressed'));
byId('miniapp-close').addEventListener('click', () => close({ ask: true }));
byId('miniapp-reload').addEventListener('click', () => { if (app) openMiniApp(app.request); });

on('openMiniApp', openMiniApp);
on('theme', () => { if (app) sendTheme(); });
/** @type {number | undefined} */
let owner;
on('opened', () => {
  if (viewer()?.id !== owner) close(); // the launch was signed for somebody else
  owner = viewer()?.id;
});
