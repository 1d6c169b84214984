// The panel on the left: learners to switch between, their groups, and the forms that add either.

import * as api from './api.js';
import { avatar, byId, every, fieldOf, h, redraw } from './dom.js';
import { closeDrawer } from './drawers.js';
import { language, onLanguage, setLanguage, t } from './i18n.js';
import { attempt } from './overlay.js';
import { openChat } from './session.js';
import { fullName, groupsOf, learnersOf, onAny, world } from './world.js';

/** Languages a learner's Telegram may be set to: ours, and some that the bot has to find a fallback for. */
const TELEGRAM_LANGUAGES = ['en', 'ru', 'de', 'es', 'pt-br', 'uk', 'zh-hans'];

const addLearner = byId('add-learner', HTMLFormElement);
const addGroup = byId('add-group', HTMLFormElement);

function drawLearners() {
  const entries = [...world.learners.values()].map((learner) => ({
    id: learner.id,
    name: fullName(learner),
    note: [languageName(learner.languageCode), learner.blocked && t('blocked')].filter(Boolean).join(' · '),
    current: learner.id === world.viewerId && world.chatId === world.viewerId,
    unread: world.unread.get(learner.id) ?? 0,
    testid: `learner-switch-${learner.id}`,
  }));
  redraw(byId('learner-list'), [language(), entries], () => entries.map((entry) => person(entry, () => openChat(entry.id))));
}

function drawGroups() {
  const { viewerId } = world;
  const groups = viewerId === null ? [] : groupsOf(viewerId);
  const entries = groups.map((group) => ({
    id: group.id,
    name: group.title,
    note: learnersOf(group.learnerIds).map(fullName).join(', '),
    current: group.id === world.chatId,
    unread: world.unread.get(group.id) ?? 0,
    testid: `group-switch-${group.id}`,
  }));
  redraw(byId('group-list'), [language(), entries, world.learners.size > 0], () => (entries.length === 0 && world.learners.size > 0
    ? [h('p', { class: 'hint' }, t('noGroups'))]
    : entries.map((entry) => person(entry, () => openChat(viewerId, entry.id)))));
  byId('group-disclosure').hidden = world.learners.size === 0;
}

/**
 * @param {{ id: number, name: string, note: string, current: boolean, unread: number, testid: string }} entry
 * @param {() => void} open
 */
function person({ id, name, note, current, unread, testid }, open) {
  const choose = () => {
    open();
    closeDrawer();
  };
  return h('button', { type: 'button', class: 'person', ariaCurrent: current && 'true', dataset: { testid }, onclick: choose },
    avatar(h('span', { class: 'avatar', ariaHidden: 'true' }), id, name),
    h('span', { class: 'person-text' }, h('strong', { dir: 'auto' }, name), h('span', {}, note)),
    unread > 0 && h('span', { class: 'badge', role: 'img', ariaLabel: t('unread', { n: unread }) }, String(unread)));
}

/** "Russian" or "русский", in the language of the page; the code itself when the browser has no name for it. @param {string} code */
function languageName(code) {
  try {
    return new Intl.DisplayNames(language(), { type: 'language' }).of(code) ?? code;
  } catch {
    return code;
  }
}

function drawMembers() {
  const box = byId('group-members');
  const checked = new Set(checkedIn(box));
  const entries = [...world.learners.values()].map((learner) => ({ id: learner.id, name: fullName(learner) }));
  redraw(box, [world.viewerId, entries], () => entries.map(({ id, name }) => h('label', { class: 'member' },
    h('input', { type: 'checkbox', name: 'member', value: String(id), checked: checked.has(id) || id === world.viewerId, dataset: { testid: `member-${id}` } }),
    h('span', { dir: 'auto' }, name))));
}

/** The ids of the learners whose box is ticked. @param {HTMLElement} box */
function checkedIn(box) {
  return every(box, 'input:checked').filter((input) => input instanceof HTMLInputElement).map((input) => Number(input.value));
}

function drawLanguages() {
  const select = fieldOf(addLearner, 'languageCode', HTMLSelectElement);
  const chosen = select.value || language();
  select.replaceChildren(...TELEGRAM_LANGUAGES.map((code) => h('option', { value: code, selected: code === chosen }, `${languageName(code)} (${code})`)));
}

addLearner.addEventListener('submit', async (event) => {
  event.preventDefault();
  const field = fieldOf(addLearner, 'firstName', HTMLInputElement);
  const firstName = field.value.trim();
  if (firstName === '') return;
  const learner = await attempt(api.addLearner({ firstName, languageCode: fieldOf(addLearner, 'languageCode', HTMLSelectElement).value }));
  if (!learner) return;
  field.value = '';
  world.learners.set(learner.id, learner);
  closeDrawer();
  openChat(learner.id);
});

addGroup.addEventListener('submit', async (event) => {
  event.preventDefault();
  const title = fieldOf(addGroup, 'title', HTMLInputElement);
  const members = checkedIn(byId('group-members'));
  const group = await attempt(api.addGroup(title.value.trim(), members));
  if (!group) return;
  title.value = '';
  byId('group-disclosure', HTMLDetailsElement).open = false;
  world.chats.set(group.id, group);
  closeDrawer();
  openChat(members.find((id) => id === world.viewerId) ?? members[0] ?? world.viewerId, group.id);
});

const select = byId('language', HTMLSelectElement);
select.value = language();
select.addEventListener('change', () => setLanguage(select.value));

const draw = () => {
  drawLearners();
  drawGroups();
  drawMembers();
};
onAny(['opened', 'learners', 'chats'], draw);
onLanguage(() => {
  draw();
  drawLanguages();
});
drawLanguages();
