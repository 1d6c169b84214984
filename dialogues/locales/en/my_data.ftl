# My data: a copy, and the end
mydata-open = 🗂 My data
mydata-title = <b>My data</b>
mydata-about = All that I keep of you is yours: your name and settings, your answers, how far you are. Take a copy, or have all of it erased.
mydata-export = 📦 Send me a copy
mydata-erase = 🗑 Erase everything
mydata-sent = Your copy is being packed. It comes as a file in this chat, in a minute or so.
mydata-file = Here is everything I keep of you. Unpack it and open index.html to read it; data.json has all of it for programs.
mydata-ask = <b>Erase everything?</b>
mydata-what-goes = Your name and settings, your answers, your progress and streak, your interviews and reviews: all of it goes, and learning stops at once.
mydata-then = Then I don’t know you any more. If you come back, you begin from the beginning. The messages in this chat are yours: delete the chat if they are to go, too.
mydata-copy-first = Would you like a copy first?
mydata-go-on = 🗑 Go on
mydata-keep = 💚 Keep my data
mydata-sure = <b>Are you sure?</b> Once it is erased, nobody can bring it back.
mydata-grace =
    { $hours ->
        [0] You have less than an hour to change your mind.
        [one] You have an hour to change your mind.
       *[other] You have { $hours } hours to change your mind.
    }
mydata-at-once = It happens at once: there is no time to change your mind.
mydata-erase-now = 🗑 Yes, erase everything
mydata-moment = { $day } at { $time }
mydata-leaving = 🕊 Your data will be erased on <b>{ $when }</b>. Until then I ask nothing and count nothing.
mydata-changed = If you change your mind, everything stays as it was.
mydata-kept = Good to have you here. Everything stays as it was.
mydata-begun = 🕊 Your data is being erased just now.
mydata-gone = 🕊 I keep nothing of you any more. With /start you begin anew.
mydata-farewell = 🕊 That was all. Your data is being erased now; in a few minutes I won’t know you any more. It was good to learn with you! If you ever come back, /start begins anew.
mydata-receipt = Your receipt: <code>{ $receipt }</code>. With this number the academy can confirm that it was done.
mydata-absent = 👋 { $name }, you haven’t been here for a long time. I don’t keep anybody’s data for ever: without a sign from you I erase all that I have of you on <b>{ $when }</b>. One tap, and everything stays.
mydata-here = 👋 I’m still here
refused-leaving = Your data is about to be erased, so learning has stopped. In the chat you can still change your mind.
refused-too-soon = You have had a copy within the last hour. Please try again a little later.

# The page in the copy
mydata-page-title = What the academy keeps of you
mydata-page-made = Made on { $when }. The file data.json has all of it, and schema.json says what its fields mean.
mydata-page-you = You
mydata-page-path = How far you are
mydata-page-tables = Lists that are made from it
mydata-page-events = What happened
mydata-page-more = Here are the latest { $shown } of { $all }; data.json has them all.
mydata-page-when = When
mydata-page-what = What
mydata-page-details = Details
