// The bar over the chat: who one talks to, and what the other side is doing.

/** @import { Chat } from '../../types/playground.js' */

import { avatar, byId, h, icon } from './dom.js';
import { onLanguage, t } from './i18n.js';
import { fullName, learnersOf, on, onAny, world } from './world.js';

const TYPING_MS = 5000; // Telegram shows one sendChatAction for five seconds, or until a message comes
/** @type {number | null} */
let typingIn = null;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;

function draw() {
  const current = world.chatId === null ? undefined : world.chats.get(world.chatId);
  const group = current?.type === 'group' ? current : null;
  const name = group?.title ?? world.bot?.name ?? '';
  byId('chat-name').textContent = name;
  const disc = avatar(byId('chat-avatar'), group?.id ?? 5, name);
  if (!group) disc.replaceChildren(icon('cap'));
  const subtitle = byId('chat-subtitle');
  const typing = typingIn !== null && typingIn === world.chatId;
  subtitle.classList.toggle('typing', world.online && typing);
  if (!world.online) subtitle.textContent = t('connecting');
  else if (typing) subtitle.replaceChildren(t('typing'), h('span', { class: 'dots', ariaHidden: 'true' }, h('i'), h('i'), h('i')));
  else subtitle.textContent = group ? members(group) : t('bot');
}

/** @param {Chat} group */
function members(group) {
  return [...learnersOf(group.learnerIds).map(fullName), world.bot?.name].filter(Boolean).join(', ');
}

/** @param {number | null} chatId */
function setTyping(chatId) {
  clearTimeout(timer);
  typingIn = chatId;
  if (chatId !== null) timer = setTimeout(() => setTyping(null), TYPING_MS);
  draw();
}

on('typing', setTyping);
on('message', (message) => {
  if (message.from === 'bot') setTyping(null);
});
on('opened', () => setTyping(null));
onAny(['bot', 'chats', 'learners', 'online'], draw);
onLanguage(draw);
