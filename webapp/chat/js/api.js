// The emulator's HTTP endpoints, one function each, and its event stream. Keeps no state.

/** @import { AppRequest, Chat, Faults, Learner, Message, ReceivedEvent, Sent, State } from '../../types/playground.js' */

/** A refusal by the emulator (status 400, 404, 409…) or, with status 0, no answer at all. */
export class ApiError extends Error {
  /** @param {number} status @param {string} message */
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

/** @param {string} method @param {string} path @param {object} [body] @returns {Promise<any>} */
async function call(method, path, body) {
  /** @type {Response} */
  let response;
  try {
    response = await fetch(`/playground/${path}`, {
      method,
      headers: body === undefined ? {} : { 'Content-Type': 'application/json' },
      body: body === undefined ? null : JSON.stringify(body),
    });
  } catch (cause) {
    throw new ApiError(0, cause instanceof Error ? cause.message : String(cause));
  }
  const text = await response.text();
  let answer = null;
  try { answer = text === '' ? null : JSON.parse(text); } catch { /* an error page of something in between */ }
  if (!response.ok) throw new ApiError(response.status, answer?.error ?? `${response.status} ${text.slice(0, 200)}`);
  return answer;
}

/** @type {(lang: string) => Promise<State>} */
export const state = (lang) => call('GET', `state?lang=${encodeURIComponent(lang)}`);
/** @type {(chat: number | null, viewer: number) => Promise<Message[]>} */
export const messages = (chat, viewer) => call('GET', `chats/${chat}/messages?viewer=${viewer}`);
/** @type {(chat: number | null, message: Sent & { from: number | null }) => Promise<Message>} */
export const send = (chat, message) => call('POST', `chats/${chat}/messages`, message);
/** @type {(chat: number, id: number, from: number | null, text: string) => Promise<Message>} */
export const edit = (chat, id, from, text) => call('PUT', `chats/${chat}/messages/${id}`, { from, text });
/** @type {(chat: number, from: number | null, messageId: number, callbackData: string) => Promise<{ callbackQueryId: string }>} */
export const press = (chat, from, messageId, callbackData) => call('POST', `chats/${chat}/press`, { from, messageId, callbackData });
/** @type {(chat: number, from: number | null, messageId: number, optionIds: number[]) => Promise<unknown>} */
export const vote = (chat, from, messageId, optionIds) => call('POST', `chats/${chat}/votes`, { from, messageId, optionIds });
/** @type {(learner: Pick<Learner, 'firstName' | 'languageCode'>) => Promise<Learner>} */
export const addLearner = (learner) => call('POST', 'learners', learner);
/** @type {(id: number | null, change: Partial<Learner>) => Promise<Learner>} */
export const updateLearner = (id, change) => call('PUT', `learners/${id}`, change);
/** @type {(learner: number | null, url: string, from: AppRequest['from']) => Promise<{ url: string }>} */
export const webApp = (learner, url, from) => call('POST', `learners/${learner}/webapp`, { url, from, queryId: true });
/** @type {(learner: number | null, start: string) => Promise<unknown>} */
export const deepLink = (learner, start) => call('POST', `learners/${learner}/deeplink`, { start });
/** @type {(title: string, learnerIds: number[]) => Promise<Chat>} */
export const addGroup = (title, learnerIds) => call('POST', 'groups', { title, learnerIds });
/** @type {(faults: Partial<Faults>) => Promise<Faults>} */
export const setFaults = (faults) => call('PUT', 'faults', faults);
/** @type {(update: object) => Promise<unknown>} */
export const queueUpdate = (update) => call('POST', 'updates', update);

/**
 * Server-sent events for as long as the page lives. `opened` runs on every (re)connection, since what happened in
 * between is lost and has to be loaded again. EventSource reconnects by itself after a dropped connection, but gives
 * up on an HTTP error: then a new one is made.
 * @param {{ opened: () => void, received: (event: ReceivedEvent) => void, lost: () => void }} listener
 */
export function events({ opened, received, lost }) {
  const source = new EventSource('/playground/events');
  source.onopen = opened;
  source.onmessage = (event) => received(JSON.parse(event.data));
  source.onerror = () => {
    lost();
    if (source.readyState === EventSource.CLOSED) setTimeout(() => events({ opened, received, lost }), 2000);
  };
}
