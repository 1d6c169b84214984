# То, что говорят разные виды вопросов.
question-yours = Ваш ответ:
question-unknown = 🤷 Не знаю

# order
question-order-tap = <i>Нажимайте буквы в правильном порядке.</i>
question-order-yours = Ваш порядок: <b>{ $order }</b>

# match
question-match-tap = 👉 Что подходит к <b>{ $number }. { $cell }</b>?
question-match-yours = вы выбрали { $cell }

# output
question-output-type = ⌨ <i>Пришлите то, что напечатает программа, строка за строкой. Пробелы в конце строк не важны, всё остальное важно.</i>
question-output-prints = Программа печатает:

# fill
question-fill-type = ⌨ <i>Пришлите то, чего не хватает.</i>

# text
question-text-type = ⌨ <i>Ответьте своими словами, одним сообщением. Достаточно нескольких предложений.</i>
question-text-missed = этого я не нашёл
question-text-swapped = это прозвучало о другом
question-text-denied = вы говорите, что это не так
question-text-list = <i>Вы называете, но не объясняете: предложения ценятся больше, чем список слов.</i>
question-text-model = <b>Хороший ответ</b>
