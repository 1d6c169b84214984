# То, что говорят разные виды вопросов.
question-yours = Ваш ответ:
question-unknown = 🤷 Не знаю

# order
question-order-tap = <i>Нажимайте буквы в правильном порядке.</i>
question-order-tap-items = <i>Нажимайте их в правильном порядке.</i>
question-order-yours = Ваш порядок: <b>{ $order }</b>

# match
question-match-tap = 👉 Что подходит к <b>{ $number }. { $cell }</b>?
question-match-yours = вы выбрали { $cell }

# output
question-output-type = ⌨ <i>{ $lines ->
    [1] Напишите, что напечатает программа: одна строка, точно как на экране.
    [one] Напишите, что напечатает программа: { $lines } строка одним сообщением, точно как на экране.
    [few] Напишите, что напечатает программа: { $lines } строки одним сообщением, точно как на экране.
   *[many] Напишите, что напечатает программа: { $lines } строк одним сообщением, точно как на экране.
}</i>
question-output-more = { $lines ->
    [one] Программа печатает { $lines } строку. Пришлите их все одним сообщением:
    [few] Программа печатает { $lines } строки. Пришлите их все одним сообщением:
   *[many] Программа печатает { $lines } строк. Пришлите их все одним сообщением:
}
question-output-prints = Программа печатает:

# fill
question-fill-type = ⌨ <i>Напишите недостающее.</i>

# text
question-text-type = ⌨ <i>Ответьте своими словами, одним сообщением. Достаточно нескольких предложений.</i>
question-text-missed = этого я не нашёл
question-text-swapped = это прозвучало о другом
question-text-denied = вы говорите, что это не так
question-text-list = <i>Вы называете, но не объясняете: предложения ценятся больше, чем список слов.</i>
question-text-model = <b>Хороший ответ</b>

# write
question-write-type = ⌨ <i>Напишите код и пришлите его одним сообщением. Пробелы и переносы строк — на ваше усмотрение.</i>
question-write-key = Один из вариантов:
question-write-capital = Клавиатура написала <code>{ $typed }</code>, а в Swift пишут <code>{ $meant }</code>.
question-write-first = В начале ожидается
question-write-after = После <code>{ $before }</code> ожидается
question-write-line = новая строка
question-write-name = имя на ваш выбор
question-write-number = целое число
question-write-text = текст в кавычках
question-write-nothing = конец ответа
question-write-found = , а у вас <code>{ $found }</code>.
question-write-end = , а ответ здесь кончается.
