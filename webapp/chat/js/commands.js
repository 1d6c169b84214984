// The command menu: the bot's commands for this learner, opened by the "/" button or by typing "/". Arrow keys choose;
// Enter sends the chosen one, and without a choice what was typed.

import { byId, every, h } from './dom.js';
import { on, chat, isGroup, world } from './world.js';

const list = byId('commands');
const composer = byId('composer', HTMLTextAreaElement);
let active = -1;
/** @type {(command: string) => void} */
let choose = () => {};

/** `handler(text)` gets the chosen command, with the bot's name in a group, as Telegram writes it there. @param {(text: string) => void} handler */
export function onCommand(handler) {
  choose = (command) => handler(isGroup() ? `/${command}@${world.bot?.username}` : `/${command}`);
}

export function showCommands(prefix = '') {
  const matching = (chat()?.commands ?? []).filter(({ command }) => command.startsWith(prefix.toLowerCase()));
  list.replaceChildren(...matching.map(({ command, description }, index) => h('li', {
    id: `command-${index}`,
    role: 'option',
    ariaSelected: 'false',
    dataset: { testid: 'command', command },
    onmousedown: (event) => event.preventDefault(), // the composer keeps the focus
    onclick: () => take(command),
  }, h('strong', {}, `/${command}`), h('span', { dir: 'auto' }, description))));
  setOpen(matching.length > 0);
}

export function hideCommands() {
  setOpen(false);
}

export const commandsShown = () => !list.hidden;

/** Keys of the composer while the list is open. Answers true when the key was meant for the list. @param {KeyboardEvent} event */
export function commandKey(event) {
  if (list.hidden) return false;
  const options = every(list, '[role="option"]');
  /** @param {number} index */
  const command = (index) => options[index]?.dataset.command ?? '';
  if (event.key === 'ArrowDown') select((active + 1) % options.length);
  else if (event.key === 'ArrowUp') select((active <= 0 ? options.length : active) - 1);
  else if (event.key === 'Escape') setOpen(false);
  else if (event.key === 'Enter' && active >= 0) take(command(active));
  else if (event.key === 'Tab' && !event.shiftKey) complete(command(Math.max(active, 0)));
  else return false;
  event.preventDefault();
  return true;
}

/** @param {number} index */
function select(index) {
  active = index;
  for (const [at, option] of [...list.children].entries()) {
    option.setAttribute('aria-selected', String(at === index));
    if (at === index) option.scrollIntoView({ block: 'nearest' });
  }
  if (index < 0) composer.removeAttribute('aria-activedescendant');
  else composer.setAttribute('aria-activedescendant', `command-${index}`);
}

/** @param {boolean} open */
function setOpen(open) {
  list.hidden = !open;
  select(-1);
  for (const id of ['commands-button', 'menu-button']) {
    if (byId(id).getAttribute('aria-controls') === 'commands') byId(id).setAttribute('aria-expanded', String(open));
  }
}

/** @param {string} command */
function take(command) {
  setOpen(false);
  choose(command);
}

/** @param {string} command */
function complete(command) {
  composer.value = `/${command} `;
  composer.dispatchEvent(new Event('input'));
}

on('opened', hideCommands);
