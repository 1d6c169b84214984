# Choosing an interview
interview = 🎙 Interview
interview-title = <b>🎙 Interview simulation</b>
interview-about = I ask as a technical interviewer does, follow up on what you say, and tell you afterwards what was heard and what was missing. Which interview?
interview-none = There are no interviews yet. Please come back a little later.
interview-level-junior = Junior
interview-level-middle = Middle
interview-level-senior = Senior
interview-history = { $level }: { $shares }
interview-all-topics = All topics
interview-chosen-topics = Topics: { $topics }
interview-chosen-length =
    { $questions ->
        [one] Length: { $minutes } min, { $questions } question
       *[other] Length: { $minutes } min, { $questions } questions
    }
interview-rules = You may skip, take a hint or pause at any time.
interview-begin = ▶ Begin the interview
interview-topics = 📋 Topics
interview-choose-topics = What shall we talk about?
interview-topics-done = ✔ Done

# The interview
interview-hello =
    { $questions ->
        [one] Hello, { $name }! Nice to meet you. I have { $questions } question, and we have { $minutes } minutes. Think aloud, in as many messages as you like.
       *[other] Hello, { $name }! Nice to meet you. I have { $questions } questions, and we have { $minutes } minutes. Think aloud, in as many messages as you like.
    }
interview-left = ⏳ { $minutes } min
interview-follow = ↪ One more thing about that:
interview-answer = <i>Answer in your own words.</i>
interview-noted =
    { $messages ->
        [one] <i>✍ Noted. Send more, or tap “That's all”.</i>
       *[other] <i>✍ Noted, { $messages } messages. Send more, or tap “That's all”.</i>
    }
interview-done = ✔ That's all
interview-skip = ⏭ Skip
interview-pause = ⏸ Pause
interview-stop = ⏹ Stop
interview-paused = ⏸ The interview is paused, and its time stands still. Come back whenever you like.
interview-resume = ▶ Go on
interview-stop-really = Stop the interview here? What you have answered will be scored.
interview-stop-yes = ⏹ Yes, stop
interview-go-on = ▶ No, go on
interview-continue = 🎙 Continue the interview · ⏳ { $minutes } min
interview-words-please = Please answer in words first, as a message. Or skip the question.
interview-media = I can only read text, so a voice message or a picture does not count. Please type your answer.
interview-unsure = That is fine. Take a hint, or skip this one.
interview-unsure-said = That is fine. Take a hint, or tap “That's all”: what you have said counts.
interview-full = That is as much as I can take in for one answer. Please tap “That's all”.
interview-cut = That was long: I have kept the beginning, 10,000 characters of it. Please tap “That's all”.
interview-wordless = I have noted it, but I need words to understand an answer.
interview-skip-said = You have begun to answer, and that should count. Tap “That's all”.
interview-answered = That question is closed, so this message does not count. Go on with the button:
interview-paused-answer = The interview is paused, so this message does not count. Go on first, then send it again.
interview-time-up = ⏰ Time is up. What you had said until then counts.
interview-lost = The questions of this interview are no longer there, so it ends here. What you have answered counts.

# Feedback
interview-strong-answer = ✅ <b>A strong answer: { $percent }%</b>
interview-fair-answer = 🟡 <b>A fair answer: { $percent }%</b>
interview-weak-answer = 🔴 <b>Needs work: { $percent }%</b>
interview-skipped = ⏭ <b>Skipped.</b>
interview-hinted = with a hint
interview-said = <b>What I heard</b>
interview-open =
    { $points ->
        [one] <b>{ $points } point open: I did not find it</b>
       *[other] <b>{ $points } points open: I did not find them</b>
    }
interview-open-held =
    { $points ->
        [one] ▫️ { $points } point is open. You will see it after my next question.
       *[other] ▫️ { $points } points are open. You will see them after my next question.
    }
interview-open-before = <b>Still open from the main question</b>
interview-claim = 🙋 I said this
interview-claim-which = Which point did you make?
interview-claim-where = <b>In which sentence did you say it?</b>
interview-claim-whole = 📄 The whole answer
interview-claim-thanks = Thank you. The author will read your words. The score stays until then.
interview-claim-known = You have told the author about this point already.
interview-swapped = <i>I heard you say this of the other one: “{ $words }”</i>
interview-claimed = <i>🙋 You say you said this: “{ $words }” · sent to the author</i>
interview-quote = <i>“{ $words }”</i>
interview-denied = <i>I read it as “it is not so”: “{ $words }”</i>
interview-second-look = 🤖 A language model has looked at this answer a second time, and corrected the score.
interview-list = <i>Keywords alone count for little: explain them in sentences.</i>
interview-foreign = <i>I understand English and Russian. In another language I cannot find the points.</i>
interview-held = <i>Let me ask one more thing about this. The model answer comes after it.</i>
interview-model = 💬 Model answer
interview-model-heading = 💬 <b>A good answer</b>
interview-next = Next ▶
interview-next-answer = Next answer ▶
interview-to-card = Scorecard ▶
interview-first-answer = ◀ Back to the main question

# Scorecard
interview-card = 🏁 <b>Scorecard:</b> { $interview }
interview-over-done = All questions were asked.
interview-over-time = The time was up.
interview-over-stopped = The interview was stopped.
interview-share = { $bar } <b>{ $percent }%</b> (the bar of this level: { $hire }%)
interview-dealt = Questions: { $dealt } of { $all }
interview-hire = 👍 <b>Recommendation: hire.</b> You are above the bar of { $hire }%.
interview-lean = 🟡 <b>Recommendation: not yet, but close.</b> You are near the bar of { $hire }%. Close the gaps below.
interview-not-yet = 📚 <b>Recommendation: not yet.</b> The bar is { $hire }%, and you know now what to work on.
interview-too-little = 🤔 <b>Too little was answered for a recommendation.</b>
interview-trend = 📈 Your interviews of this level: { $shares }
interview-rescored = 🔁 Re-scored after the author accepted your words (“{ $words }”): <b>{ $percent }%</b>
interview-you-said = <i>You said: “{ $words }”</i>
interview-you-skipped = <i>You skipped it.</i>
interview-strong = <b>Strong</b>
interview-weak = <b>What to work on</b>
interview-learn = What to learn next:
interview-answers = 📝 Answer by answer
interview-again = 🎙 Another interview
