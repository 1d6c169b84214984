// The head of the page: a greeting, the streak and today's minutes. Warm in every state: a missed
// day is never mentioned, only what the next step brings.

/** @import { Progress } from '../../types/api.js' */

import { h, icon, progressRole, ring } from './dom.js';
import { day, number, t } from './i18n.js';

/** @param {Progress} progress @param {Date} now */
export function today(progress, now) {
  return h('header', { class: 'head' },
    h('p', { class: 'date' }, day(now)),
    h('h1', { tabindex: '-1' }, t(greetingKey(now.getHours()))),
    h('div', { class: 'today' }, streakTile(progress.streak), goalTile(progress.today)));
}

/** @param {Progress['streak']} streak */
function streakTile({ days, activeToday }) {
  const running = days > 0;
  return h('div', { class: `tile tile-streak${running ? ' is-running' : ''}${activeToday ? ' is-done' : ''}`, 'data-testid': 'streak', role: 'group', 'aria-label': t('streak.label') },
    h('p', { class: 'tile-figure' }, icon('flame'), running && h('span', { class: 'figure' }, number(days))),
    h('p', { class: 'tile-name' }, running ? t('streak.days', { n: days }) : t('streak.none')),
    h('p', { class: 'tile-hint tile-state' }, streakHint(running, activeToday)));
}

/** @param {boolean} running @param {boolean} activeToday */
function streakHint(running, activeToday) {
  if (activeToday) return t('streak.done');
  return running ? t('streak.open') : t('streak.noneHint');
}

/** @param {Progress['today']} today */
function goalTile({ minutes, goal }) {
  const done = Math.floor(minutes);
  const reached = goal > 0 && minutes >= goal;
  const share = goal > 0 ? minutes / goal : 0;
  const progress = progressRole({ label: t('goal.label'), value: done, max: goal, text: t('goal.text', { done, n: goal }) });
  return h('div', { class: `tile tile-goal${reached ? ' is-done' : ''}`, 'data-testid': 'goal' },
    h('div', progress,
      h('p', { class: 'tile-figure' }, ring(share), h('span', { class: 'figure' }, number(done))),
      h('p', { class: 'tile-name' }, reached ? t('goal.minutes', { n: done }) : t('goal.of', { n: goal }))),
    h('p', { class: 'tile-hint tile-state' }, reached ? t('goal.reached') : t('goal.hint')));
}

/** @param {number} hour */
function greetingKey(hour) {
  if (hour >= 5 && hour < 12) return 'greeting.morning';
  if (hour >= 12 && hour < 18) return 'greeting.day';
  if (hour >= 18 && hour < 23) return 'greeting.evening';
  return 'greeting.night';
}
