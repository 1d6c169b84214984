# Words that several screens share.
language-name = English
back = ◀ Back
home = 🏠 Home
continue = ▶ Continue
lessons = 📚 Lessons
progress = 📊 Progress
settings = ⚙ Settings
mini-app = 📱 Open the app
# A word of code where there is no typeface for it.
quote = “{ $words }”
minutes-short = { $minutes } min
percent = { $percent }%
goal-5 = 5 minutes a day
goal-10 = 10 minutes a day
goal-20 = 20 minutes a day

# How a learner is doing.
standing-streak =
    { $days ->
        [0] 🔥 Your streak starts with the next step
       *[other] 🔥 { $days }-day streak
    }
standing-today = ⏱ Today: { $minutes } of { $goal } min
standing-today-reached = 🎉 Today’s goal reached: { $minutes } min
standing-course = 🎓 { $course }: { $bar } { $done }/{ $all }

# Answers to what is no step.
hint-text = Please use the buttons:
hint-media = I can't look at that, but here is where you are:
hint-edited = I don't see edits of earlier messages. Here is where you are:
hint-onboarding = Just two taps and we can begin. Please choose a button:
refused-spent = That button is from an earlier step. Here is the current one.
poll-late = That quiz is from an earlier step: your vote there changes nothing.
refused-gone = This is no longer part of the course. Here is what there is.
refused-quiz-first = The lesson is complete once its quiz is passed.
refused-unknown = I don't know that one. /help lists what I can do.
refused-nothing-chosen = Choose at least one option first.

# Commands in the menu.
command-learn = Continue learning
command-interview = Practise an interview
command-progress = How I am doing
command-settings = Language, daily goal, time zone
command-help = What this bot can do
command-cancel = Leave the current step

# The bot's own page.
bot-name = iOS Academy
bot-short-description = Swift and iOS in short lessons and quizzes, a few minutes a day.
bot-description =
    Learn iOS development in chat: short lessons, quizzes that explain every answer, and progress that is never lost.

    Five minutes a day is enough. Tap the button below.
menu-button = Course

# Beyond a learner's own chat.
group-hint = I teach one to one. Write to me here: { $link }
trouble = A short hiccup on our side. Your tap is saved and will be answered in a moment.
broken = Something went wrong on our side. We have kept your message and will look into it. /start takes you on.
updating = I’m being updated right now, so that didn’t count. Please try again in a minute.
too-fast = That was a little too fast for me, so it didn’t count. Take a breath and try again.
