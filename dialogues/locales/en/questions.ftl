# What several kinds of questions say.
question-yours = Your answer:
question-unknown = 🤷 I don't know

# order
question-order-tap = <i>Tap the letters in the right order.</i>
question-order-tap-items = <i>Tap them in the right order.</i>
question-order-yours = Your order: <b>{ $order }</b>

# match
question-match-tap = 👉 What belongs to <b>{ $number }. { $cell }</b>?
question-match-yours = you chose { $cell }

# output
question-output-type = ⌨ <i>{ $lines ->
    [one] Type what it prints: one line, exactly.
   *[other] Type what it prints: { $lines } lines in one message, exactly.
}</i>
question-output-more = It prints { $lines } lines. Please send all of them in one message:
question-output-prints = It prints:

# fill
question-fill-type = ⌨ <i>Type the missing part.</i>

# text
question-text-type = ⌨ <i>Answer in your own words, in one message. A few sentences are enough.</i>
question-text-missed = I did not find this
question-text-swapped = I heard this about the other one
question-text-denied = you say that it is not so
question-text-list = <i>You name it, but you do not explain it: whole sentences count for more than a list of words.</i>
question-text-model = <b>A good answer</b>

# write
question-write-type = ⌨ <i>Write the code and send it in one message. Spaces and line breaks are up to you.</i>
question-write-key = One way to write it:
question-write-capital = Your keyboard made it <code>{ $typed }</code>. In Swift it is <code>{ $meant }</code>.
question-write-first = At the beginning I expected
question-write-after = After <code>{ $before }</code> I expected
question-write-line = a new line
question-write-name = a name of your own
question-write-number = a whole number
question-write-text = a text in quotes
question-write-nothing = nothing more
question-write-found = , but you wrote <code>{ $found }</code>.
question-write-end = , but your answer ends there.
