// The foot of the chat: writing, editing the last message, commands, attachments, START and RESTART, the menu button.

/** @import { MenuButton, Message } from '../../types/playground.js' */

import * as api from './api.js';
import { commandKey, commandsShown, hideCommands, onCommand, showCommands } from './commands.js';
import { byId, every, h, hit, icon, one, redraw } from './dom.js';
import { onLanguage, t } from './i18n.js';
import { lastOwnText } from './log.js';
import { attempt } from './overlay.js';
import { send } from './session.js';
import { chat, emit, on, onAny, viewer, world } from './world.js';

const field = byId('composer', HTMLTextAreaElement);
const form = byId('composer-form');
const menuButton = byId('menu-button');
const commandsButton = byId('commands-button');
const attach = byId('attach');
const attachMenu = byId('attach-menu');

/** @type {Map<number | null, string>} chat id → text that was not sent yet */
const drafts = new Map();
/** @type {number | null} */
let draftOf = null;
/** @type {Message | null} */
let editing = null;
let loaded = false;

form.addEventListener('submit', (event) => {
  event.preventDefault();
  submit();
});

field.addEventListener('keydown', (event) => {
  if (event.isComposing || commandKey(event)) return;
  if (event.key === 'Enter' && !event.shiftKey) {
    event.preventDefault();
    submit();
  } else if (event.key === 'ArrowUp' && field.value === '' && !editing) {
    const message = lastOwnText();
    if (message) {
      event.preventDefault();
      startEditing(message);
    }
  } else if (event.key === 'Escape' && editing) {
    stopEditing();
  }
});

field.addEventListener('input', () => {
  const typed = /^\/([a-z0-9_]*)$/i.exec(field.value);
  if (typed && !editing) showCommands(typed[1]);
  else hideCommands();
  fit();
});

async function submit() {
  const text = field.value.trim();
  if (text === '') return;
  hideCommands();
  const message = editing;
  const { chatId } = world;
  if (message) stopEditing();
  else write('');
  const done = message ? await saveEdit(message, text) : await send({ text });
  if (done) return;
  if (chatId !== world.chatId) drafts.set(chatId, text); // refused: nothing typed is lost
  else if (field.value === '') {
    if (message) startEditing(message);
    write(text);
  }
}

/** @param {Message} message @param {string} text */
async function saveEdit({ chatId, id, text: before }, text) {
  return text === before || (await attempt(api.edit(chatId, id, world.viewerId, text))) !== undefined;
}

/** @param {string} text */
function write(text) {
  field.value = text;
  fit();
}

/** The field grows with its text: by chat.css where the browser can, else by hand. */
function fit() {
  if (!CSS.supports('field-sizing', 'content')) {
    field.style.height = 'auto';
    if (field.scrollHeight > 0) field.style.height = `${field.scrollHeight}px`; // 0 while it is hidden
  }
  form.classList.toggle('filled', field.value.trim() !== '');
}

/** @param {Message} message */
function startEditing(message) {
  editing = message;
  byId('edit-preview').textContent = message.text;
  byId('edit-bar').hidden = false;
  write(message.text);
}

function stopEditing() {
  editing = null;
  byId('edit-bar').hidden = true;
  write('');
  field.focus();
}

byId('edit-cancel').addEventListener('click', stopEditing);

onCommand((text) => {
  write('');
  send({ text });
  field.focus();
});

const toggleCommands = () => {
  if (commandsShown()) hideCommands();
  else showCommands();
  field.focus();
};
commandsButton.addEventListener('click', toggleCommands);
menuButton.addEventListener('click', () => {
  const button = chat()?.menuButton;
  if (button?.type === 'web_app') emit('openMiniApp', { url: button.url, from: 'menu' });
  else toggleCommands();
});

byId('start').addEventListener('click', () => {
  send({ text: '/start' });
  field.focus();
});
byId('restart').addEventListener('click', async () => {
  const { chatId, viewerId } = world; // somebody else's chat may be open when the answer comes
  if ((await attempt(api.updateLearner(viewerId, { blocked: false }))) !== undefined) send({ text: '/start' }, { chatId, viewerId });
});

/** @param {boolean} open */
function setAttachMenu(open) {
  attachMenu.hidden = !open;
  attach.setAttribute('aria-expanded', String(open));
  if (open) one(attachMenu, 'button')?.focus();
}

attach.addEventListener('click', () => setAttachMenu(attachMenu.hidden !== false));
attachMenu.addEventListener('click', (event) => {
  const kind = hit(event, '[data-attach]')?.dataset.attach;
  if (kind === undefined) return;
  setAttachMenu(false);
  send({ [kind]: true });
  field.focus();
});
attachMenu.addEventListener('keydown', (event) => {
  const items = every(attachMenu, 'button');
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step) items.at((items.findIndex((item) => item === document.activeElement) + step) % items.length)?.focus();
  else if (event.key === 'Escape') {
    setAttachMenu(false);
    attach.focus();
  } else return;
  event.preventDefault();
});
document.addEventListener('click', (event) => {
  if (!hit(event, '#attach, #attach-menu')) setAttachMenu(false);
  if (!hit(event, '#commands, #commands-button, #menu-button, #composer')) hideCommands();
});

on('opened', () => {
  if (editing) stopEditing();
  else if (draftOf !== null) drafts.set(draftOf, field.value);
  draftOf = world.chatId;
  write(drafts.get(draftOf) ?? '');
});

function draw() {
  const current = chat();
  const privately = current?.type === 'private';
  const blocked = privately && viewer()?.blocked === true;
  form.hidden = current === null || blocked;
  byId('restart').hidden = !blocked;
  byId('start').hidden = !privately || blocked || !loaded || world.messages.size > 0;
  const hasCommands = (current?.commands ?? []).length > 0;
  commandsButton.hidden = !hasCommands;
  drawMenuButton(privately ? current.menuButton : undefined, hasCommands);
}

/**
 * Telegram's menu button: a Mini App's name, or the list of commands; "default" leaves it to the "/" button.
 * @param {MenuButton | undefined} button
 * @param {boolean} hasCommands
 */
function drawMenuButton(button, hasCommands) {
  const opensApp = button?.type === 'web_app';
  const label = (opensApp && button.text) || t('menu');
  menuButton.hidden = !opensApp && !(button?.type === 'commands' && hasCommands);
  menuButton.setAttribute('aria-label', label); // a narrow screen hides the words while one writes
  menuButton.title = opensApp ? t('openMiniApp') : t('commands');
  if (opensApp) menuButton.removeAttribute('aria-controls');
  else menuButton.setAttribute('aria-controls', 'commands');
  redraw(menuButton, [opensApp, label], () => [icon(opensApp ? 'app' : 'menu'), h('span', {}, label)]);
}

on('opened', () => { loaded = false; });
on('loaded', () => { loaded = true; });
onAny(['opened', 'loaded', 'chats', 'learners', 'message', 'deleted'], draw);
onLanguage(draw);
