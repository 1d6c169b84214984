// What can be said about one lesson: its state in words and as a mark. Shared by the list and the
// sheet, so that both always say the same. Draws no page.

/** @import { Lesson } from '../../types/api.js' */

import { h, icon, ring } from './dom.js';
import { duration, percent, t } from './i18n.js';

/** Where the learner stands, in a few words. @param {Lesson} lesson */
export function stateWords(lesson) {
  switch (lesson.state) {
    case 'completed':
      return lesson.bestScore === null ? t('lesson.completed') : t('lesson.completedWith', { score: percent(lesson.bestScore) });
    case 'testedOut':
      return t('lesson.testedOut');
    case 'started':
      return positionWords(lesson);
    case 'open':
      return t('lesson.open');
    default:
      return t('lesson.locked');
  }
}

/**
 * The same, but a locked lesson names what comes first: the list has no other place for it.
 * @param {Lesson} lesson
 */
function stateLine(lesson) {
  const missing = missingLessons(lesson);
  const [first, ...more] = missing;
  if (lesson.state !== 'locked' || first === undefined) return stateWords(lesson);
  return more.length === 0
    ? t('lesson.after', { title: first.title })
    : t('lesson.afterMore', { title: first.title, n: more.length });
}

/** `6 min · Screen 3 of 8` @param {Lesson} lesson */
export function metaLine(lesson) {
  return `${duration(lesson.minutes)} · ${stateLine(lesson)}`;
}

/** @param {Lesson} lesson */
export function missingLessons(lesson) {
  return (lesson.requires ?? []).filter((required) => !required.completed);
}

/** The round mark before a lesson: a tick, a part of a ring, a start sign or a lock. @param {Lesson} lesson */
export function stateMark(lesson) {
  const { state } = lesson;
  const mark = h('span', { class: `mark mark-${state}` });
  if (state === 'completed' || state === 'testedOut') mark.append(icon('check'));
  if (state === 'started') mark.append(ring(lesson.screens > 0 ? lesson.screen / (lesson.screens + (lesson.questions > 0 ? 1 : 0)) : 0.1));
  if (state === 'open') mark.append(icon('play'));
  if (state === 'locked') mark.append(icon('lock'));
  return mark;
}

/** @param {Lesson} lesson */
function positionWords(lesson) {
  if (lesson.screen >= lesson.screens && lesson.questions > 0) return t('lesson.quizNext');
  if (lesson.screen > 0) return t('position.screen', { screen: lesson.screen, n: lesson.screens });
  return t('lesson.started');
}
