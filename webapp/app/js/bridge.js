// The conversation with the Telegram client that shows this page: what it handed over at launch,
// events to it and events from it. Not Telegram's own script, and it verifies nothing: that is the
// server's work. Start at `launch` and `post`.

const STORE = 'academy.launch';
const FIELDS = ['tgWebAppData', 'tgWebAppPlatform', 'tgWebAppThemeParams', 'tgWebAppVersion'];
const TELEGRAM_HOSTS = new Set(['t.me', 'telegram.dog', 'telegram.me']);

/** What Telegram handed over: `initData` is the raw string, or '' when the page was opened elsewhere. */
export const launch = readLaunch();

/** @typedef {Record<string, any>} Data what an event carries; nobody vouches for it */

/** @type {Map<string, ((data: Data) => void)[]>} */
const listeners = new Map();

/**
 * Calls `handler(data)` for every event of this type that the client sends.
 * @param {string} type
 * @param {(data: Data) => void} handler
 */
export function on(type, handler) {
  listeners.set(type, [...(listeners.get(type) ?? []), handler]);
}

/** Sends one event to the client; outside Telegram it goes nowhere and does no harm. @param {string} type */
export function post(type, data = {}) {
  if (window.TelegramWebviewProxy?.postEvent) {
    window.TelegramWebviewProxy.postEvent(type, JSON.stringify(data));
  } else if (typeof window.external?.notify === 'function') {
    window.external.notify(JSON.stringify({ eventType: type, eventData: data }));
  } else if (window.parent !== window) {
    // The client's origin is not known to the page. No event that we send holds anything secret.
    window.parent.postMessage(JSON.stringify({ eventType: type, eventData: data }), '*');
  }
}

/**
 * Hands over to the chat behind a t.me link and closes the page. False when there is no client that
 * could do it, so that the caller lets the browser follow the link.
 * @param {string} link
 */
export function openChat(link) {
  const path = telegramPath(link);
  if (!insideTelegram() || path === null) return false;
  post('web_app_open_tg_link', { path_full: path });
  post('web_app_close');
  return true;
}

/** The link when it leads into Telegram over https, else null: nothing else becomes an href. @param {string | null} link */
export function telegramLink(link) {
  return telegramPath(link) === null ? null : link;
}

/** Links and the back button came with version 6.1; an older client gets plain links. */
function insideTelegram() {
  const [major = 0, minor = 0] = launch.version.split('.').map(Number);
  const recent = major > 6 || (major === 6 && minor >= 1);
  const transport = window.TelegramWebviewProxy?.postEvent
    || typeof window.external?.notify === 'function'
    || window.parent !== window;
  return recent && Boolean(transport);
}

/** @param {string | null} link */
function telegramPath(link) {
  if (link === null) return null;
  try {
    const url = new URL(link);
    return url.protocol === 'https:' && TELEGRAM_HOSTS.has(url.hostname) ? url.pathname + url.search : null;
  } catch {
    return null;
  }
}

/**
 * Reads the fragment and takes it out of the visible address. A reload in the same tab finds it in
 * sessionStorage, which a strict browser may refuse: then a reload starts outside Telegram.
 */
function readLaunch() {
  // A launch may follow a path of the page's own: #/path?tgWebAppData=…
  const given = new URLSearchParams(location.hash.slice(1).replace(/^[^?=]*\?/, ''));
  /** @type {Data} */
  let kept = {};
  if (FIELDS.some((field) => given.has(field))) {
    kept = Object.fromEntries(FIELDS.map((field) => [field, given.get(field) ?? '']));
    try { sessionStorage.setItem(STORE, JSON.stringify(kept)); } catch { /* works without */ }
    history.replaceState(history.state, '', location.pathname + location.search);
  } else {
    kept = parseObject(readStore());
  }
  /** @param {string} field @returns {string} */
  const text = (field) => (typeof kept[field] === 'string' ? kept[field] : '');
  return {
    initData: text('tgWebAppData'),
    platform: text('tgWebAppPlatform'),
    themeParams: parseObject(text('tgWebAppThemeParams')),
    version: text('tgWebAppVersion'),
    language: parseObject(new URLSearchParams(text('tgWebAppData')).get('user')).language_code ?? '',
  };
}

function readStore() {
  try { return sessionStorage.getItem(STORE); } catch { return null; }
}

/** @param {string | null} text @returns {Data} */
function parseObject(text) {
  try {
    const value = JSON.parse(text || '{}');
    return value !== null && typeof value === 'object' ? value : {};
  } catch {
    return {};
  }
}

/** @param {string} type @param {unknown} [data] */
function receive(type, data) {
  const facts = typeof data === 'string' ? parseObject(data) : /** @type {Data} */ (data ?? {});
  for (const handler of listeners.get(type) ?? []) handler(facts);
}

// Android calls Telegram.WebView, the other native clients call TelegramGameProxy, web clients post messages.
window.Telegram = { ...window.Telegram, WebView: { receiveEvent: receive } };
window.TelegramGameProxy = { receiveEvent: receive };
window.TelegramGameProxy_receiveEvent = receive;

window.addEventListener('message', (event) => {
  if (event.source !== window.parent || window.parent === window) return;
  const message = typeof event.data === 'string' ? parseObject(event.data) : {};
  if (typeof message.eventType === 'string') receive(message.eventType, message.eventData);
});
