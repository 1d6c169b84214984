# Spaced review
command-review = Review what you are about to forget
review-title = Review
review-open = 🧠 Review
review-point = In an interview you left out one thought here. Answer again in your mind, then look which one.
review-point-follow = ↪ The follow-up:
review-point-missing = <b>The thought you left out</b>
review-show = 👁 Show the answer
review-again = 🔁 Again · { $interval }
review-hard = 😓 Hard · { $interval }
review-good = 🙂 Good · { $interval }
review-easy = 😎 Easy · { $interval }
review-interval =
    { $days ->
        [0] soon
        [one] { $days } day
       *[other] { $days } days
    }
review-why = ❓ Why this?
review-alone = { $rating ->
    [again] 🔁 Again
    [hard] 😓 Hard
    [good] 🙂 Good
   *[easy] 😎 Easy
}
review-next = Next ▶
review-comes-back =
    { $days ->
        [0] 🔁 It comes back in a moment.
        [1] 🔁 It comes back tomorrow.
       *[other] 🔁 It comes back in { $days } days.
    }
review-done =
    { $reviewed ->
        [0] <b>This review is over.</b>
        [one] 🎉 <b>Review done:</b> { $reviewed } answer.
       *[other] 🎉 <b>Review done:</b> { $reviewed } answers.
    }
review-went = Remembered: { $remembered }, forgotten: { $forgotten }.
review-next-day =
    { $days ->
        [0] There is more today.
        [1] The next review is tomorrow.
       *[other] The next review is in { $days } days.
    }
review-none-yet = Finish a lesson, and its cards and questions come back here when it is time.
review-more =
    { $items ->
        [one] ▶ One more
       *[other] ▶ { $items } more
    }
review-nothing = ✅ <b>Nothing to review now.</b>
review-vacation = 🏖 <b>You are on vacation:</b> nothing is due, and your streak waits for you.
review-later = Your reviews are being made ready. Please try again in a moment.

# Why an item is asked
review-why-title = <b>Why am I seeing this?</b>
review-because-again = You did not remember it earlier today, so it comes once more.
review-because-due =
    { $days ->
        [0] Today is its day: just before you would forget it.
        [one] Its day was yesterday.
       *[other] Its day was { $days } days ago.
    }
review-because-date =
    { $days ->
        [0] You want to know it today.
        [one] You want to know it tomorrow.
       *[other] You want to know it in { $days } days.
    }
review-because-new = It is new: from a lesson that you have finished.
review-why-recall = 🎲 The chance that you still remember it: { $percent }%.
review-why-history = Answers until now: { $reviews }. Lately:
review-past-again =
    { $days ->
        [0] ❌ today: not remembered
        [one] ❌ yesterday: not remembered
       *[other] ❌ { $days } days ago: not remembered
    }
review-past-hard =
    { $days ->
        [0] 😓 today: with effort
        [one] 😓 yesterday: with effort
       *[other] 😓 { $days } days ago: with effort
    }
review-past-good =
    { $days ->
        [0] 🙂 today: remembered
        [one] 🙂 yesterday: remembered
       *[other] 🙂 { $days } days ago: remembered
    }
review-past-easy =
    { $days ->
        [0] 😎 today: at once
        [one] 😎 yesterday: at once
       *[other] 😎 { $days } days ago: at once
    }
review-why-how = Each time you remember, the pause grows; when you forget, it begins small again.

# What a learner wants of their reviews
wishes-open = 🧠 Reviews
wishes-title =
    <b>Reviews</b>
    At most { $cap } a day, { $fresh } of them new.
wishes-vacation = 🏖 Vacation
wishes-vacation-now = 🏖 Vacation: { $first } to { $last }
wishes-date = 📅 Learn for a date
wishes-date-now = 📅 Your date: { $day }
wishes-cap = Daily limit:
wishes-choose-date = <b>Learn for a date.</b> I bring reviews forward so that you know the most on that day, an interview perhaps. How many days until then? Or write the date: { $day }.
wishes-choose-vacation = <b>Vacation.</b> Nothing is due, and your streak waits. How many days, from today? Or write the first and the last day: { $first } { $last }.
wishes-days =
    { $days ->
        [one] { $days } day
       *[other] { $days } days
    }
wishes-none = None
wishes-no-date = I could not read that as a date within the next year. Write it like this: { $day }
