// The command menu: the bot's commands for this learner, opened by the "/" button or by typing "/". Arrow keys choose;
// Enter sends the chosen one, and without a choice what was typed.

import { byId, h } from './dom.js';
import { on, chat, isGroup, world } from './world.js';

const list = byId('commands');
const composer = byId('composer');
let active = -1;
let choose = () => {};

/** `handler(text)` gets the chosen command, with the bot's name in a group, as Telegram writes it there. */
export function onCommand(handler) {
  choose = (command) => handler(isGroup() ? `/${command}@${world.bot.username}` : `/${command}`);
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

/** Keys of the composer while the list is open. Answers true when the key was meant for the list. */
export function commandKey(event) {
  if (list.hidden) return false;
  const options = [...list.children];
  if (event.key === 'ArrowDown') select((active + 1) % options.length);
  else if (event.key === 'ArrowUp') select((active <= 0 ? options.length : active) - 1);
  else if (event.key === 'Escape') setOpen(false);
  else if (event.key === 'Enter' && active >= 0) take(options[active].dataset.command);
  else if (event.key === 'Tab' && !event.shiftKey) complete(options[Math.max(active, 0)].dataset.command);
  else return false;
  event.preventDefault();
  return true;
}

function select(index) {
  active = index;
  for (const [at, option] of [...list.children].entries()) {
    option.setAttribute('aria-selected', String(at === index));
    if (at === index) option.scrollIntoView({ block: 'nearest' });
  }
  if (index < 0) composer.removeAttribute('aria-activedescendant');
  else composer.setAttribute('aria-activedescendant', `command-${index}`);
}

function setOpen(open) {
  list.hidden = !open;
  select(-1);
  for (const id of ['commands-button', 'menu-button']) {
    if (byId(id).getAttribute('aria-controls') === 'commands') byId(id).setAttribute('aria-expanded', String(open));
  }
}

function take(command) {
  setOpen(false);
  choose(command);
}

function complete(command) {
  composer.value = `/${command} `;
  composer.dispatchEvent(new Event('input'));
}

on('opened', hideCommands);
