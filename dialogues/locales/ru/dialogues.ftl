# Знакомство
onboarding-welcome = 👋 Здравствуйте, <b>{ $name }</b>! Здесь учатся iOS-разработке маленькими шагами: короткий урок, тест, несколько минут в день.
onboarding-level = Насколько вы знакомы со Swift?
onboarding-level-junior = 🌱 Только знакомлюсь со Swift
onboarding-level-middle = 🌿 Пишу приложения, есть пробелы
onboarding-level-senior = 🌳 С опытом, хочу освежить
onboarding-goal = Сколько времени в день вам удобно? Маленькая цель, которую держишь, лучше большой, которую бросаешь. Её можно поменять когда угодно.
onboarding-done = Всё готово!

# Главная
home-hello = Рады видеть вас, <b>{ $name }</b>!
home-cancelled = Остановились. Ответы сохранены.
home-begin = ▶ Начать: { $lesson }
home-continue = ▶ Продолжить: { $lesson }
home-continue-quiz = ▶ Продолжить тест: { $lesson }
home-all-done = 🎉 Всё пройдено. Вернуться к урокам

# Курсы
courses-title = <b>Курсы</b>
lessons-before = ◀ Раньше
lessons-after = Ещё ▶
courses-none = Курсов пока нет. Загляните, пожалуйста, чуть позже.

# Урок
lesson-next = Дальше ▶
lesson-quiz =
    { $questions ->
        [one] ✍ Тест: { $questions } вопрос
        [few] ✍ Тест: { $questions } вопроса
       *[many] ✍ Тест: { $questions } вопросов
    }
lesson-finish = ✅ Завершить урок
lesson-open = ▶ { $lesson }
lesson-locked =
    🔒 <b>{ $lesson }</b>
    { lesson-locked-start }
lesson-locked-start = Пока закрыт. Начните отсюда:
lesson-done = ✅ Урок <b>{ $lesson }</b> пройден.

# Тест
quiz-true = Верно
quiz-false = Неверно
quiz-choose-many = <i>Верных вариантов несколько: отметьте их и отправьте ответ.</i>
quiz-submit = Ответить ✔
quiz-undo = ↩ Отменить
quiz-hint = 💡 Подсказка
quiz-hint-heading = 💡 <b>Подсказка</b>
quiz-right = ✅ <b>Верно!</b>
quiz-partly = 🟡 <b>Верно отчасти.</b>
quiz-wrong = ❌ <b>Не совсем так.</b>
quiz-missed = вы это пропустили
quiz-waits = остался тест
quiz-next = Следующий вопрос ▶
quiz-result = К результату ▶
quiz-passed = 🎉 <b>{ $lesson }</b>: тест сдан!
quiz-passed-score = Верно { $right } из { $all }, { $percent } %
quiz-almost = Почти: { $right } из { $all }. Нужно { $need }.
quiz-not-yet = Пока { $right } из { $all }. Нужно { $need }.
quiz-retry =
    { $questions ->
        [one] 🔁 Перерешать { $questions } вопрос
        [few] 🔁 Перерешать { $questions } вопроса
       *[many] 🔁 Перерешать { $questions } вопросов
    }
quiz-reread = 📖 Перечитать урок
quiz-next-lesson = ▶ Следующий урок: { $lesson }
quiz-report = ⚑ Сообщить
quiz-report-why = Что не так с этим вопросом?
quiz-reason-wrong = ❌ Ответ неверен
quiz-reason-unclear = 🤔 Неясно
quiz-reason-typo = ✏ Опечатка
quiz-reason-outdated = 🕰 Устарело
quiz-report-thanks = Спасибо! Мы посмотрим этот вопрос.
quiz-report-known = Вы уже сообщили об этом, спасибо. Мы посмотрим.
quiz-reported = <i>⚑ Вы сообщили об этом вопросе.</i>
quiz-answered = Ваш ответ уже засчитан. Дальше по кнопке:
quiz-answer-again = Это был ваш ответ? Вот вопрос ещё раз: пришлите ответ, пожалуйста, снова.
quiz-words-please = На этот вопрос отвечают словами: напишите ответ сообщением, пожалуйста.
quiz-buttons-please = Ответьте кнопками:

# Настройки
settings-title = <b>Настройки</b>
settings-current =
    Язык: { $language }
    Цель на день: { $minutes } мин
settings-language = 🌐 Язык
settings-goal = 🎯 Цель на день
settings-polls = 📊 { $polls ->
    [on] Включить викторины
   *[off] Выключить викторины
}
settings-polls-about = { $polls ->
    [on] Викторины: включены. Вопросы, которые в них помещаются, приходят викторинами Telegram.
   *[off] Викторины: выключены. Вопросы приходят сообщениями с кнопками.
}
settings-choose-language = <b>Язык</b>
settings-choose-goal = <b>Цель на день</b>
settings-saved = Сохранено.
settings-enough = Сегодня это менялось уже много раз. Попробуйте завтра.
zone-open = 🕓 Часовой пояс
zone-offer = 🕓 Указать часовой пояс
zone-title = <b>Часовой пояс</b>
zone-known = Часовой пояс: { $city }, сейчас { $time }
zone-unknown = Часовой пояс: не указан, считаю по UTC (сейчас { $time })
zone-about = День начинается в 4 утра: если засидеться за полночь, вечер всё равно засчитается.
zone-ask = Напишите свой город или который у вас сейчас час: 21:40.
zone-by-clock = 🕓 Выбрать по времени
zone-clock = <b>Который у вас час?</b> Если минуты не совпадают, напишите время: 21:40.
zone-choose = <b>Какой ваш?</b> Если его здесь нет, напишите город покрупнее поблизости.
zone-saved = Сохранено: у вас сейчас { $time }.
zone-not-found = Такого города я не знаю. Попробуйте город покрупнее поблизости или напишите, который у вас час.
devices-open = 💻 Устройства
devices-title = <b>Устройства</b>
devices-about = На этих устройствах открыто приложение под вашим именем. Нажмите на устройство, чтобы выйти на нём.
devices-none = Сейчас приложение нигде не открыто.
devices-more =
    { $devices ->
        [one] И ещё на { $devices } устройстве.
        [few] И ещё на { $devices } устройствах.
       *[many] И ещё на { $devices } устройствах.
    }
devices-unnamed = Неизвестное устройство
devices-end = ✖ { $device }: { $used }
devices-used-now = только что
devices-used-minutes =
    { $minutes ->
        [one] { $minutes } минуту назад
        [few] { $minutes } минуты назад
       *[many] { $minutes } минут назад
    }
devices-used-hours =
    { $hours ->
        [one] { $hours } час назад
        [few] { $hours } часа назад
       *[many] { $hours } часов назад
    }
devices-used-days =
    { $days ->
        [one] { $days } день назад
        [few] { $days } дня назад
       *[many] { $days } дней назад
    }
devices-end-all = 🚪 Выйти на всех устройствах
devices-ended = Вы вышли на этом устройстве.
devices-ended-all = Вы вышли на всех устройствах. Чтобы продолжить в приложении, откройте его из этого чата.

# Прогресс
progress-title = <b>Ваш прогресс</b>
progress-longest =
    { $days ->
        [0] Первый день самой длинной серии ещё впереди.
        [one] Самая длинная серия: { $days } день
        [few] Самая длинная серия: { $days } дня
       *[many] Самая длинная серия: { $days } дней
    }

# Помощь
help-about = Я учу Swift и iOS маленькими шагами. Прочитайте урок, пройдите тест, и я разберу каждый ответ. Напишите тему, и я покажу, где она разобрана. Место запоминается после каждого нажатия, так что прерваться можно когда угодно.
help-lost = Заблудились? /start всегда приведёт на главную.

# Определение места и зачёт без чтения
placement-offer = 🧭 Уже что-то знаете? Короткий тест
placement-resume = 🧭 Продолжить тест
placement-begin = ▶ Начать тест
placement-test-out = ⏩ Я это знаю: проверьте меня
placement-test-out-module = ⏩ Я знаю этот модуль: проверьте
placement-known = уже знаете
placement-intro =
    🧭 <b>{ $title }: с чего вам начать?</b>

    { $most ->
        [one] Не больше { $most } вопроса, а если всё ясно раньше, то меньше.
        [few] Не больше { $most } вопросов, а если всё ясно раньше, то меньше.
       *[many] Не больше { $most } вопросов, а если всё ясно раньше, то меньше.
    } По ходу они становятся сложнее или проще. Одна-две оплошности ничего не испортят, и пройденное никуда не денется.
placement-intro-part =
    ⏩ <b>{ $title }: уже знаете?</b>

    { $most ->
        [one] { $most } вопрос.
        [few] { $most } вопроса.
       *[many] { $most } вопросов.
    } Наберёте { $pass } %, и это можно пропустить. Если нет, ничего страшного: материал просто подождёт вас.
placement-rules = По ходу я не говорю, что было верно. Не знаете ответа, так и скажите: это полезнее, чем гадать. Прерваться и вернуться можно когда угодно.
placement-question = { $title } · вопрос { $number }, { $left ->
        [0] последний
        [one] ещё не больше { $left }
        [few] ещё не больше { $left }
       *[many] ещё не больше { $left }
    }
placement-unknown = 🤷 Не знаю
placement-later = ⏸ Позже
placement-enough = ✔ Достаточно
placement-changed = Автор только что изменил этот вопрос. Ваши ответы сохранены, продолжаем.
placement-placed =
    { $answers ->
        [one] 🧭 <b>Готово, хватило { $answers } ответа.</b> Это можно уже не читать:
        [few] 🧭 <b>Готово, хватило { $answers } ответов.</b> Это можно уже не читать:
       *[many] 🧭 <b>Готово, хватило { $answers } ответов.</b> Это можно уже не читать:
    }
placement-beginning = 🧭 <b>Готово.</b> Лучше всего начать с первого урока: знакомое пройдёте быстро.
placement-place = Ваше место: <b>{ $lesson }</b>. Пропущенное всегда можно прочитать.
placement-all = 🎉 <b>{ $title }</b>: вы знаете всё до конца. Уроки по-прежнему открыты для чтения.
placement-more =
    { $lessons ->
        [one] … и ещё { $lessons }
        [few] … и ещё { $lessons }
       *[many] … и ещё { $lessons }
    }
placement-passed = ⏩ <b>{ $title }</b>: вы это знаете. Всё, что на этом строится, открыто, а прочитать можно в любой момент.
placement-failed = <b>{ $title }</b>: верно { $right } из { $all }. Чтобы пропустить, нужно { $pass } %, так что прочитать будет полезно.

# Команда, для операторов
team-title = <b>Команда</b>
team-line = { $name }: { $roles }
team-more = И ещё { $more }: всех покажет <code>academy admin list</code>.
team-add = ➕ Дать роль
team-add-ask =
    <b>Кому?</b> Пришлите контакт этого человека или его Telegram id числом.

    Он должен был хотя бы раз мне написать.
team-add-unclear = Пришлите, пожалуйста, контакт человека из Telegram или его id числом.
team-add-unknown = Этот человек мне ещё не писал. Попросите его нажать «Старт», а потом пришлите контакт ещё раз.
team-member = <b>{ $name }</b> (Telegram id { $id })
team-member-none = Ролей пока нет.
team-member-appointed = Оператор: задан на сервере в ACADEMY_OPERATORS
team-given = { $role } (с { $date }, кто дал: { $by })
team-by-server = командная строка
team-somebody = кто-то, кого здесь больше нет
team-role-operator = оператор
team-role-appointed = оператор (задан на сервере)
team-role-author = автор курсов { $about }
team-role-mentor = наставник группы { $about }
team-make-operator = ➕ Оператор
team-make-author = ➕ Автор курсов…
team-make-mentor = ➕ Наставник группы…
team-author-ask =
    <b>Какие курсы будет вести { $name }?</b> Пришлите id курса. Звёздочка в конце означает все курсы, которые так начинаются: ios-*

    Курсы сейчас: { $courses }
team-author-unclear = Это не id курса. Он выглядит так: ios-foundation или ios-*.
team-mentor-ask = <b>Какую группу возьмёт { $name }?</b> Пришлите её имя: строчные латинские буквы, цифры и дефис, до 24 знаков. Например: spring-2027
team-mentor-unclear = Имя группы: строчные латинские буквы, цифры и дефис, до 24 знаков.
team-take = ✖ Снять роль: { $role }
team-take-ask = <b>Снять роль?</b> { $name }, { $role }. Роль пропадёт сразу.
team-take-sure = Да, снять роль
team-granted = Готово, роль дана.
team-revoked = Готово, роль снята.
team-nothing = Менять нечего: так уже и есть.
team-last-operator = Это последний оператор. Сначала сделайте оператором кого-нибудь ещё.
team-appointed = Этот оператор задан на сервере в ACADEMY_OPERATORS, снять его можно только там.

# Кому виден прогресс
groups-open = 👥 Кто видит мой прогресс
groups-ask =
    <b>Показать ваш прогресс группе { $group }?</b>

    Её наставники увидят имя, пройденные уроки, серию и время за сегодня. Ваших ответов они не увидят. Закрыть доступ можно в любой момент в настройках.
groups-share = ✅ Показать
groups-no = Нет, спасибо
groups-shared = Готово. Закрыть доступ можно здесь или в настройках.
groups-withdrawn = Готово: эта группа больше не видит ваш прогресс.
groups-enough = Ваш прогресс уже видят 6 групп. Сначала закройте доступ одной из них.
groups-list = <b>Кто видит ваш прогресс</b>: наставники этих групп.
groups-none = Сейчас ваш прогресс не видит никто, кроме вас.
groups-withdraw = ✖ Закрыть доступ: { $group }
