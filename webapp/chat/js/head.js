// The bar over the chat: who one talks to, and what the other side is doing.

import { avatar, byId, h, icon } from './dom.js';
import { onLanguage, t } from './i18n.js';
import { fullName, on, world } from './world.js';

const TYPING_MS = 5000; // Telegram shows one sendChatAction for five seconds, or until a message comes
let typingIn = null;
let timer;

function draw() {
  const current = world.chats.get(world.chatId);
  const group = current?.type === 'group';
  const name = group ? current.title : world.bot?.name ?? '';
  byId('chat-name').textContent = name;
  const disc = avatar(byId('chat-avatar'), group ? current.id : 5, name);
  if (!group) disc.replaceChildren(icon('cap'));
  const subtitle = byId('chat-subtitle');
  const typing = typingIn !== null && typingIn === world.chatId;
  subtitle.classList.toggle('typing', world.online && typing);
  if (!world.online) subtitle.textContent = t('connecting');
  else if (typing) subtitle.replaceChildren(t('typing'), h('span', { class: 'dots', ariaHidden: 'true' }, h('i'), h('i'), h('i')));
  else subtitle.textContent = group ? members(current) : t('bot');
}

function members(group) {
  return [...group.learnerIds.map((id) => world.learners.get(id)).filter(Boolean).map(fullName), world.bot?.name].filter(Boolean).join(', ');
}

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
on('bot chats learners online', draw);
onLanguage(draw);
