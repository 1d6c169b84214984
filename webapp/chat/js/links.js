// Where a link leads: this bot's own deep links stay in the chat, everything else opens in a new tab.

import { toast } from './overlay.js';
import { t } from './i18n.js';
import { followDeepLink } from './session.js';
import { world } from './world.js';

const OPENABLE = new Set(['http:', 'https:', 'mailto:', 'tel:']);

/** @param {string} link */
export function openLink(link) {
  const url = parse(link);
  if (!url) return;
  const start = deepLinkPayload(url);
  if (start !== null) followDeepLink(start);
  else if (OPENABLE.has(url.protocol)) window.open(url.href, '_blank', 'noopener,noreferrer');
  else toast(link);
}

/** What a Mini App passes to openTelegramLink: "/<bot>?start=<payload>". Answers whether it led to this bot. @param {unknown} path */
export function openTelegramPath(path) {
  const url = parse(`https://t.me/${String(path).replace(/^\/+/, '')}`);
  const start = url === null ? null : deepLinkPayload(url);
  if (start === null) {
    toast(t('foreignLink', { link: String(path) }));
    return false;
  }
  if (start !== '') followDeepLink(start);
  return true;
}

/** @param {string} link */
function parse(link) {
  try { return new URL(link); } catch { return null; }
}

/** The `start` parameter ("" without one) of a link to this bot; null when it leads elsewhere. @param {URL} url */
function deepLinkPayload(url) {
  const own = world.bot?.username?.toLowerCase();
  const inWeb = ['t.me', 'telegram.me', 'telegram.dog'].includes(url.hostname) && url.pathname.slice(1).toLowerCase() === own;
  const inApp = url.protocol === 'tg:' && url.href.includes('resolve') && url.searchParams.get('domain')?.toLowerCase() === own;
  return inWeb || inApp ? url.searchParams.get('start') ?? '' : null;
}
