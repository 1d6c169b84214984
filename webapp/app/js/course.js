// A course: how far the learner is, the one button that leads on, and the modules with their
// lessons. Decides nothing about states: they come from the server.

/** @import { Course, Current, Lesson } from '../../types/api.js' */

import { bar, chatLink, h, icon } from './dom.js';
import { duration, t } from './i18n.js';
import { metaLine, stateMark } from './lesson.js';

/**
 * `current` is where the learner stands, given to the course that holds it, else null.
 * @param {Course} course
 * @param {object} place
 * @param {Current | null} place.current
 * @param {boolean} place.isFirst
 * @param {(attemptId: string) => void} place.onAttempt
 * @param {OnLesson} place.onLesson
 */
export function courseSection(course, { current, isFirst, onAttempt, onLesson }) {
  const heading = `course-${course.id}`;
  return h('section', { class: 'course', 'data-testid': 'course', 'data-course': course.id, 'aria-labelledby': heading },
    h('div', { class: 'card course-card' },
      h('h2', { id: heading, class: 'course-title', tabindex: '-1' }, course.title),
      course.enrolled || course.completedLessons > 0
        ? begunBody(course, current, isFirst, onAttempt)
        : offerBody(course, onAttempt)),
    course.enrolled || isFirst
      ? modules(course, onLesson)
      : h('details', { class: 'programme' },
        h('summary', {}, t('course.programme')),
        modules(course, onLesson)));
}

/** @typedef {(lessonId: string) => void} OnLesson */
/** @typedef {Pick<Lesson, 'title' | 'screen' | 'screens' | 'chatLink'> & Partial<Lesson & Current>} Place a lesson, or where the learner stands in it */

/** @param {Course} course @param {Current | null} current @param {boolean} isFirst @param {(attemptId: string) => void} onAttempt */
function begunBody(course, current, isFirst, onAttempt) {
  const count = t('course.count', { done: course.completedLessons, n: course.totalLessons });
  const finished = course.totalLessons > 0 && course.completedLessons >= course.totalLessons;
  return [
    bar({ label: t('course.progress'), value: course.completedLessons, max: course.totalLessons, text: count }),
    h('p', { class: 'course-count' }, count),
    finished && h('p', { class: 'course-finished' }, icon('check'), t('course.finished')),
    isFirst && continueButton(course, current, onAttempt),
  ];
}

/**
 * An open quiz goes on right here, everything else in the chat.
 * @param {Course} course
 * @param {Current | null} current
 * @param {(attemptId: string) => void} onAttempt
 */
function continueButton(course, current, onAttempt) {
  /** @type {Place | undefined} */
  const next = current ?? nextLesson(course);
  if (!next) return null;
  const lesson = lessonsOf(course).find((candidate) => candidate.id === next.lessonId) ?? next;
  const { attemptId } = next;
  const isQuiz = Boolean(attemptId);
  const begun = next.screen > 0 || next.kind === 'quiz' ? 'continue' : 'start';
  const words = [
    h('span', { class: 'button-verb' }, t(isQuiz ? 'continue.quiz' : begun)),
    ' ',
    h('span', { class: 'button-what' },
      h('span', { class: 'button-lesson' }, next.title),
      ' ',
      h('span', { class: 'button-position' }, position(next, lesson))),
  ];
  const attributes = { class: 'button button-tall', 'data-testid': 'continue' };
  if (!attemptId) return chatLink(next.chatLink, attributes, ...words);
  return [
    h('button', { type: 'button', ...attributes, onclick: () => onAttempt(attemptId) }, ...words),
    chatLink(next.chatLink, { class: 'button button-quiet', 'data-testid': 'continue-in-chat' }, t('openInChat')),
  ];
}

/**
 * Between two lessons there is no position; the next lesson that may be begun takes its place.
 * @param {Course} course
 */
function nextLesson(course) {
  const lessons = lessonsOf(course);
  return lessons.find((lesson) => lesson.state === 'started') ?? lessons.find((lesson) => lesson.state === 'open');
}

/** @param {Course} course */
function lessonsOf(course) {
  return course.modules.flatMap((module) => module.lessons);
}

/**
 * Where pressing it leads; after the last screen only the quiz is left, as the list below says too.
 * @param {Place} next
 * @param {Place} lesson
 */
function position(next, lesson) {
  if (next.kind === 'quiz' && next.questions) {
    return next.question
      ? t('position.question', { question: next.question, n: next.questions })
      : t('position.quiz', { n: next.questions });
  }
  if (next.screen >= next.screens && lesson.questions) return t('lesson.quizNext');
  if (next.screen > 0) return t('position.screen', { screen: next.screen, n: next.screens });
  return next.minutes ? duration(next.minutes) : t('position.screens', { n: next.screens });
}

/** A course that is not begun: it begins with its first lesson, as in the chat. @param {Course} course @param {(attemptId: string) => void} onAttempt */
function offerBody(course, onAttempt) {
  const minutes = lessonsOf(course).reduce((sum, lesson) => sum + lesson.minutes, 0);
  return [
    course.summary && h('p', { class: 'course-summary' }, course.summary),
    h('p', { class: 'course-count' }, [t('course.lessons', { n: course.totalLessons }), minutes > 0 && duration(minutes)].filter(Boolean).join(' · ')),
    continueButton(course, null, onAttempt),
  ];
}

/** @param {Course} course @param {OnLesson} onLesson */
function modules(course, onLesson) {
  return h('div', { class: 'modules' }, course.modules.map((module) => {
    const heading = `module-${course.id}-${module.id}`;
    const done = module.lessons.filter((lesson) => lesson.state === 'completed' || lesson.state === 'testedOut').length;
    const count = t('module.count', { done, n: module.lessons.length });
    return h('section', { class: 'module', 'aria-labelledby': heading },
      h('div', { class: 'module-head' },
        h('h3', { id: heading }, module.title),
        course.enrolled && h('p', { class: 'module-count' },
          h('span', { 'aria-hidden': 'true' }, t('module.countShort', { done, n: module.lessons.length })),
          h('span', { class: 'visually-hidden' }, count))),
      module.summary && h('p', { class: 'module-summary' }, module.summary),
      h('ol', { class: 'card lessons', role: 'list' }, module.lessons.map((lesson) => lessonRow(lesson, onLesson))));
  }));
}

/** @param {Lesson} lesson @param {OnLesson} onLesson */
function lessonRow(lesson, onLesson) {
  return h('li', { class: `lesson is-${lesson.state}` },
    h('button', {
      type: 'button',
      class: 'lesson-button',
      'data-testid': `lesson-${lesson.id}`,
      'aria-haspopup': 'dialog',
      onclick: () => onLesson(lesson.id),
    },
    stateMark(lesson),
    h('span', { class: 'lesson-words' },
      h('span', { class: 'lesson-title' }, lesson.title),
      ' ',
      h('span', { class: 'lesson-meta' }, metaLine(lesson))),
    icon('chevron')));
}
