# What several kinds of questions say.
question-yours = Your answer:
question-unknown = 🤷 I don't know

# order
question-order-tap = <i>Tap the letters in the right order.</i>
question-order-yours = Your order: <b>{ $order }</b>

# match
question-match-tap = 👉 What belongs to <b>{ $number }. { $cell }</b>?
question-match-yours = you chose { $cell }

# output
question-output-type = ⌨ <i>Send me what it prints, line by line. Spaces at the ends of lines do not matter, everything else does.</i>
question-output-prints = It prints:

# fill
question-fill-type = ⌨ <i>Send me what goes into the gap.</i>

# text
question-text-type = ⌨ <i>Answer in your own words, in one message. A few sentences are enough.</i>
question-text-missed = I did not find this
question-text-swapped = I heard this about the other one
question-text-denied = you say that it is not so
question-text-list = <i>You name it, but you do not explain it: whole sentences count for more than a list of words.</i>
question-text-model = <b>A good answer</b>
