// A quiz, a review or an interview in the page: shows its screens one after the other and sends what is done there. The
// chat and this page are two views of one thing, so a screen may have been left behind: then the server says what is
// current. Draws no screen itself. Start at `createDialogue`.

/** @import { Act, DialogueKind, Happened, Screen } from '../../types/api.js' */
/** @import { Api } from './api.js' */

import { ApiError, isOver } from './api.js';
import { on, post } from './bridge.js';
import { h, one } from './dom.js';
import { t } from './i18n.js';
import { errorNotice } from './notices.js';
import { screenView } from './screen.js';

/** A clock and a job may be so late; then an interview whose time is over has its end. */
const GRACE_MS = 7_000;
/** What happens elsewhere comes in bunches. */
const BUNCH_MS = 50;
/** Instead of the id of a review that has not begun; the server answers that there is none. */
const NOT_BEGUN = 'none';

/**
 * `onClose(attempt)` is called when the learner leaves, perhaps for an attempt; `announce(words)` is for those who listen.
 * @param {object} parts
 * @param {Api} parts.api
 * @param {HTMLElement} parts.page
 * @param {() => string} parts.bot
 * @param {(words: string) => void} parts.announce
 * @param {(attempt?: string) => void} parts.onClose
 */
export function createDialogue({ api, page, bot, announce, onClose }) {
  /**
   * What is open; the id of a review is null until it has begun.
   * @type {{ kind: DialogueKind, id: string | null } | null}
   */
  let at = null;
  /** @type {Screen | null} */
  let screen = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let deadline;
  let working = false;
  /** @type {(Happened | null)[]} what has happened elsewhere while a screen was on its way */
  const meanwhile = [];
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let looking;
  /**
   * What was done and not heard back of: sent again under the same key, it counts once.
   * @type {{ what: Act, key: string } | null}
   */
  let pending = null;
  /** @type {Map<string, string>} place → what was written there */
  const drafts = new Map();
  /** @type {Map<string, Screen>} kind and id → the question that was left with something tapped */
  const left = new Map();

  /**
   * A review without an id is begun.
   * @param {DialogueKind} kind
   * @param {string | null} id
   */
  async function open(kind, id = null) {
    const opened = { kind, id };
    at = opened;
    screen = null;
    post('web_app_setup_back_button', { is_visible: true });
    page.setAttribute('aria-busy', 'true');
    page.replaceChildren(h('div', { class: 'bone bone-list', 'data-testid': 'screen-loading', 'aria-hidden': 'true' }));
    announce(t('screen.loading'));
    try {
      const loaded = id === null ? await api.beginReview() : await api.screen(kind, id);
      if (at === opened) show(asLeft(kind, loaded));
    } catch (error) {
      if (at === opened) fail(error);
    }
  }

  /** What was tapped is still there, unless the question has been answered meanwhile. @param {DialogueKind} kind @param {Screen} loaded */
  function asLeft(kind, loaded) {
    const before = left.get(`${kind} ${loaded[`${kind}Id`]}`);
    return before?.version === loaded.version && before.kind === loaded.kind ? before : loaded;
  }

  /** After a while in the background: the chat may have gone on. What is being written stays. */
  async function refresh() {
    if (!screen || !at?.id || working || pending !== null) return;
    const before = screen;
    try {
      const loaded = await api.screen(at.kind, at.id);
      const news = loaded.place !== before.place || loaded.version !== before.version;
      if (screen === before && !working && news) show(loaded);
    } catch (error) {
      // The screen that is there is good until something is done on it, or until somebody has signed out here.
      if (at !== null && error instanceof ApiError && error.kind === 'signedOut') fail(error);
    }
  }

  /** Something was done elsewhere: perhaps here is another screen now. Null: nobody knows what. @param {Happened | null} event */
  function happened(event) {
    if (at === null) return;
    if (screen === null || working) {
      meanwhile.push(event);
      return;
    }
    // What changes the screen comes with a version; what is done here itself has led to that one already.
    if (event !== null && (event.data[`${at.kind}Id`] !== at.id || !(event.data.version && event.data.version > screen.version))) return;
    looking ??= setTimeout(() => {
      looking = undefined;
      refresh();
    }, BUNCH_MS);
  }

  function catchUp() {
    for (const event of meanwhile.splice(0)) happened(event);
  }

  /** @param {Act} what @param {HTMLElement} control */
  async function act(what, control) {
    if (working) return;
    pending = { what, key: newKey() };
    tap(what);
    await send(control);
  }

  /** @param {HTMLElement} [control] */
  async function send(control) {
    if (pending === null || at === null) return;
    working = true;
    const { what, key: once } = pending;
    const [opened, before, label] = [at, screen, control?.textContent];
    const key = isTick(what) ? control?.dataset.key : undefined;
    control?.setAttribute('aria-busy', 'true');
    for (const button of controls()) button.setAttribute('aria-disabled', 'true');
    sayFailure();
    /** @type {Screen} */
    let next;
    try {
      next = await api.answer(opened.kind, opened.id ?? NOT_BEGUN, what, once);
    } catch (cause) {
      if (at !== opened) return;
      const error = asApiError(cause);
      if (error.current) {
        pending = null;
        show({ ...error.current, notice: error.detail });
      } else {
        if (control && label) control.removeAttribute('aria-busy');
        for (const button of controls()) button.removeAttribute('aria-disabled');
        refused(error);
      }
      return;
    } finally {
      working = false;
    }
    pending = null;
    // What was taken is written; an interview's question stays for more of it.
    if (next.version !== before?.version && what.place !== undefined) drafts.delete(what.place);
    if (at === opened) show(next, key);
  }

  /** What can be repeated stays as it is, with the way to repeat it. @param {ApiError} error */
  function refused(error) {
    if (isOver(error)) {
      fail(error);
      return;
    }
    const lasts = error.kind === 'problem' && error.status < 500;
    if (lasts) pending = null;
    sayFailure(error, lasts ? reopen : () => send());
    notify('error');
  }

  /** `key` names the control that has the focus, if a tick has changed no more than that. @param {Screen} next @param {string} [key] */
  function show(next, key) {
    if (at === null) return;
    const isSame = screen !== null && screen.place === next.place;
    if (screen !== null && !isSame) drafts.delete(screen.place);
    screen = next;
    // A retry of what was missed is another attempt, and one interview leads to the next.
    at.id = next[`${at.kind}Id`] ?? null;
    clearTimeout(deadline);
    if (next.secondsLeft && !next.paused) deadline = setTimeout(refresh, next.secondsLeft * 1000 + GRACE_MS);
    page.setAttribute('aria-busy', 'false');
    page.replaceChildren(screenView(next, {
      draft: drafts.get(next.place) ?? '',
      title: t(`screen.${at.kind}`),
      onAct: act,
      onDraft: (text) => drafts.set(next.place, text),
      onLeave: close,
    }));
    if (next.kind === 'verdict' && !isSame && next.correct !== undefined) notify(next.correct ? 'success' : 'error');
    if (next.kind === 'result' && !isSame) notify(next.passed ? 'success' : 'warning');
    if (next.kind === 'end' && !isSame) notify('success');
    announce(next.notice ?? '');
    setTimeout(catchUp);
    const control = key === undefined ? null : nearest(key);
    if (control !== null) {
      control.focus({ preventScroll: true });
      return;
    }
    if (!isSame) window.scrollTo(0, 0);
    const entry = isSame ? one(page, '[data-testid="screen-entry"]') : null;
    (entry ?? one(page, '[data-testid="screen-text"]'))?.focus({ preventScroll: true });
  }

  /** The control of that name, or the last option where it was taken; after the last option what submits. @param {string} key */
  function nearest(key) {
    const same = one(page, `[data-key="${CSS.escape(key)}"]`);
    const options = page.querySelectorAll('[data-testid="screen-option"]');
    const other = options[options.length - 1] ?? page.querySelector('[data-testid="screen-button"]');
    return same ?? (other instanceof HTMLElement ? other : null);
  }

  /** @param {unknown} error */
  function fail(error) {
    announce('');
    page.setAttribute('aria-busy', 'false');
    const notice = errorNotice(error, { bot: bot(), onRetry: reopen });
    notice.append(h('button', { type: 'button', class: 'button button-quiet', 'data-testid': 'screen-close', onclick: () => close() }, t('screen.leave')));
    page.replaceChildren(notice);
  }

  /** Without an error it takes the words away. @param {ApiError} [error] @param {() => void} [again] */
  function sayFailure(error, again) {
    const place = one(page, '[data-testid="screen-failure"]');
    if (place === null) return;
    if (error === undefined) {
      place.replaceChildren();
      return;
    }
    const repeat = h('button', { type: 'button', class: 'button', 'data-testid': 'screen-retry', onclick: () => again?.() }, t('retry'));
    place.replaceChildren(h('p', { role: 'alert' }, failureWords(error)), repeat);
    place.scrollIntoView({ block: 'nearest' });
    repeat.focus({ preventScroll: true });
  }

  function reopen() {
    if (at !== null) open(at.kind, at.id);
  }

  /** @param {string} [attempt] */
  function close(attempt) {
    if (at === null) return;
    clearTimeout(deadline);
    // The time of an interview runs on: its screen would be an old one.
    if (screen !== null && at.kind !== 'interview') left.set(`${at.kind} ${at.id}`, screen);
    at = null;
    screen = null;
    pending = null;
    post('web_app_setup_back_button', { is_visible: false });
    onClose(attempt);
  }

  const controls = () => page.querySelectorAll('.screen button, .screen a.button');
  on('back_button_pressed', () => close());
  // What could not be sent goes out by itself once there is a network again.
  window.addEventListener('online', () => { if (pending !== null && !working) send(); });

  return { open, refresh, happened, isOpen: () => at !== null };
}

/** The server's own words where it has said some. @param {ApiError} error */
function failureWords({ kind, detail }) {
  if (kind === 'launch' || kind === 'signedOut') return t(`error.${kind}.text`);
  if (kind === 'stranger') return t('stranger.text');
  const said = kind === 'problem' || kind === 'busy' ? detail : '';
  return said || t(`screen.error.${kind}`);
}

/** @param {unknown} cause */
function asApiError(cause) {
  return cause instanceof ApiError ? cause : new ApiError('problem');
}

/** Not `randomUUID`, which plain http does without. */
function newKey() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Is something tapped, and the question waits on? @param {Act} what */
function isTick(what) {
  return /^\w+\.t:/.test(what.press ?? '');
}

/** A tick is a small thing, an answer a greater one. @param {Act} what */
function tap(what) {
  post('web_app_trigger_haptic_feedback', isTick(what) ? { type: 'selection_change' } : { type: 'impact', impact_style: 'light' });
}

/** @param {'error' | 'success' | 'warning'} kind */
function notify(kind) {
  post('web_app_trigger_haptic_feedback', { type: 'notification', notification_type: kind });
}
