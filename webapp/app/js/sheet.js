// The sheet that slides up for one lesson: its state, what it asks for, the score, and the way into
// the chat. A modal <dialog>: the browser keeps the page behind it inert and Esc closes it; Telegram's
// own back button does the same.

import { on, post } from './bridge.js';
import { bar, chatLink, h, icon } from './dom.js';
import { duration, number, percent, t } from './i18n.js';
import { missingLessons, stateMark, stateWords } from './lesson.js';

const dialog = document.getElementById('sheet');
const FOCUSABLE = 'a[href], button:not([disabled])';

/** `find(lessonId)` gives `{ lesson, course }` or undefined; `onEnroll(course)` enrols from the sheet. */
export function createSheet({ find, onEnroll }) {
  let shownId = null;
  let openerId = null;

  function open(lessonId) {
    if (!find(lessonId)) return;
    if (!dialog.open) openerId = lessonId;
    shownId = lessonId;
    draw();
    if (!dialog.open) {
      dialog.showModal();
      post('web_app_setup_back_button', { is_visible: true });
    }
    dialog.scrollTop = 0;
    dialog.querySelector('h2').focus();
  }

  /** Draws the sheet anew after fresh data; a lesson that is gone closes it. */
  function refresh() {
    if (!dialog.open) return;
    if (!find(shownId)) { dialog.close(); return; }
    const focused = document.activeElement?.dataset?.testid;
    draw();
    (dialog.querySelector(`[data-testid="${CSS.escape(focused ?? '')}"]`) ?? dialog.querySelector('h2')).focus();
  }

  function draw() {
    const { lesson, course } = find(shownId);
    dialog.replaceChildren(...content(lesson, course));
  }

  function content(lesson, course) {
    return [
      h('div', { class: 'sheet-head' },
        stateMark(lesson, course),
        h('p', { class: 'sheet-state', 'data-testid': 'sheet-state' }, stateWords(lesson, course)),
        h('button', { type: 'button', class: 'sheet-close', 'data-testid': 'close', 'aria-label': t('close'), onclick: () => dialog.close() }, icon('close'))),
      h('h2', { id: 'sheet-title', tabindex: '-1' }, lesson.title),
      course.enrolled && lesson.state === 'started' && lesson.screen > 0 && bar({
        label: t('lesson.progress'),
        value: lesson.screen,
        max: lesson.screens,
        text: t('position.screen', { screen: lesson.screen, n: lesson.screens }),
      }),
      facts(lesson),
      requirements(lesson),
      action(lesson, course),
    ].filter(Boolean);
  }

  function requirements(lesson) {
    const required = lesson.requires ?? [];
    if (required.length === 0) return null;
    const missing = missingLessons(lesson).length;
    return h('section', { class: 'requirements', 'aria-labelledby': 'sheet-requires' },
      h('h3', { id: 'sheet-requires' }, missing > 0 ? t('requires.missing') : t('requires.met')),
      h('ul', { role: 'list' }, required.map((item) => {
        const known = find(item.id);
        const words = [
          item.completed || !known ? icon(item.completed ? 'check' : 'lock') : stateMark(known.lesson, known.course),
          h('span', { class: 'requirement-title' }, item.title, h('span', { class: 'visually-hidden' }, `, ${t(item.completed ? 'requires.done' : 'requires.open')}`)),
        ];
        const classes = `requirement ${item.completed ? 'is-met' : 'is-missing'}`;
        return h('li', {}, !item.completed && known
          ? h('button', { type: 'button', class: classes, 'data-testid': `requires-${item.id}`, onclick: () => open(item.id) }, ...words, icon('chevron'))
          : h('p', { class: classes }, ...words));
      })));
  }

  function action(lesson, course) {
    if (!course.enrolled) {
      return h('button', { type: 'button', class: 'button', onclick() { dialog.close(); onEnroll(course); } }, t('enroll'));
    }
    // The chat would only refuse a locked lesson; the missing lessons above are the way forward.
    if (lesson.state === 'locked') return null;
    const link = chatLink(lesson.chatLink, { class: 'button', 'data-testid': 'open-in-chat' }, t('openInChat'));
    // A client may keep the page alive after it was asked to close it.
    link?.addEventListener('click', () => dialog.close());
    return link;
  }

  dialog.addEventListener('close', () => {
    if (dialog.open) return; // opened again before this event came
    post('web_app_setup_back_button', { is_visible: false });
    document.querySelector(`[data-testid="lesson-${CSS.escape(openerId ?? '')}"]`)?.focus();
    dialog.replaceChildren();
    shownId = null;
  });
  dialog.addEventListener('click', (event) => {
    if (event.target === dialog && outside(event)) dialog.close();
  });
  dialog.addEventListener('keydown', keepFocusInside);
  on('back_button_pressed', () => dialog.open && dialog.close());

  return { open, refresh };
}

function facts(lesson) {
  const rows = [
    [t('facts.time'), duration(lesson.minutes)],
    lesson.screens > 0 && [t('facts.screens'), number(lesson.screens)],
    lesson.questions > 0 && [t('facts.questions'), number(lesson.questions)],
    lesson.bestScore !== null && [t('facts.score'), percent(lesson.bestScore)],
  ].filter(Boolean);
  return h('dl', { class: 'facts' }, rows.map(([name, value]) => h('div', {}, h('dt', {}, name), h('dd', {}, value))));
}

/** A press on the backdrop counts as the dialog's own; only its place tells them apart. */
function outside(event) {
  const box = dialog.getBoundingClientRect();
  return event.clientY < box.top || event.clientY > box.bottom || event.clientX < box.left || event.clientX > box.right;
}

/** A web view has no browser chrome that Tab could go on to, so it goes round. */
function keepFocusInside(event) {
  if (event.key !== 'Tab') return;
  const stops = [...dialog.querySelectorAll(FOCUSABLE)];
  const at = stops.indexOf(document.activeElement);
  if (event.shiftKey ? at <= 0 : at === stops.length - 1) {
    event.preventDefault();
    stops.at(event.shiftKey ? -1 : 0)?.focus();
  }
}
