// The academy's REST API as this page uses it. Holds the session token in memory only, renews it
// once when it has expired, and turns every failure into an `ApiError` with words for people.
// Knows nothing of what is drawn. Start at `createApi`.

/** @import { Act, Course, Device, DialogueKind, Interviews, Progress, Reviews, Screen, Session, User } from '../../types/api.js' */

// import.meta.url keeps it right behind a proxy that adds a path of its own.
const ROOT = new URL('../../api/v2/', import.meta.url);
const TIMEOUT_MS = 20_000;
const LONGEST_WAIT_S = 30;
const COURSES_PER_PAGE = 50;
const MOST_PAGES = 20;

/**
 * `kind` is what the page does differently: 'launch' (Telegram must open the page anew), 'signedOut' (so, too, because
 * somebody has signed out here), 'stranger' (the bot has not met them yet), 'offline', 'timeout', 'busy' (429, `retryAfter` in seconds or null), 'problem' (all the rest). `current` is what
 * is there instead, if the server says so.
 * @typedef {'busy' | 'launch' | 'offline' | 'problem' | 'signedOut' | 'stranger' | 'timeout'} ErrorKind
 * @typedef {object} Said
 * @property {number} status
 * @property {string} type
 * @property {string} title
 * @property {string} detail
 * @property {string} requestId
 * @property {number | null} retryAfter
 * @property {Screen | null} current
 */
export class ApiError extends Error {
  /** @param {ErrorKind} kind @param {Partial<Said>} said */
  constructor(kind, { status = 0, type = '', title = '', detail = '', requestId = '', retryAfter = null, current = null } = {}) {
    super(detail || title || kind);
    this.kind = kind;
    this.status = status;
    this.type = type;
    this.title = title;
    this.detail = detail;
    this.requestId = requestId;
    this.retryAfter = retryAfter;
    this.current = current;
  }
}

/** Must Telegram open the page anew? @param {unknown} error */
export function isOver(error) {
  return error instanceof ApiError && (error.kind === 'launch' || error.kind === 'signedOut');
}

/** @typedef {ReturnType<typeof createApi>} Api */

/**
 * `onSession(session)` is called at each log-in, `onWait(seconds)` before a wait that a 429 asks for.
 * @param {object} page
 * @param {string} page.initData
 * @param {string} page.platform what Telegram's client calls itself
 * @param {() => string} page.language
 * @param {(session: Session) => void} page.onSession
 * @param {(seconds: number) => void} page.onWait
 */
export function createApi({ initData, platform, language, onSession, onWait }) {
  /** @type {string | null} */
  let token = null;
  /** @type {Promise<void> | null} */
  let loggingIn = null;

  async function logIn() {
    const timeZone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    try {
      const { data } = await send('POST', 'session', { initData, ...(platform && { platform }), ...(timeZone && { timeZone }) });
      token = data.token;
      onSession(data);
    } catch (error) {
      if (error instanceof ApiError && error.type.endsWith('/signed-out')) throw new ApiError('signedOut', error);
      if (isRefused(error, 404)) throw new ApiError('stranger', error);
      throw isRefused(error, 400, 401) ? new ApiError('launch', error) : error;
    }
  }

  /** Several calls may find the token expired at once; one log-in serves them all. @param {string | null} expired */
  function renew(expired) {
    if (token !== expired) return Promise.resolve();
    loggingIn ??= logIn().finally(() => { loggingIn = null; });
    return loggingIn;
  }

  /**
   * With a `key` it may be sent again: it counts once.
   * @param {string} method
   * @param {string} path
   * @param {object} [body]
   * @param {string} [key]
   */
  async function call(method, path, body, key) {
    if (token === null) await renew(null);
    const used = token;
    try {
      return await send(method, path, body, used, key);
    } catch (error) {
      if (!isRefused(error, 401)) throw error;
    }
    await renew(used);
    try {
      return await send(method, path, body, token, key);
    } catch (error) {
      throw isRefused(error, 401) ? new ApiError('launch', error) : error;
    }
  }

  /**
   * @param {string} method
   * @param {string} path
   * @param {object} [body]
   * @param {string | null} [bearer]
   * @param {string} [key]
   * @returns {Promise<Content>}
   */
  async function send(method, path, body, bearer, key, mayWait = method === 'GET' || Boolean(key)) {
    const response = await request(method, path, body, bearer, key);
    const content = await readJson(response);
    if (response.ok && content !== null) return content;
    const retryAfter = response.status === 429 ? seconds(response.headers.get('Retry-After')) : null;
    if (mayWait && retryAfter !== null && retryAfter <= LONGEST_WAIT_S) {
      onWait(retryAfter);
      await new Promise((resume) => { setTimeout(resume, retryAfter * 1000); });
      return send(method, path, body, bearer, key, false);
    }
    throw problem(response, content, retryAfter);
  }

  /**
   * @param {string} method
   * @param {string} path
   * @param {object} [body]
   * @param {string | null} [bearer]
   * @param {string} [key]
   */
  async function request(method, path, body, bearer, key) {
    const abort = new AbortController();
    const timer = setTimeout(() => abort.abort(), TIMEOUT_MS);
    try {
      return await fetch(new URL(path, ROOT), {
        method,
        signal: abort.signal,
        cache: 'no-store',
        credentials: 'omit',
        headers: {
          Accept: 'application/json, application/problem+json',
          'Accept-Language': language(),
          ...(bearer && { Authorization: `Bearer ${bearer}` }),
          ...(key && { 'Idempotency-Key': key }),
          ...(body && { 'Content-Type': 'application/json' }),
        },
        body: body ? JSON.stringify(body) : null,
      });
    } catch {
      throw new ApiError(abort.signal.aborted ? 'timeout' : 'offline');
    } finally {
      clearTimeout(timer);
    }
  }

  /** @param {string | null} after @param {string | null} bearer @param {AbortSignal} signal */
  function follow(after, bearer, signal) {
    return fetch(new URL('events', ROOT), {
      signal,
      cache: 'no-store',
      credentials: 'omit',
      headers: { Accept: 'text/event-stream', Authorization: `Bearer ${bearer}`, ...(after && { 'Last-Event-ID': after }) },
    });
  }

  return {
    /**
     * What happens to the learner, after an event or from now on, until the signal aborts it.
     * @param {string | null} after
     * @param {AbortSignal} signal
     */
    async events(after, signal) {
      if (token === null) await renew(null);
      const used = token;
      let response = await follow(after, used, signal);
      if (response.status === 401) {
        await renew(used);
        response = await follow(after, token, signal);
      }
      if (response.ok && response.body) return response.body;
      const error = problem(response, await readJson(response), seconds(response.headers.get('Retry-After')));
      throw error.status === 401 ? new ApiError('launch', error) : error;
    },
    /** @type {() => Promise<User>} */
    me: async () => (await call('GET', 'users/me')).data,
    /** @type {() => Promise<Progress>} */
    progress: async () => (await call('GET', 'users/me/progress')).data,
    /** @type {() => Promise<Device[]>} */
    devices: async () => (await call('GET', 'users/me/sessions')).data,
    /** @param {string} id */
    endSession: async (id) => { await call('DELETE', `users/me/sessions/${encodeURIComponent(id)}`); },
    endSessions: async () => { await call('DELETE', 'users/me/sessions'); },
    /** @type {() => Promise<Reviews>} */
    reviews: async () => (await call('GET', 'users/me/reviews')).data,
    /** @type {() => Promise<Interviews>} */
    interviews: async () => (await call('GET', 'users/me/interviews')).data,
    /** @type {() => Promise<Screen>} */
    beginReview: async () => (await call('POST', 'users/me/reviews')).data,
    /** @type {(kind: DialogueKind, id: string) => Promise<Screen>} */
    screen: async (kind, id) => (await call('GET', `${kind}s/${encodeURIComponent(id)}`)).data,
    /** @type {(kind: DialogueKind, id: string, what: Act, key: string) => Promise<Screen>} */
    answer: async (kind, id, what, key) => (await call('POST', `${kind}s/${encodeURIComponent(id)}/answers`, what, key)).data,
    async courses() {
      /** @type {Course[]} */
      const all = [];
      for (let page = 1; page <= MOST_PAGES; page += 1) {
        const { data, pagination } = await call('GET', `users/me/courses?page=${page}&limit=${COURSES_PER_PAGE}`);
        all.push(...data);
        if (!pagination?.hasNext) break;
      }
      return all;
    },
  };
}

/** @typedef {Record<string, any>} Content a JSON object of the server's */

/** @param {unknown} error @param {number[]} statuses @returns {error is ApiError} */
function isRefused(error, ...statuses) {
  return error instanceof ApiError && statuses.includes(error.status);
}

/** @param {Response} response @param {Content | null} content @param {number | null} retryAfter */
function problem(response, content, retryAfter) {
  /** @param {string} field */
  const said = (field) => (typeof content?.[field] === 'string' ? content[field] : '');
  return new ApiError(response.status === 429 ? 'busy' : 'problem', {
    status: response.status,
    type: said('type'),
    title: said('title'),
    detail: said('detail'),
    requestId: said('requestId') || (content?.meta?.requestId ?? ''),
    retryAfter,
    current: content?.current ?? null,
  });
}

/** @param {Response} response @returns {Promise<Content | null>} */
async function readJson(response) {
  try {
    const content = await response.json();
    return content !== null && typeof content === 'object' ? content : null;
  } catch {
    return null;
  }
}

/** Retry-After is a number of seconds or a date; null when it is neither. @param {string | null} header */
function seconds(header) {
  if (!header) return null;
  if (/^\d+$/.test(header.trim())) return Number(header);
  const until = Date.parse(header);
  return Number.isNaN(until) ? null : Math.max(0, Math.ceil((until - Date.now()) / 1000));
}
