// What the page knows, in one place, and who wants to hear when it changes. No DOM, no network.
// session.js writes here; everything that draws listens.

export const world = {
  bot: null,
  learners: new Map(),
  chats: new Map(),
  faults: {},
  status: { pendingUpdates: 0, poller: false, webhook: null },
  online: false,
  viewerId: null,
  chatId: null,
  /** messages of the open chat by id */
  messages: new Map(),
  /** chat id → how many messages came while it was not open */
  unread: new Map(),
};

const bus = new EventTarget();

/**
 * Topics: bot, learners, chats, opened (another chat or viewer is shown), message, deleted, loaded (messages came from
 * the server), typing, answer, faults, status, online, openMiniApp, settled (a press is over).
 */
export const on = (topics, listener) => {
  for (const topic of topics.split(' ')) bus.addEventListener(topic, (event) => listener(event.detail));
};
export const emit = (topic, detail) => bus.dispatchEvent(new CustomEvent(topic, { detail }));

export const viewer = () => world.learners.get(world.viewerId) ?? null;

/** The open chat. A learner who never wrote has no chat on the server yet: an empty one stands in. */
export function chat() {
  if (world.chatId === null) return null;
  return world.chats.get(world.chatId) ?? {
    id: world.chatId, type: 'private', title: '', learnerIds: [world.viewerId], typing: false, menuButton: { type: 'default' }, commands: [],
  };
}

export const isGroup = () => chat()?.type === 'group';
export const fullName = (learner) => [learner.firstName, learner.lastName].filter(Boolean).join(' ');
export const groupsOf = (learnerId) => [...world.chats.values()].filter((each) => each.type === 'group' && each.learnerIds.includes(learnerId));
export const isOwn = (message) => message.from === world.viewerId;
