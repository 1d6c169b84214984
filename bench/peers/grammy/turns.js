// What a press or a message means, much simpler than the academy's dialogues, over screens that were drawn beforehand.
/** @import { Academy } from "./academy.js" */
/** @import { Attempt, Fact, Place, Progress, Response, Screen, State } from "./types.js" */
import { entered, relabelled, sequenced, ticked } from "./keyboards.js";
import { conceptsOf, known, shuffled, since, step, uuid5 } from "./values.js";

export class Turn {
    /** @param {Academy} academy @param {State} state @param {Place} place @param {Date} at */
    constructor(academy, state, place, at) {
        this.academy = academy;
        this.screens = academy.screens;
        this.state = state;
        this.place = place;
        this.at = at;
        /** @type {Fact[]} */
        this.facts = [];
        this.day = at.toISOString().slice(0, 10);
    }

    start() {
        const { learner, id } = this.state;
        if (learner.version === 0) {
            const { telegram_id: telegramId, first_name: firstName, locale } = learner;
            learner.registered_at = this.at;
            this.user("UserRegistered", { learner: id, telegramId, firstName, locale });
        }
        if (learner.level && learner.daily_goal) return this.screens.home;
        return learner.level ? this.screens.goal : this.screens.welcome;
    }

    /** @param {string} data @returns {Screen} */
    press(data) {
        const [call = "", given] = data.split("@");
        const [verb = "", word = "", number = ""] = call.split(":");
        const { path, attempt, learner, id } = this.state;
        /** @returns {[stream: string | undefined, version: number | undefined]} */
        const drawnFrom = () => {
            if (verb.startsWith("o")) return [id, learner.version];
            if (verb.startsWith("l") || verb === "q.s" || verb === "q.r") return [uuid5(id, "path"), path.version];
            return [attempt?.id, attempt?.version];
        };
        // Spent: the current step is shown again.
        if (given && given !== step(...drawnFrom())) return this.again();
        switch (verb) {
            case "o.l":
                learner.level = word;
                this.user("ProfileUpdated", { level: word });
                return this.screens.goal;
            case "o.g":
                learner.daily_goal = Number(word);
                this.user("ProfileUpdated", { dailyGoal: Number(word) });
                return this.screens.home;
            case "l.o":
                return this.read(word, path.lessons[word]?.completed_at ? 1 : null);
            case "l.g":
                return this.read(word, Number(number));
            case "q.s":
            case "q.r":
                return this.begin(word, verb === "q.r");
            case "q.t":
                return this.tapped(word);
            case "q.h":
                return this.hint();
            case "q.a":
                return this.answer(entered(this.question(), word));
            case "q.n":
            case "q.e":
                return this.again();
            case "h.c":
                return path.at && !path.lessons[path.at]?.completed_at ? this.read(path.at) : this.screens.list;
            case "h.h":
                return this.screens.home;
            default:
                return this.screens.list;
        }
    }

    again() {
        const { attempt, path } = this.state;
        if (attempt && !attempt.finished) return this.asking();
        if (attempt) {
            const lesson = this.academy.lesson(attempt.lesson);
            return attempt.finished?.passed ? lesson.passed : lesson.failed;
        }
        return path.at ? this.read(path.at) : this.screens.home;
    }

    /**
     * Standing at a screen is a fact, if it is news.
     * @param {string} id
     * @param {number | null} screen
     * @returns {Screen}
     */
    read(id, screen = null) {
        const { path } = this.state;
        const lesson = this.academy.lesson(id);
        const { course } = this.screens;
        if (!path.lessons[id]) {
            if (!path.enrolled.includes(course)) {
                path.enrolled.push(course);
                this.learning("CourseEnrolled", { course });
            }
            path.lessons[id] = {
                screen: 1, seconds: 0, attempts: 0, open_attempt: null, last_attempt: null, best_score: null,
                completed_at: null,
            };
            this.learning("LessonStarted", { course, lesson: id, revision: lesson.revision });
        }
        const progress = this.progress(id);
        if (screen !== null && progress.screen !== screen) {
            const { seconds, day } = { seconds: since(path.last_step_at, this.at), day: this.day };
            progress.screen = screen;
            this.spend(progress, seconds);
            const screens = lesson.screens.length;
            this.learning("ProgressUpdated", { course, lesson: id, screen, screens, seconds, day });
            this.streak();
        }
        path.at = id;
        path.last_step_at = this.at;
        this.place = { dialogue: "l", view: "read", detail: id };
        return known(lesson.screens[progress.screen - 1]);
    }

    /** @param {string} id */
    progress(id) {
        return known(this.state.path.lessons[id]);
    }

    /** @param {string} id @param {boolean} retry */
    begin(id, retry) {
        const { state } = this;
        const lesson = this.academy.lesson(id);
        const progress = this.progress(id);
        const { course } = this.screens;
        const last = retry && state.attempt?.lesson === id ? state.attempt : null;
        const right = last?.answers.filter((answer) => answer.correct) ?? [];
        const missed = last?.answers.filter((answer) => !answer.correct).map((answer) => answer.question) ?? [];
        const questions = missed.length > 0 ? missed : shuffled(lesson.questions.map((question) => question.id));
        const carried = {
            points: (last?.carried.points ?? 0) + right.length,
            questions: (last?.carried.questions ?? 0) + right.length,
        };
        const number = progress.attempts + 1;
        const attempt = uuid5(state.id, `attempt:${id}:${number}`);
        Object.assign(progress, { attempts: number, open_attempt: attempt });
        Object.assign(state.path, { at: id, last_step_at: this.at });
        const started = {
            course, lesson: id, revision: lesson.revision, number, seed: Math.floor(Math.random() * 2 ** 53),
            questions, carried, pass: lesson.pass,
        };
        state.attempt = {
            version: 0, id: attempt, ...started, answers: [], hints: [], last_step_at: this.at, finished: null,
        };
        this.learning("QuizStarted", { course, lesson: id, attempt, number });
        this.assessment("AssessmentStarted", { learner: state.id, ...started });
        return this.asking();
    }

    asking() {
        this.place = { dialogue: "q", view: "question" };
        const { ask, hinted, id } = this.question();
        return hinted && this.attempt().hints.includes(id) ? hinted : ask;
    }

    hint() {
        const { id, hinted } = this.question();
        const { hints } = this.attempt();
        if (hinted && !hints.includes(id)) {
            hints.push(id);
            this.assessment("HintRevealed", { question: id });
        }
        return this.asking();
    }

    /** A message answers the question that waits for words. @param {string} text @returns {Screen} */
    written(text) {
        const { attempt } = this.state;
        if (!attempt || attempt.finished || this.place.view !== "question") return this.again();
        return this.question().key.text === undefined ? this.asking() : this.answer({ text });
    }

    /** @param {string} entry @returns {Screen} */
    tapped(entry) {
        const { key, taps, ask } = this.question();
        this.place = { dialogue: "q", view: "question", detail: entry };
        if (key.sequence) return entry === "-" ? ask : sequenced(known(taps[entry.length - 1]), ask, entry);
        const last = taps.at(-1);
        return key.options && last ? ticked(last, key.options, Number(entry)) : ask;
    }

    /** @param {Response} response @returns {Screen} */
    answer(response) {
        const attempt = this.attempt();
        const question = this.question();
        const correct = JSON.stringify(response) === JSON.stringify(question.key);
        const { lesson } = attempt;
        const answer = {
            question: question.id, response, score: correct ? 1 : 0, correct,
            seconds: since(attempt.last_step_at, this.at),
            review: { lesson, rating: correct ? "good" : "again", day: this.day },
        };
        attempt.answers.push(answer);
        attempt.last_step_at = this.at;
        this.assessment("AnswerSubmitted", answer);
        if (attempt.answers.length === attempt.questions.length) this.finish(attempt);
        this.streak();
        this.place = { dialogue: "q", view: "verdict", detail: String(attempt.answers.length - 1) };
        const onward = attempt.finished ? "q.e" : "q.n";
        /** @param {string} data */
        const leave = (data) => (data === "q.n" || data === "q.e" ? onward : data);
        return { ...question.verdict, keyboard: relabelled(question.verdict.keyboard, leave) };
    }

    attempt() {
        return known(this.state.attempt);
    }

    /** @param {Attempt} attempt */
    finish(attempt) {
        const { course, lesson, id, carried, questions, pass, answers } = attempt;
        /** @param {(answer: Attempt["answers"][number]) => number} of */
        const sum = (of) => answers.reduce((all, answer) => all + of(answer), 0);
        const score = (sum((answer) => answer.score) + carried.points) / (questions.length + carried.questions);
        const seconds = sum((answer) => answer.seconds);
        const passed = score + 1e-9 >= pass;
        const progress = this.progress(lesson);
        attempt.finished = { score, passed };
        Object.assign(progress, {
            open_attempt: null, last_attempt: id, best_score: Math.max(progress.best_score ?? 0, score),
        });
        this.spend(progress, seconds);
        this.assessment("AssessmentCompleted", { score, passed });
        const concepts = conceptsOf(this.academy.lesson(lesson).questions, answers);
        this.learning("QuizFinished", { course, lesson, attempt: id, score, passed, seconds, day: this.day, concepts });
        if (passed && !progress.completed_at) {
            progress.completed_at = this.at;
            const timeSpentSeconds = progress.seconds;
            this.learning("LessonCompleted", { course, lesson, score, timeSpentSeconds, level: "junior" });
        }
    }

    question() {
        const { lesson, questions, answers } = this.attempt();
        const id = questions[Math.min(answers.length, questions.length - 1)];
        return known(this.academy.lesson(lesson).questions.find((question) => question.id === id));
    }

    /** @param {Progress} progress @param {number} seconds */
    spend(progress, seconds) {
        const { path } = this.state;
        path.day_seconds = (path.day === this.day ? path.day_seconds : 0) + seconds;
        path.day = this.day;
        progress.seconds += seconds;
    }

    streak() {
        const { streak } = this.state.learner;
        if (streak.last_day === this.day) return;
        Object.assign(streak, { days: 1, longest: 1, last_day: this.day });
        this.user("StreakMaintained", { day: this.day, days: 1 });
    }

    /** @param {string} type @param {object} data */
    user(type, data) {
        this.fact("user", this.state.id, this.state.learner, type, data);
    }

    /** @param {string} type @param {object} data */
    learning(type, data) {
        this.fact("learning_path", uuid5(this.state.id, "path"), this.state.path, type, data);
    }

    /** @param {string} type @param {object} data */
    assessment(type, data) {
        const attempt = this.attempt();
        this.fact("assessment", attempt.id, attempt, type, data);
    }

    /**
     * @param {string} aggregate
     * @param {string} stream
     * @param {{ version: number }} of
     * @param {string} type
     * @param {object} data
     */
    fact(aggregate, stream, of, type, data) {
        of.version += 1;
        this.facts.push({ aggregate, stream, type, data, version: of.version });
    }
}
