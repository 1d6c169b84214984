# То, что говорят разные виды вопросов.
question-yours = Ваш ответ:

# order
question-order-tap = <i>Нажимайте буквы в правильном порядке.</i>
question-order-yours = Ваш порядок: <b>{ $order }</b>

# match
question-match-tap = 👉 Что подходит к <b>{ $number }. { $cell }</b>?
question-match-yours = вы выбрали { $cell }

# output
question-output-type = ⌨ <i>Пришлите то, что напечатает программа, строка за строкой. Пробелы в конце строк не важны, всё остальное важно.</i>
question-output-prints = Программа печатает:
