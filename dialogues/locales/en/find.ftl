# Answers to what somebody writes where no words are waited for.
find-title = 🔎 Here is where I explain this:
find-more = 🔎 More about this:
find-nothing = 🔎 I have nothing about that. Write me a topic of the course (<i>{ $examples }</i>, for instance), and I’ll show you where it is explained.
find-how = 🔎 Write me a topic of the course (<i>{ $examples }</i>, for instance), and I’ll show you where it is explained.
find-card = 🗂 { $front }
find-concept = 🧩 { $concept }
find-concept-title = 🧩 <b>{ $concept }</b>
find-data =
    <b>Your data</b>
    I keep your first name, your number in Telegram, your settings, and what you do here: what you read, your answers, your results. I don't know your phone number, and I don't keep messages like this one. Answers in your own words may be read by a language model, without your name.

    There is no button to delete all this yet. The people who run this bot can do it: please ask them, or whoever sent you here.
find-silence =
    <b>You decide when we talk</b>
    I write when you write or tap, and once when the time of an interview that you have begun is over. I send no reminders and no news.

    To hear nothing at all, block me in Telegram. Your progress is kept, in case you come back.
