// What the page knows, in one place, and who wants to hear when it changes. No DOM, no network.
// session.js writes here; everything that draws listens.

/** @import { Chat, Learner, Message, Topics, World } from '../../types/playground.js' */

/** @type {World} */
export const world = {
  bot: null,
  learners: new Map(),
  chats: new Map(),
  faults: { deliverTwice: false, reorder: false, sendStatus: 0, retryAfter: 0, dropAfterWork: false },
  status: { pendingUpdates: 0, poller: false, webhook: null },
  online: false,
  viewerId: null,
  chatId: null,
  messages: new Map(),
  unread: new Map(),
};

const bus = new EventTarget();

/**
 * Listens to one topic. `opened`: another chat or viewer is shown; `loaded`: messages came from the server.
 * @template {keyof Topics} T
 * @param {T} topic
 * @param {(detail: Topics[T]) => void} listener
 */
export const on = (topic, listener) => {
  bus.addEventListener(topic, (event) => listener(/** @type {CustomEvent} */ (event).detail));
};

/** For who draws anew whatever it was that happened. @param {(keyof Topics)[]} topics @param {() => void} listener */
export const onAny = (topics, listener) => {
  for (const topic of topics) on(topic, () => listener());
};

/**
 * @template {keyof Topics} T
 * @param {T} topic
 * @param {Topics[T] extends undefined ? [] : [detail: Topics[T]]} detail
 */
export const emit = (topic, ...detail) => bus.dispatchEvent(new CustomEvent(topic, { detail: detail[0] }));

/** Through whose eyes the page looks. */
export const viewer = () => (world.viewerId === null ? null : world.learners.get(world.viewerId) ?? null);

/** The open chat. A learner who never wrote has no chat on the server yet: an empty one stands in. @returns {Chat | null} */
export function chat() {
  if (world.chatId === null) return null;
  return world.chats.get(world.chatId) ?? {
    id: world.chatId, type: 'private', title: '', learnerIds: world.viewerId === null ? [] : [world.viewerId], menuButton: { type: 'default' }, commands: [],
  };
}

export const isGroup = () => chat()?.type === 'group';
/** @param {Learner} learner */
export const fullName = (learner) => [learner.firstName, learner.lastName].filter(Boolean).join(' ');
/** @param {number} learnerId */
export const groupsOf = (learnerId) => [...world.chats.values()].filter((each) => each.type === 'group' && each.learnerIds.includes(learnerId));
/** @param {number[]} ids */
export const learnersOf = (ids) => ids.map((id) => world.learners.get(id)).filter((learner) => learner !== undefined);
/** @param {Message} message */
export const isOwn = (message) => message.from === world.viewerId;
