// The emulator's HTTP endpoints, one function each, and its event stream. Keeps no state.

/** A refusal by the emulator (status 400, 404, 409…) or, with status 0, no answer at all. */
export class ApiError extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

async function call(method, path, body) {
  let response;
  try {
    response = await fetch(`/playground/${path}`, {
      method,
      headers: body === undefined ? {} : { 'Content-Type': 'application/json' },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  } catch (cause) {
    throw new ApiError(0, String(cause.message ?? cause));
  }
  const text = await response.text();
  let answer = null;
  try { answer = text === '' ? null : JSON.parse(text); } catch { /* an error page of something in between */ }
  if (!response.ok) throw new ApiError(response.status, answer?.error ?? `${response.status} ${text.slice(0, 200)}`);
  return answer;
}

export const state = (lang) => call('GET', `state?lang=${encodeURIComponent(lang)}`);
export const messages = (chat, viewer) => call('GET', `chats/${chat}/messages?viewer=${viewer}`);
export const send = (chat, message) => call('POST', `chats/${chat}/messages`, message);
export const edit = (chat, id, from, text) => call('PUT', `chats/${chat}/messages/${id}`, { from, text });
export const press = (chat, from, messageId, callbackData) => call('POST', `chats/${chat}/press`, { from, messageId, callbackData });
export const vote = (chat, from, messageId, optionIds) => call('POST', `chats/${chat}/votes`, { from, messageId, optionIds });
export const addLearner = (learner) => call('POST', 'learners', learner);
export const updateLearner = (id, change) => call('PUT', `learners/${id}`, change);
export const webApp = (learner, url, from) => call('POST', `learners/${learner}/webapp`, { url, from, queryId: true });
export const deepLink = (learner, start) => call('POST', `learners/${learner}/deeplink`, { start });
export const addGroup = (title, learnerIds) => call('POST', 'groups', { title, learnerIds });
export const setFaults = (faults) => call('PUT', 'faults', faults);
export const queueUpdate = (update) => call('POST', 'updates', update);

/**
 * Server-sent events for as long as the page lives. `opened` runs on every (re)connection, since what happened in
 * between is lost and has to be loaded again. EventSource reconnects by itself after a dropped connection, but gives
 * up on an HTTP error: then a new one is made.
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
