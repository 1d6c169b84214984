# Выбор собеседования
interview = 🎙 Собеседование
interview-title = <b>🎙 Пробное собеседование</b>
interview-about = Спрашиваю как технический интервьюер, уточняю по вашим ответам, а потом говорю, что прозвучало и чего не хватило. Какое собеседование?
interview-none = Собеседований пока нет. Загляните, пожалуйста, чуть позже.
interview-level-junior = Джуниор
interview-level-middle = Мидл
interview-level-senior = Сеньор
interview-history = { $level }: { $shares }
interview-all-topics = Все темы
interview-chosen-topics = Темы: { $topics }
interview-chosen-length =
    { $questions ->
        [one] Длительность: { $minutes } мин, { $questions } вопрос
        [few] Длительность: { $minutes } мин, { $questions } вопроса
       *[many] Длительность: { $minutes } мин, { $questions } вопросов
    }
interview-rules = Можно пропустить вопрос, взять подсказку или сделать паузу.
interview-begin = ▶ Начать собеседование
interview-topics = 📋 Темы
interview-choose-topics = О чём поговорим?
interview-topics-done = ✔ Готово

# Собеседование
interview-hello =
    { $questions ->
        [one] Здравствуйте, { $name }! Приятно познакомиться. У меня { $questions } вопрос, а у нас { $minutes } минут. Рассуждайте вслух, сообщений может быть сколько угодно.
        [few] Здравствуйте, { $name }! Приятно познакомиться. У меня { $questions } вопроса, а у нас { $minutes } минут. Рассуждайте вслух, сообщений может быть сколько угодно.
       *[many] Здравствуйте, { $name }! Приятно познакомиться. У меня { $questions } вопросов, а у нас { $minutes } минут. Рассуждайте вслух, сообщений может быть сколько угодно.
    }
interview-left = ⏳ { $minutes } мин
interview-follow = ↪ Ещё немного об этом:
interview-answer = <i>Отвечайте своими словами.</i>
interview-noted =
    { $messages ->
        [one] <i>✍ Записано, { $messages } сообщение. Пишите ещё или нажмите «Это всё».</i>
        [few] <i>✍ Записано, { $messages } сообщения. Пишите ещё или нажмите «Это всё».</i>
       *[many] <i>✍ Записано, { $messages } сообщений. Пишите ещё или нажмите «Это всё».</i>
    }
interview-done = ✔ Это всё
interview-skip = ⏭ Пропустить
interview-pause = ⏸ Пауза
interview-stop = ⏹ Закончить
interview-paused = ⏸ Собеседование на паузе, время стоит. Возвращайтесь, когда будет удобно.
interview-resume = ▶ Продолжить
interview-stop-really = Закончить собеседование? Всё, на что вы ответили, будет оценено.
interview-stop-yes = ⏹ Да, закончить
interview-go-on = ▶ Нет, дальше
interview-continue = 🎙 Продолжить собеседование · ⏳ { $minutes } мин
interview-words-please = Сначала ответьте словами, одним или несколькими сообщениями. Или пропустите вопрос.
interview-media = Я читаю только текст: голосовое сообщение или картинка не засчитается. Напишите ответ, пожалуйста.
interview-unsure = Ничего страшного. Возьмите подсказку или пропустите вопрос.
interview-unsure-said = Ничего страшного. Возьмите подсказку или нажмите «Это всё»: сказанное засчитается.
interview-full = Больше в один ответ не помещается. Нажмите, пожалуйста, «Это всё».
interview-cut = Это было длинно: осталось начало, 10 000 знаков. Нажмите, пожалуйста, «Это всё».
interview-wordless = Записано, но чтобы понять ответ, нужны слова.
interview-skip-said = Вы уже начали отвечать, пусть это зачтётся. Нажмите «Это всё».
interview-answered = Этот вопрос уже закрыт, сообщение не засчитано. Дальше по кнопке:
interview-paused-answer = Собеседование на паузе, сообщение не засчитано. Продолжите и отправьте его ещё раз.
interview-time-up = ⏰ Время вышло. Всё, что вы успели сказать, засчитано.
interview-lost = Вопросов этого собеседования больше нет, поэтому оно заканчивается. Ваши ответы засчитаны.

# Разбор
interview-strong-answer = ✅ <b>Сильный ответ: { $percent } %</b>
interview-fair-answer = 🟡 <b>Неплохой ответ: { $percent } %</b>
interview-weak-answer = 🔴 <b>Есть что добавить: { $percent } %</b>
interview-skipped = ⏭ <b>Вопрос пропущен.</b>
interview-hinted = с подсказкой
interview-said = <b>Что прозвучало</b>
interview-open =
    { $points ->
        [one] <b>Остался { $points } пункт: я его не нашёл</b>
        [few] <b>Осталось { $points } пункта: я их не нашёл</b>
       *[many] <b>Осталось { $points } пунктов: я их не нашёл</b>
    }
interview-open-held =
    { $points ->
        [one] ▫️ Остался { $points } пункт. Покажу его после следующего вопроса.
        [few] ▫️ Осталось { $points } пункта. Покажу их после следующего вопроса.
       *[many] ▫️ Осталось { $points } пунктов. Покажу их после следующего вопроса.
    }
interview-open-before = <b>Осталось от основного вопроса</b>
interview-claim = 🙋 Это было в ответе
interview-claim-which = Какой пункт был в вашем ответе?
interview-claim-where = <b>В каком предложении это было?</b>
interview-claim-whole = 📄 Во всём ответе
interview-claim-thanks = Спасибо. Автор прочитает ваши слова. До этого оценка остаётся прежней.
interview-claim-known = Об этом пункте вы автору уже написали.
interview-swapped = <i>Это прозвучало о другом: «{ $words }»</i>
interview-claimed = <i>🙋 Вы пишете, что это было в ответе: «{ $words }» · отправлено автору</i>
interview-quote = <i>«{ $words }»</i>
interview-denied = <i>Я понял так, что это неверно: «{ $words }»</i>
interview-second-look = 🤖 Языковая модель посмотрела на этот ответ ещё раз и поправила оценку.
interview-list = <i>Одни ключевые слова стоят немного: объясняйте предложениями.</i>
interview-foreign = <i>Здесь понимают русский и английский. На другом языке пункты ответа не найти.</i>
interview-held = <i>Ещё один вопрос об этом. Образец ответа будет после него.</i>
interview-model = 💬 Образец ответа
interview-model-heading = 💬 <b>Хороший ответ</b>
interview-next = Дальше ▶
interview-next-answer = Следующий ответ ▶
interview-to-card = Итоги ▶
interview-first-answer = ◀ К основному вопросу

# Итоги
interview-card = 🏁 <b>Итоги:</b> { $interview }
interview-over-done = Все вопросы заданы.
interview-over-time = Время вышло.
interview-over-stopped = Собеседование остановлено.
interview-share = { $bar } <b>{ $percent } %</b> (планка этого уровня: { $hire } %)
interview-dealt = Вопросы: { $dealt } из { $all }
interview-hire = 👍 <b>Рекомендация: брать.</b> Вы выше планки в { $hire } %.
interview-lean = 🟡 <b>Рекомендация: пока нет, но близко.</b> До планки в { $hire } % осталось немного. Закройте пробелы ниже.
interview-not-yet = 📚 <b>Рекомендация: пока нет.</b> Планка — { $hire } %. Теперь понятно, над чем работать.
interview-too-little = 🤔 <b>Для рекомендации слишком мало ответов.</b>
interview-trend = 📈 Ваши собеседования этого уровня: { $shares }
interview-rescored = 🔁 Пересчитано: автор принял ваши слова («{ $words }»). Теперь <b>{ $percent } %</b>
interview-you-said = <i>Вы сказали: «{ $words }»</i>
interview-you-skipped = <i>Вы пропустили вопрос.</i>
interview-strong = <b>Сильные стороны</b>
interview-weak = <b>Над чем поработать</b>
interview-learn = Что учить дальше:
interview-answers = 📝 Разбор по ответам
interview-again = 🎙 Ещё одно собеседование
