// The page's own words in English and Russian. What the bot says is none of this file's business.

const WORDS = {
  en: {
    addLearner: 'Add learner',
    answerMissing: 'The bot has not answered this button for 15 seconds',
    attach: 'Attach',
    back: 'Back',
    blocked: 'bot blocked',
    bot: 'bot',
    cancel: 'Cancel',
    close: 'Close',
    closeAnyway: 'Close anyway',
    closeMiniApp: 'Close the Mini App',
    closeWarning: 'Changes that you made may not be saved.',
    code: 'Code',
    commands: 'Commands',
    connecting: 'connecting…',
    copied: 'Copied',
    copy: 'Copy code',
    createGroup: 'Create group',
    darkTheme: 'Dark theme',
    edited: 'edited',
    editing: 'Edit message',
    emptyChat: 'No messages here yet',
    faultBlock: 'This learner blocks the bot',
    faultDrop: 'Do the work, drop the answer',
    faultDropHint: 'the connection closes without a reply',
    faultReorder: 'Deliver updates out of order',
    faults: 'Faults',
    faultSend: 'Answer sends with {status}',
    faultSend429: 'too many requests',
    faultSend502: 'bad gateway',
    faultTwice: 'Deliver every update twice',
    firstName: 'First name',
    foreignLink: 'This link leads to another bot: {link}',
    groups: 'Groups',
    groupTitle: 'Title',
    language: 'Language of this page',
    learners: 'Learners',
    members: 'Members',
    menu: 'Menu',
    message: 'Message',
    messages: 'Messages',
    miniApp: 'Mini App: {name}',
    newGroup: 'New group',
    nobody: 'Add a learner to begin',
    nobodyHint: 'Each learner is a Telegram account with a private chat of its own.',
    noGroups: 'No groups with this learner',
    offline: 'Cannot reach the playground. Trying again…',
    ok: 'OK',
    openMiniApp: 'Open the Mini App',
    pendingUpdates: 'Waiting updates',
    pollAnonymous: 'Poll',
    pollClosed: 'Final results',
    pollNoVotes: 'No votes yet',
    pollQuiz: 'Quiz',
    pollVote: 'Vote',
    pollVotes: { one: '{n} vote', other: '{n} votes' },
    queued: 'The update is in the queue',
    queueUpdate: 'Put into the queue',
    rawUpdate: 'Raw update',
    rawUpdateBad: 'This is not a JSON object: {reason}',
    rawUpdateHint: 'Goes to the bot as it is, with the next update id. For updates that no bot can parse.',
    receive: 'The bot receives by',
    reload: 'Reload',
    restart: 'Restart bot',
    retryAfter: 'Retry after, seconds',
    rightOption: 'right answer',
    send: 'Send',
    showLess: 'Show less',
    showMore: 'Show more',
    silent: 'sent without sound',
    skip: 'Skip to the message field',
    spoiler: 'Hidden text, press to reveal',
    start: 'Start',
    status: 'Status',
    sticker: 'Sticker',
    telegramLanguage: 'Telegram language',
    title: 'Playground',
    today: 'Today',
    toNewest: 'To the newest message',
    tools: 'Playground tools',
    typing: 'typing',
    unread: { one: '{n} unread message', other: '{n} unread messages' },
    viaNothing: 'nobody is listening',
    viaPolling: 'long polling',
    viaWebhook: 'webhook',
    voice: 'Voice message',
    whatCanItDo: 'What can this bot do?',
    wrongOption: 'wrong answer',
    yesterday: 'Yesterday',
    you: 'You',
    yourChoice: 'your choice',
  },
  ru: {
    addLearner: 'Добавить ученика',
    answerMissing: 'Бот 15 секунд не отвечает на эту кнопку',
    attach: 'Прикрепить',
    back: 'Назад',
    blocked: 'бот заблокирован',
    bot: 'бот',
    cancel: 'Отмена',
    close: 'Закрыть',
    closeAnyway: 'Всё равно закрыть',
    closeMiniApp: 'Закрыть мини-приложение',
    closeWarning: 'Внесённые изменения могут не сохраниться.',
    code: 'Код',
    commands: 'Команды',
    connecting: 'соединение…',
    copied: 'Скопировано',
    copy: 'Скопировать код',
    createGroup: 'Создать группу',
    darkTheme: 'Тёмная тема',
    edited: 'изменено',
    editing: 'Изменить сообщение',
    emptyChat: 'Здесь пока нет сообщений',
    faultBlock: 'Этот ученик блокирует бота',
    faultDrop: 'Выполнить, но не ответить',
    faultDropHint: 'соединение закрывается без ответа',
    faultReorder: 'Доставлять обновления не по порядку',
    faults: 'Сбои',
    faultSend: 'Отвечать на отправку {status}',
    faultSend429: 'слишком много запросов',
    faultSend502: 'ошибка шлюза',
    faultTwice: 'Доставлять каждое обновление дважды',
    firstName: 'Имя',
    foreignLink: 'Ссылка ведёт к другому боту: {link}',
    groups: 'Группы',
    groupTitle: 'Название',
    language: 'Язык этой страницы',
    learners: 'Ученики',
    members: 'Участники',
    menu: 'Меню',
    message: 'Сообщение',
    messages: 'Сообщения',
    miniApp: 'Мини-приложение: {name}',
    newGroup: 'Новая группа',
    nobody: 'Добавьте ученика, чтобы начать',
    nobodyHint: 'Каждый ученик — аккаунт Telegram со своим личным чатом.',
    noGroups: 'У этого ученика нет групп',
    offline: 'Нет связи с песочницей. Пробуем снова…',
    ok: 'ОК',
    openMiniApp: 'Открыть мини-приложение',
    pendingUpdates: 'Обновления в очереди',
    pollAnonymous: 'Опрос',
    pollClosed: 'Итоги опроса',
    pollNoVotes: 'Пока нет голосов',
    pollQuiz: 'Викторина',
    pollVote: 'Голосовать',
    pollVotes: { one: '{n} голос', few: '{n} голоса', many: '{n} голосов', other: '{n} голоса' },
    queued: 'Обновление поставлено в очередь',
    queueUpdate: 'Поставить в очередь',
    rawUpdate: 'Сырое обновление',
    rawUpdateBad: 'Это не объект JSON: {reason}',
    rawUpdateHint: 'Уходит боту как есть, со следующим номером. Для обновлений, которые ни один бот не разберёт.',
    receive: 'Бот получает через',
    reload: 'Обновить',
    restart: 'Перезапустить бота',
    retryAfter: 'Повторить через, секунд',
    rightOption: 'верный ответ',
    send: 'Отправить',
    showLess: 'Свернуть',
    showMore: 'Показать целиком',
    silent: 'отправлено без звука',
    skip: 'К полю сообщения',
    spoiler: 'Скрытый текст, нажмите, чтобы открыть',
    start: 'Начать',
    status: 'Состояние',
    sticker: 'Стикер',
    telegramLanguage: 'Язык Telegram',
    title: 'Песочница',
    today: 'Сегодня',
    toNewest: 'К последнему сообщению',
    tools: 'Инструменты',
    typing: 'печатает',
    unread: { one: '{n} непрочитанное сообщение', few: '{n} непрочитанных сообщения', many: '{n} непрочитанных сообщений', other: '{n} непрочитанного сообщения' },
    viaNothing: 'никто не слушает',
    viaPolling: 'длинный опрос',
    viaWebhook: 'вебхук',
    voice: 'Голосовое сообщение',
    whatCanItDo: 'Что умеет этот бот?',
    wrongOption: 'неверный ответ',
    yesterday: 'Вчера',
    you: 'Вы',
    yourChoice: 'ваш выбор',
  },
};

const STORED = 'playground.language';
const listeners = [];
let current = pick();

function pick() {
  const wished = new URLSearchParams(location.search).get('lang') ?? remembered() ?? navigator.language;
  return wished.toLowerCase().startsWith('ru') ? 'ru' : 'en';
}

function remembered() {
  try { return localStorage.getItem(STORED); } catch { return null; } // storage may be forbidden
}

export const language = () => current;
export const onLanguage = (listener) => listeners.push(listener);

export function setLanguage(code) {
  current = code in WORDS ? code : 'en';
  try { localStorage.setItem(STORED, current); } catch { /* the choice lasts for this visit then */ }
  translatePage();
  for (const listener of listeners) listener(current);
}

/** t("pollVotes", { n: 3 }) → "3 votes"; a plural is chosen by `n`. */
export function t(key, values = {}) {
  let text = WORDS[current][key];
  if (typeof text === 'object') {
    text = text[new Intl.PluralRules(current).select(values.n)] ?? text.other;
  }
  return text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

/** Fills the static page: data-i18n is the text, data-i18n-label the accessible name and tooltip. */
export function translatePage() {
  document.documentElement.lang = current;
  document.title = t('title');
  for (const element of document.querySelectorAll('[data-i18n]')) element.textContent = t(element.dataset.i18n);
  for (const element of document.querySelectorAll('[data-i18n-placeholder]')) element.placeholder = t(element.dataset.i18nPlaceholder);
  for (const element of document.querySelectorAll('[data-i18n-label]')) {
    const label = t(element.dataset.i18nLabel);
    element.setAttribute('aria-label', label);
    if (element.matches('button')) element.title = label;
  }
}

export const formatTime = (unix) => new Intl.DateTimeFormat(current, { hour: 'numeric', minute: '2-digit' }).format(unix * 1000);
export const formatStamp = (unix) => new Intl.DateTimeFormat(current, { dateStyle: 'long', timeStyle: 'medium' }).format(unix * 1000);

/** "Today", "Yesterday", "3 May", and the year when it is another one. */
export function formatDay(unix) {
  const day = new Date(unix * 1000);
  const today = new Date();
  const midnight = (date) => new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
  const days = Math.round((midnight(today) - midnight(day)) / 86_400_000);
  if (days === 0) return t('today');
  if (days === 1) return t('yesterday');
  const year = day.getFullYear() === today.getFullYear() ? undefined : 'numeric';
  return new Intl.DateTimeFormat(current, { day: 'numeric', month: 'long', year }).format(day);
}
