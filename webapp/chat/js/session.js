// Keeps `world` equal to the server: loads it, follows the event stream, switches chats. Draws nothing.
//
// Loads run one after another, and events that arrive during a load wait until it is over. An event that a load
// already contains is then applied a second time, which is harmless: the last state of a message wins either way.

/** @import { Message, Received, ReceivedEvent, Sent } from '../../types/playground.js' */

import * as api from './api.js';
import { attempt, reasonOf, toast } from './overlay.js';
import { language } from './i18n.js';
import { emit, groupsOf, viewer, world } from './world.js';

const MAX_TEXT = 4096;
const REMEMBERED = 'playground.learner';
/** @type {Promise<unknown>} */
let turn = Promise.resolve();
let loads = 0;
let refreshing = false;
/** @type {Promise<boolean>} */
let outbox = Promise.resolve(true);
/** @type {ReceivedEvent[]} */
const held = [];

export function connect() {
  api.events({ opened: () => load(reload), received, lost });
}

/**
 * Shows `chatId` through the eyes of `viewerId`; the learner's private chat has the learner's id.
 * @param {number | null} viewerId
 * @param {number | null} chatId
 */
export function openChat(viewerId, chatId = viewerId) {
  world.viewerId = viewerId;
  world.chatId = chatId;
  world.messages.clear();
  if (chatId !== null) world.unread.delete(chatId);
  remember();
  emit('opened');
  return load(async () => {
    await loadState();
    await loadMessages();
  });
}

/**
 * Sends in the order of the calls, even when the network is slow, and answers whether it worked. `place` is where it
 * goes when that is not what is open now.
 * @param {Sent} message
 * @param {{ chatId: number | null, viewerId: number | null }} place
 */
export function send(message, place = world) {
  const { chatId, viewerId } = place;
  const parts = message.text === undefined ? [message] : split(message.text).map((text) => ({ text }));
  outbox = outbox.then(async () => {
    for (const part of parts) {
      if ((await attempt(api.send(chatId, { from: viewerId, ...part }))) === undefined) return false;
    }
    return true;
  });
  return outbox;
}

/** Telegram's apps send a text of more than 4096 UTF-16 units as several messages, cut at a line or a word if they can. @param {string} text */
function split(text) {
  const parts = [];
  let rest = text;
  while (rest.length > MAX_TEXT) {
    const window = rest.slice(0, MAX_TEXT);
    const wished = Math.max(window.lastIndexOf('\n'), window.lastIndexOf(' '));
    const surrogate = /[\ud800-\udbff]$/.test(window) ? 1 : 0;
    const cut = wished > MAX_TEXT / 2 ? wished : MAX_TEXT - surrogate;
    parts.push(rest.slice(0, cut).trimEnd());
    rest = rest.slice(cut).trimStart();
  }
  return [...parts, rest].filter((part) => part !== '');
}

/** What a press on https://t.me/<bot>?start=<payload> does: the private chat opens and `/start <payload>` is sent. @param {string} start */
export async function followDeepLink(start) {
  if (world.chatId !== world.viewerId) openChat(world.viewerId);
  await attempt(api.deepLink(world.viewerId, start));
}

/** Fetches the open chat again: for polls, whose choices are the viewer's own, and after a refused press. */
export function refresh() {
  if (refreshing) return;
  refreshing = true;
  load(async () => {
    refreshing = false;
    await loadMessages();
  });
}

/** @param {() => Promise<void>} task */
function load(task) {
  loads += 1;
  turn = turn.then(task).catch(failed).finally(() => {
    loads -= 1;
    if (loads === 0) for (const event of held.splice(0)) apply(event);
  });
  return turn;
}

/** @param {unknown} error */
function failed(error) {
  lost();
  toast(reasonOf(error));
  setTimeout(() => load(reload), 3000);
}

function lost() {
  if (!world.online) return;
  world.online = false;
  emit('online');
}

async function reload() {
  await loadState();
  if (world.viewerId === null || !world.learners.has(world.viewerId)) chooseViewer();
  await loadMessages();
  world.online = true;
  emit('online');
}

/** The page's address names learner and chat; without it the last one here, else the first there is. */
function chooseViewer() {
  const address = new URLSearchParams(location.search);
  const wished = [Number(address.get('learner')), Number(remembered()), ...world.learners.keys()];
  const viewerId = wished.find((id) => world.learners.has(id)) ?? null;
  world.viewerId = viewerId;
  const group = viewerId === null ? undefined : groupsOf(viewerId).find((each) => each.id === Number(address.get('chat')));
  world.chatId = group?.id ?? world.viewerId;
  if (world.viewerId !== null) remember();
  emit('opened');
}

function remembered() {
  try { return localStorage.getItem(REMEMBERED); } catch { return null; }
}

function remember() {
  const address = new URLSearchParams(location.search);
  address.set('learner', String(world.viewerId));
  if (world.chatId === world.viewerId) address.delete('chat');
  else address.set('chat', String(world.chatId));
  history.replaceState(null, '', `?${address}`);
  try { localStorage.setItem(REMEMBERED, String(world.viewerId)); } catch { /* the address still says it */ }
}

async function loadState() {
  const lang = viewer()?.languageCode ?? language();
  const state = await api.state(lang);
  world.bot = state.bot;
  world.learners = new Map(state.learners.map((learner) => [learner.id, learner]));
  world.chats = new Map(state.chats.map((chat) => [chat.id, chat]));
  world.faults = state.faults;
  world.status = { pendingUpdates: state.pendingUpdates, poller: state.poller, webhook: state.webhook };
  emit('learners');
  emit('chats');
  emit('bot');
  emit('faults');
  emit('status');
}

async function loadMessages() {
  const { chatId, viewerId } = world;
  if (viewerId === null) {
    emit('loaded'); // nobody is here yet, and the page says so
    return;
  }
  const list = await api.messages(chatId, viewerId).catch((error) => {
    if (error instanceof api.ApiError && error.status === 404) return /** @type {Message[]} */ ([]); // nobody has written here yet
    throw error;
  });
  if (chatId !== world.chatId || viewerId !== world.viewerId) return; // switched meanwhile; that load follows
  world.messages = new Map(list.map((message) => [message.id, message]));
  emit('loaded');
}

/** @param {ReceivedEvent} event */
function received(event) {
  if (loads > 0) held.push(event);
  else apply(event);
}

/** @type {{ [T in keyof Received]: (event: Received[T]) => void }} */
const APPLY = {
  message({ message }) {
    if (message.chatId === world.chatId) {
      world.messages.set(message.id, message);
      emit('message', message);
    } else if (message.from === 'bot') {
      world.unread.set(message.chatId, (world.unread.get(message.chatId) ?? 0) + 1);
      emit('chats');
    }
  },
  edited({ message }) {
    if (message.chatId !== world.chatId) return;
    if (message.poll) {
      refresh();
      return;
    }
    world.messages.set(message.id, message);
    emit('message', message);
  },
  deleted({ chatId, messageId }) {
    if (chatId !== world.chatId) return;
    world.messages.delete(messageId);
    emit('deleted', messageId);
  },
  poll({ chatId }) {
    if (chatId === world.chatId) refresh();
  },
  typing({ chatId }) { emit('typing', chatId); },
  answer(event) { emit('answer', event); },
  chat({ chat }) {
    world.chats.set(chat.id, chat);
    emit('chats');
  },
  learner({ learner }) {
    world.learners.set(learner.id, learner);
    emit('learners');
  },
  faults({ faults }) {
    world.faults = faults;
    emit('faults');
  },
  status({ pendingUpdates, poller, webhook }) {
    world.status = { pendingUpdates, poller, webhook };
    emit('status');
  },
};

/** @param {ReceivedEvent} event */
function apply(event) {
  // The compiler cannot see that handler and event belong together; a newer emulator may know more events.
  /** @type {((event: any) => void) | undefined} */
  const handler = APPLY[event.type];
  handler?.(event);
}
