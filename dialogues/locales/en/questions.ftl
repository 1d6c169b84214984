# What several kinds of questions say.
question-yours = Your answer:

# order
question-order-tap = <i>Tap the letters in the right order.</i>
question-order-yours = Your order: <b>{ $order }</b>

# match
question-match-tap = 👉 What belongs to <b>{ $number }. { $cell }</b>?
question-match-yours = you chose { $cell }

# output
question-output-type = ⌨ <i>Send me what it prints, line by line. Spaces at the ends of lines do not matter, everything else does.</i>
question-output-prints = It prints:
