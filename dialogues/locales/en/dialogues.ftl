# Onboarding
onboarding-welcome = 👋 Hello, <b>{ $name }</b>! Here you learn iOS development in small steps: a short lesson, a quiz, a few minutes a day.
onboarding-level = How much Swift do you know?
onboarding-level-junior = 🌱 I'm just starting with Swift
onboarding-level-middle = 🌿 I write apps, with gaps
onboarding-level-senior = 🌳 Experienced, refreshing
onboarding-goal = How much time a day suits you? A small goal that you keep beats a big one that you don't. It can be changed at any time.
onboarding-done = All set!

# Home
home-hello = Good to see you, <b>{ $name }</b>!
home-cancelled = Okay, stopped. Your answers are saved.
home-begin = ▶ Begin: { $lesson }
home-continue = ▶ Continue: { $lesson }
home-continue-quiz = ▶ Continue the quiz: { $lesson }
home-all-done = 🎉 All done. Look back at the lessons

# Courses
courses-title = <b>Courses</b>
lessons-before = ◀ Earlier
lessons-after = More ▶
courses-none = There are no courses yet. Please come back a little later.

# A lesson
lesson-next = Next ▶
lesson-quiz =
    { $questions ->
        [one] ✍ Quiz: { $questions } question
       *[other] ✍ Quiz: { $questions } questions
    }
lesson-finish = ✅ Finish the lesson
lesson-open = ▶ { $lesson }
lesson-locked =
    🔒 <b>{ $lesson }</b>
    { lesson-locked-start }
lesson-locked-start = Not open yet. Start here:
lesson-done = ✅ <b>{ $lesson }</b> is complete.

# A quiz
quiz-true = True
quiz-false = False
quiz-choose-many = <i>Several are right: tick them, then submit.</i>
quiz-submit = Submit ✔
quiz-undo = ↩ Undo
quiz-hint = 💡 Hint
quiz-hint-heading = 💡 <b>Hint</b>
quiz-right = ✅ <b>Right!</b>
quiz-partly = 🟡 <b>Partly right.</b>
quiz-wrong = ❌ <b>Not quite.</b>
quiz-missed = you missed this one
quiz-waits = quiz is next
quiz-next = Next question ▶
quiz-result = See the result ▶
quiz-passed = 🎉 <b>{ $lesson }</b>: quiz passed!
quiz-passed-score = { $right } of { $all } right, { $percent }%
quiz-almost = Almost there: { $right } of { $all }. You need { $need }.
quiz-not-yet = So far: { $right } of { $all }. You need { $need }.
quiz-retry =
    { $questions ->
        [one] 🔁 Retry the missed one
       *[other] 🔁 Retry the { $questions } missed ones
    }
quiz-reread = 📖 Read the lesson again
quiz-next-lesson = ▶ Next lesson: { $lesson }
quiz-report = ⚑ Report
quiz-report-why = What is wrong with this question?
quiz-reason-wrong = ❌ The answer
quiz-reason-unclear = 🤔 Unclear
quiz-reason-typo = ✏ A typo
quiz-reason-outdated = 🕰 Outdated
quiz-report-thanks = Thank you! We will look at this question.
quiz-report-known = You have told us already, thank you. We will look at it.
quiz-reported = <i>⚑ You have reported this question.</i>
quiz-answered = Your answer is counted already. Go on with the button:
quiz-answer-again = Was that your answer? Here is the question again: please send it once more.
quiz-words-please = This question is answered in words: please write your answer as a message.
quiz-buttons-please = Please use the buttons:

# Settings
settings-title = <b>Settings</b>
settings-current =
    Language: { $language }
    Daily goal: { $minutes } min
settings-language = 🌐 Language
settings-goal = 🎯 Daily goal
settings-polls = 📊 { $polls ->
    [on] Turn quiz polls on
   *[off] Turn quiz polls off
}
settings-polls-about = { $polls ->
    [on] Quiz polls: on. Questions that fit into one are asked by Telegram’s own poll.
   *[off] Quiz polls: off. Questions are asked by messages with buttons.
}
settings-choose-language = <b>Language</b>
settings-choose-goal = <b>Daily goal</b>
settings-saved = Saved.
settings-enough = That was changed many times today. Please try again tomorrow.
zone-open = 🕓 Time zone
zone-offer = 🕓 Set your time zone
zone-title = <b>Time zone</b>
zone-known = Time zone: { $city }, { $time } now
zone-unknown = Time zone: not set, I go by UTC ({ $time } now)
zone-about = Your day starts at 4 in the morning, so an evening that gets late still counts as one day.
zone-ask = Write the name of your city, or the time it is there now: 21:40.
zone-by-clock = 🕓 What time is it there?
zone-clock = <b>What time is it where you are?</b> If your minutes differ, write the time: 21:40.
zone-choose = <b>Which one is yours?</b> If it isn’t here, write a bigger city nearby.
zone-saved = Saved: it’s { $time } where you are.
zone-not-found = I don’t know that city. Try a bigger one nearby, or write what time it is there.
devices-open = 💻 Devices
devices-title = <b>Devices</b>
devices-about = The app is open under your name on these devices. Press one to sign out there.
devices-none = The app is not open on any device.
devices-more =
    { $devices ->
        [one] And on { $devices } more.
       *[other] And on { $devices } more.
    }
devices-unnamed = Unknown device
devices-end = ✖ { $device }: { $used }
devices-used-now = just now
devices-used-minutes =
    { $minutes ->
        [one] { $minutes } minute ago
       *[other] { $minutes } minutes ago
    }
devices-used-hours =
    { $hours ->
        [one] { $hours } hour ago
       *[other] { $hours } hours ago
    }
devices-used-days =
    { $days ->
        [one] { $days } day ago
       *[other] { $days } days ago
    }
devices-end-all = 🚪 Sign out everywhere
devices-ended = Signed out on that device.
devices-ended-all = Signed out everywhere. To go on in the app, open it from this chat.

# Progress
progress-title = <b>Your progress</b>
progress-longest =
    { $days ->
        [0] The first day of your longest streak is still to come.
        [one] Longest streak: { $days } day
       *[other] Longest streak: { $days } days
    }

# Help
help-about = I teach Swift and iOS in small steps. Read a lesson, take its quiz, and I explain every answer. Write me a topic, and I show where it is explained. Your place is kept after each tap, so stop whenever you like.
help-lost = Lost? /start always brings you home.

# Placement and testing out
placement-offer = 🧭 Know some already? Take a short test
placement-resume = 🧭 Go on with the test
placement-begin = ▶ Begin the test
placement-test-out = ⏩ I know this: test me
placement-test-out-module = ⏩ I know this module: test me
placement-known = known already
placement-intro =
    🧭 <b>{ $title }: where do you begin?</b>

    { $most ->
        [one] At most { $most } question, fewer if it is clear sooner.
       *[other] At most { $most } questions, fewer if it is clear sooner.
    } They get harder or easier as you answer. A slip or two won't misplace you, and nothing you have completed is taken away.
placement-intro-part =
    ⏩ <b>{ $title }: do you know it already?</b>

    { $most ->
        [one] { $most } question.
       *[other] { $most } questions.
    } With { $pass }% you may skip it. Otherwise nothing is lost: it simply waits to be read.
placement-rules = I don't say what was right in between. If you don't know, say so: that helps more than a guess. You can stop and come back at any time.
placement-question = { $title } · question { $number }, { $left ->
        [0] the last one
        [one] at most { $left } more
       *[other] at most { $left } more
    }
placement-unknown = 🤷 I don't know
placement-later = ⏸ Later
placement-enough = ✔ That's enough
placement-changed = The author has just changed that question. Your answers are kept; here is how it goes on.
placement-placed =
    { $answers ->
        [one] 🧭 <b>Done, after { $answers } answer.</b> You need not read these any more:
       *[other] 🧭 <b>Done, after { $answers } answers.</b> You need not read these any more:
    }
placement-beginning = 🧭 <b>Done.</b> The first lesson is the right place to begin: it will go quickly where you know things.
placement-place = Your place: <b>{ $lesson }</b>. What you skip stays open to be read.
placement-all = 🎉 <b>{ $title }</b>: you know it to the end. The lessons stay open to be read.
placement-more =
    { $lessons ->
        [one] … and { $lessons } more
       *[other] … and { $lessons } more
    }
placement-passed = ⏩ <b>{ $title }</b>: you know it. It counts as done for all that builds on it, and stays open to be read.
placement-failed = <b>{ $title }</b>: { $right } of { $all } right. It takes { $pass }% to skip it, so reading it is worth your time.

# The team, for operators
team-title = <b>The team</b>
team-line = { $name }: { $roles }
team-more = And { $more } more: <code>academy admin list</code> shows everybody.
team-add = ➕ Give somebody a role
team-add-ask =
    <b>Who is it?</b> Send me their contact, or their Telegram id as a number.

    They must have written to me before.
team-add-unclear = Please send a contact that is on Telegram, or the id as a number.
team-add-unknown = This person hasn’t written to me yet. Ask them to press Start, then send this again.
team-member = <b>{ $name }</b> (Telegram id { $id })
team-member-none = No role yet.
team-member-appointed = Operator: set by ACADEMY_OPERATORS on the server
team-given = { $role } (since { $date }, given by { $by })
team-by-server = the command line
team-somebody = somebody who has left
team-role-operator = operator
team-role-appointed = operator (set on the server)
team-role-author = author of { $about }
team-role-mentor = mentor of { $about }
team-make-operator = ➕ Operator
team-make-author = ➕ Author of courses…
team-make-mentor = ➕ Mentor of a group…
team-author-ask =
    <b>Which courses will { $name } write?</b> Send the id of a course. With a * at the end it means every course that begins like that: ios-*

    Courses now: { $courses }
team-author-unclear = That’s not the id of a course. It looks like ios-foundation or ios-*.
team-mentor-ask = <b>Which group will { $name } mentor?</b> Send its name: lowercase Latin letters, digits and hyphens, up to 24. For example: spring-2027
team-mentor-unclear = A group’s name is lowercase Latin letters, digits and hyphens, up to 24.
team-take = ✖ Take away: { $role }
team-take-ask = <b>Take the role away?</b> { $name }, { $role }. It takes effect at once.
team-take-sure = Yes, take it away
team-granted = Done. The role is given.
team-revoked = Done. The role is taken away.
team-nothing = Nothing to change: that’s how it is already.
team-last-operator = This is the last operator. Make somebody else an operator first.
team-appointed = This operator is set by ACADEMY_OPERATORS on the server and can only be taken off there.

# Sharing progress with a group
groups-open = 👥 Who sees my progress
groups-ask =
    <b>Share your progress with the group { $group }?</b>

    Its mentors will see your name, which lessons you have done, your streak and your time today. They don’t see your answers. You can stop any time in the settings.
groups-share = ✅ Share
groups-no = No, thanks
groups-shared = Shared. You can stop any time here or in the settings.
groups-withdrawn = Done: that group doesn’t see your progress any more.
groups-enough = You already share with 6 groups. Stop sharing with one of them first.
groups-list = <b>Who sees your progress</b>: the mentors of these groups.
groups-none = Right now nobody else sees your progress.
groups-withdraw = ✖ Stop sharing with { $group }
