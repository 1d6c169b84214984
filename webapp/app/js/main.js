// The Mini App: a learner's progress on one page, and the quiz, review or interview that is open. Lessons are read in the
// chat. This file wires the parts: launch, log in, load, draw, refresh.

/** @import { Course, Happened, Interviews, Progress, Reviews } from '../../types/api.js' */

import { ApiError, createApi } from './api.js';
import { launch, on, post } from './bridge.js';
import { courseSection } from './course.js';
import { createDevices, devicesButton } from './devices.js';
import { createDialogue } from './dialogue.js';
import { byId, chatLink, focusedTestId, h, one } from './dom.js';
import { currentLocale, duration, percent, setLocale, t } from './i18n.js';
import { createLive } from './live.js';
import { emptyNotice, errorNotice, outsideNotice } from './notices.js';
import { createPace } from './pace.js';
import { createSheet } from './sheet.js';
import { applyTheme } from './theme.js';
import { today } from './today.js';
import { pastInterviews, waiting } from './waiting.js';

const BOT_STORE = 'academy.bot';
const STALE_AFTER_MS = 15_000;

const page = byId('page');
const status = byId('status');
const skeleton = byId('skeleton');

/**
 * @typedef {{ courses: Course[], progress: Progress, reviews: Reviews | null, interviews: Interviews | null }} View
 * @type {View | null} of the last successful load; the page is a function of it
 */
let view = null;
let bot = knownBot();
let loadedAt = 0;
let loading = false;
/** @type {Set<string>} types of what has happened since the page began to load; empty where nobody knows what */
const news = new Set();

const api = createApi({
  initData: launch.initData,
  platform: launch.platform,
  language: currentLocale,
  onSession(session) {
    setLocale(session.user.locale);
    live.since(session.lastEventId);
    if (typeof session.bot?.username === 'string') rememberBot(session.bot.username);
  },
  onWait: (seconds) => sayWait(t('status.wait', { n: seconds })),
});
const dialogue = createDialogue({ api, page, bot: () => bot, announce, onClose: (attempt) => leaveDialogue(attempt) });
const sheet = createSheet({ find: findLesson });
const devices = createDevices({ api, announce, onOver: over });
const live = createLive({ api, onEvent: happened, onOver: (error) => { if (dialogue.isOpen()) dialogue.refresh(); else over(error); } });

const refreshSoon = createPace({ bunchMs: 100, most: 15, inMs: 30_000, onTurn: () => { if (!dialogue.isOpen()) refresh([...news]); } });

start();

function start() {
  setLocale(launch.language || navigator.language);
  talkToTelegram();
  if (launch.initData === '') {
    showNotice(outsideNotice(bot));
    return;
  }
  load();
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState !== 'visible') return;
    if (dialogue.isOpen()) dialogue.refresh();
    // Whoever was a stranger may have said hello in the chat meanwhile.
    else if (view === null) load();
    else if (Date.now() - loadedAt > STALE_AFTER_MS) refresh();
  });
}

function talkToTelegram() {
  drawTheme(launch.themeParams);
  on('theme_changed', (event) => drawTheme(event.theme_params));
  on('viewport_changed', (event) => {
    if (event.is_state_stable !== false) setPixels('--tg-viewport-stable-height', event.height);
  });
  on('safe_area_changed', (event) => {
    for (const side of ['bottom', 'left', 'right', 'top']) setPixels(`--tg-safe-area-inset-${side}`, event[side]);
  });
  on('content_safe_area_changed', (event) => setPixels('--tg-content-safe-area-inset-top', event.top));
  for (const type of ['web_app_ready', 'web_app_expand', 'web_app_request_theme', 'web_app_request_viewport',
    'web_app_request_safe_area', 'web_app_request_content_safe_area']) post(type);
}

/** @param {unknown} params */
function drawTheme(params) {
  const colours = applyTheme(params);
  if (colours === null) return;
  post('web_app_set_background_color', { color: colours.page });
  post('web_app_set_header_color', { color: colours.page });
}

/** @param {string} property @param {unknown} value */
function setPixels(property, value) {
  if (typeof value === 'number' && Number.isFinite(value) && value >= 0) document.documentElement.style.setProperty(property, `${value}px`);
}

/** From nothing: the skeleton, then the page or an error. `again` after a press, which had the focus. */
async function load(again = false) {
  if (loading) return;
  page.replaceChildren(skeleton);
  page.setAttribute('aria-busy', 'true');
  announce(t('status.loading'));
  try {
    await fetchView();
    live.start();
    announce(t('status.loaded'));
    if (again) page.querySelector('h1')?.focus({ preventScroll: true });
  } catch (error) {
    announce('');
    showNotice(errorNotice(error, { bot, onRetry: () => load(true) }));
    if (again) one(page, '[data-testid="retry"]')?.focus({ preventScroll: true });
  }
}

/**
 * With a page already there: it stays as it is when the network fails, the next return tries again. Only what has to do with
 * what has happened is loaded; without types, all.
 * @param {string[]} types
 */
async function refresh(types = ['']) {
  if (loading || view === null) return;
  try {
    await fetchView(types);
  } catch (error) {
    // An older truth is better than an error over a page that was fine, but not for whoever has been signed out.
    news.add('');
    if (error instanceof ApiError && error.kind === 'signedOut') over(error);
  }
}

/** In the chat or on another device. Null: nobody knows what. @param {Happened | null} event */
function happened(event) {
  news.add(event?.type ?? '');
  if (dialogue.isOpen()) dialogue.happened(event);
  else refreshSoon();
}

/** Nothing of the learner's stays on the page. @param {unknown} error */
function over(error) {
  view = null;
  live.stop();
  for (const open of document.querySelectorAll('dialog[open]')) if (open instanceof HTMLDialogElement) open.close();
  showNotice(errorNotice(error, { bot, onRetry: () => load(true) }));
  page.querySelector('h1')?.focus({ preventScroll: true });
}

/** @param {string[] | null} types of what has happened; null: nothing was loaded before */
async function fetchView(types = null) {
  loading = true;
  news.clear();
  const before = view;
  /** @param {RegExp} of */
  const concerns = (of) => before === null || types === null || types.some((type) => type === '' || of.test(type));
  try {
    // Without what waits the page is less, but good. The learner may have changed the language in the chat meanwhile.
    const [courses, progress, changed, reviews, interviews] = await Promise.all([
      api.courses(),
      api.progress(),
      types !== null && concerns(/^profile/) ? api.me() : null,
      concerns(/^(review|profile|attempt\.finished|lesson\.(completed|testedOut))/) ? api.reviews().catch(() => null) : before?.reviews ?? null,
      concerns(/^(interview|profile)/) ? api.interviews().catch(() => null) : before?.interviews ?? null,
    ]);
    if (changed !== null) setLocale(changed.locale);
    view = { courses, progress, reviews, interviews };
    loadedAt = Date.now();
    draw(view);
    sheet.refresh();
  } finally {
    loading = false;
    if (news.size > 0) refreshSoon();
  }
}

/** Back from a quiz or the like, which has changed what the page shows; or on to an attempt. @param {string} [attempt] */
async function leaveDialogue(attempt) {
  if (attempt !== undefined) {
    await dialogue.open('attempt', attempt);
    return;
  }
  if (view !== null) draw(view);
  page.querySelector('h1')?.focus({ preventScroll: true });
  await refresh();
}

/** @param {View} view */
function draw({ courses, progress, reviews, interviews }) {
  if (dialogue.isOpen()) return;
  const focused = page.contains(document.activeElement) ? focusedTestId() : undefined;
  const sorted = inOrder(courses, progress.current);
  page.replaceChildren(
    today(progress, new Date()),
    h('main', {},
      waiting({ reviews, interviews, onOpen: dialogue.open }),
      sorted.length === 0
        ? emptyNotice(bot)
        : sorted.map((course, i) => courseSection(course, {
          current: progress.current?.courseId === course.id ? progress.current : null,
          isFirst: i === 0,
          onAttempt: (id) => dialogue.open('attempt', id),
          onLesson: sheet.open,
        })),
      pastInterviews(interviews, dialogue.open),
      closing(progress),
      devicesButton(devices.open),
      // A copy, and the end: the chat knows the way.
      bot !== '' && chatLink(`https://t.me/${bot}?start=mydata`, { class: 'button button-quiet', 'data-testid': 'my-data' }, t('myData'))));
  page.setAttribute('aria-busy', 'false');
  if (focused) one(page, `[data-testid="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
}

/**
 * The course that the learner is in, then the other enrolled ones, then what else there is.
 * @param {Course[]} courses
 * @param {Progress['current']} current
 */
function inOrder(courses, current) {
  /** @param {Course} course */
  const rank = (course) => {
    if (course.id === current?.courseId) return 0;
    if (!course.enrolled) return 3;
    return course.completedLessons < course.totalLessons ? 1 : 2;
  };
  return [...courses].sort((a, b) => rank(a) - rank(b));
}

/** @param {Progress} progress */
function closing(progress) {
  const parts = [
    progress.streak.longest > progress.streak.days && t('streak.longest', { n: progress.streak.longest }),
    progress.totalTimeSpentMinutes > 0 && t('total.time', { time: duration(progress.totalTimeSpentMinutes) }),
    progress.averageScore !== null && t('total.score', { score: percent(progress.averageScore) }),
  ].filter(Boolean);
  return parts.length > 0 && h('ul', { class: 'closing', role: 'list' }, parts.map((part) => h('li', {}, part)));
}

/** @param {string} id */
function findLesson(id) {
  for (const course of view?.courses ?? []) {
    for (const module of course.modules) {
      const lesson = module.lessons.find((candidate) => candidate.id === id);
      if (lesson) return { lesson, course };
    }
  }
  return undefined;
}

/** @param {HTMLElement} notice */
function showNotice(notice) {
  page.replaceChildren(notice);
  page.setAttribute('aria-busy', 'false');
}

/** Several calls may wait at once; the words stand under the skeleton once, and not over a drawn page. @param {string} words */
function sayWait(words) {
  announce(words);
  if (skeleton.isConnected) page.replaceChildren(skeleton, h('p', { class: 'closing', 'aria-hidden': 'true' }, words));
}

/** @param {string} words */
function announce(words) {
  status.textContent = words;
}

/** The bot's public name, so that the page can still point to the chat when it cannot log in. */
function knownBot() {
  const meta = /** @type {HTMLMetaElement | null} */ (document.querySelector('meta[name="academy-bot"]'));
  const written = meta?.content.trim().replace(/^@/, '');
  if (written) return written;
  try { return localStorage.getItem(BOT_STORE) ?? ''; } catch { return ''; }
}

/** @param {string} username */
function rememberBot(username) {
  bot = username;
  try { localStorage.setItem(BOT_STORE, username); } catch { /* only a convenience */ }
}
