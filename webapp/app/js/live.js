// What happens to the learner elsewhere, in the chat or on another device, as it happens: a stream of Server-Sent Events,
// read with `fetch`, as an EventSource cannot send the session. It comes back by its last id, so nothing is missed, and it
// pauses while the page is hidden. Draws nothing. Start at `createLive`.

/** @import { Happened } from '../../types/api.js' */
/** @import { Api } from './api.js' */

import { ApiError, isOver } from './api.js';

/** A stream that is silent for longer than two heart-beats is dead, whatever the network says. */
const SILENCE_MS = 40_000;
/** One that lasted so long was a good one, however it ended. */
const GOOD_MS = 10_000;
const FIRST_PAUSE_MS = 250;
const LAST_PAUSE_MS = 30_000;

/**
 * `onEvent(event)` is called for each event; for null something may have been missed. `onOver(error)`: the session is over.
 * @param {object} page
 * @param {Api} page.api
 * @param {(event: Happened | null) => void} page.onEvent
 * @param {(error: unknown) => void} page.onOver
 */
export function createLive({ api, onEvent, onOver }) {
  let wanted = false;
  /** @type {string | null} the id of the last event that came */
  let last = null;
  /** @type {AbortController | null} of the stream that is open, or of the pause before it */
  let running = null;
  /** Streams in a row that did not last. */
  let failures = 0;

  /** What happens after that event is wanted, unless the page knows a later one. @param {string} id */
  function since(id) {
    last ??= id;
  }

  function start() {
    wanted = true;
    if (document.visibilityState !== 'hidden' && running === null) follow();
  }

  function stop() {
    wanted = false;
    last = null;
    pause();
  }

  function pause() {
    running?.abort();
    running = null;
  }

  /** One stream after the other, until it is aborted. */
  async function follow() {
    const abort = new AbortController();
    running = abort;
    while (!abort.signal.aborted) {
      const begun = Date.now();
      const problem = await read(abort.signal).catch((error) => error);
      if (abort.signal.aborted) return;
      if (isOver(problem)) {
        stop();
        onOver(problem);
        return;
      }
      // Nobody knows the id any more: what the page shows is loaded anew, and the stream begins now.
      if (problem instanceof ApiError && problem.status === 400) {
        last = null;
        onEvent(null);
      }
      failures = Date.now() - begun > GOOD_MS ? 0 : failures + 1;
      // Streams end by themselves now and then, and many at once when a server stops.
      await rest(retryAfter(problem) ?? Math.min(FIRST_PAUSE_MS * 2 ** failures, LAST_PAUSE_MS), abort.signal);
    }
  }

  /** Until the stream ends. @param {AbortSignal} signal */
  async function read(signal) {
    const once = new AbortController();
    const end = () => once.abort();
    signal.addEventListener('abort', end, { once: true });
    let timer = setTimeout(end, SILENCE_MS);
    try {
      const body = await api.events(last, once.signal);
      const reader = body.pipeThrough(new TextDecoderStream()).getReader();
      let text = '';
      for (;;) {
        const { done, value } = await reader.read();
        if (done) return;
        clearTimeout(timer);
        timer = setTimeout(end, SILENCE_MS);
        const blocks = (text + value).split('\n\n');
        text = blocks.pop() ?? '';
        for (const block of blocks) take(block);
      }
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
    }
  }

  /** @param {string} block */
  function take(block) {
    /** @type {Record<string, string>} */
    const fields = {};
    for (const line of block.split('\n')) {
      const colon = line.indexOf(':');
      if (colon > 0) fields[line.slice(0, colon)] = line.slice(colon + 1).trimStart();
    }
    if (fields.id) last = fields.id;
    if (fields.data && fields.event !== 'ready') onEvent(JSON.parse(fields.data));
  }

  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden') pause();
    else if (wanted && running === null) follow();
  });
  // Whoever is back in the network does not wait for the next try.
  window.addEventListener('online', () => {
    if (!wanted || running === null) return;
    pause();
    follow();
  });

  return { since, start, stop };
}

/** A while, more or less, or less if it is aborted. @param {number} ms @param {AbortSignal} signal */
function rest(ms, signal) {
  return new Promise((resume) => {
    const timer = setTimeout(resume, ms * (0.5 + Math.random()));
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resume(undefined);
    }, { once: true });
  });
}

/** In milliseconds. @param {unknown} error */
function retryAfter(error) {
  return error instanceof ApiError && error.retryAfter !== null ? error.retryAfter * 1000 : null;
}
