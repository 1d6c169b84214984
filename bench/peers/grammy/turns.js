// What a press or a message means, much simpler than the academy's dialogues, over screens that were drawn beforehand.
import { createHash } from "node:crypto";

const NAMESPACE = "6f0b52ac-8a63-4c1d-9a5e-2a4d3f0c71e9";

export class Academy {
    constructor(screens) {
        this.screens = screens;
        this.lessons = new Map(screens.lessons.map((lesson) => [lesson.id, lesson]));
    }

    learner(from) {
        return { id: uuid5(NAMESPACE, `telegram:${from.id}`), telegramId: from.id, firstName: from.first_name };
    }

    begin({ id, telegramId, firstName }) {
        const learner = {
            version: 0, telegram_id: telegramId, first_name: firstName, locale: "en", level: null, daily_goal: null,
            time_zone: null, streak: { days: 0, longest: 0, last_day: null }, unreachable: false, registered_at: null,
        };
        const path = {
            version: 0, enrolled: [], lessons: {}, at: null, last_step_at: null, day: null, day_seconds: 0,
        };
        return { state: { id, learner, path, attempt: null }, place: { dialogue: "h", view: "home" } };
    }

    // The facts of a press or a message, the state with them, and the screen.
    take({ state, place }, { data, text }, at) {
        const turn = new Turn(this, state, place, at);
        const screen = data ? turn.press(data) : text ? turn.written(text) : turn.start();
        return { facts: turn.facts, state, place: turn.place, screen: this.drawn(screen, state) };
    }

    // Buttons carry the version of the stream that their screen was drawn from.
    drawn({ text, keyboard, keep }, { id, learner, path, attempt }) {
        const steps = {
            u: () => step(id, learner.version),
            p: () => step(uuid5(id, "path"), path.version),
            a: () => step(attempt.id, attempt.version),
        };
        const rows = keyboard.map((row) =>
            row.map((button) => {
                const [call, stream] = button.callback_data?.split("@") ?? [];
                return stream ? { ...button, callback_data: `${call}@${steps[stream]()}` } : button;
            }),
        );
        return { text, keyboard: rows, keep };
    }
}

class Turn {
    constructor(academy, state, place, at) {
        Object.assign(this, { academy, screens: academy.screens, state, place, at, facts: [] });
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

    press(data) {
        const [call, given] = data.split("@");
        const [verb, ...words] = call.split(":");
        const { path, attempt, learner, id } = this.state;
        const streams = { o: [id, learner], l: [uuid5(id, "path"), path], q: [attempt?.id, attempt] };
        streams["q.s"] = streams["q.r"] = streams.l;
        const [stream, { version } = {}] = streams[verb] ?? streams[verb[0]] ?? [];
        // Spent: the current step is shown again.
        if (given && given !== step(stream, version)) return this.again();
        switch (verb) {
            case "o.l":
                learner.level = words[0];
                this.user("ProfileUpdated", { level: words[0] });
                return this.screens.goal;
            case "o.g":
                learner.daily_goal = Number(words[0]);
                this.user("ProfileUpdated", { dailyGoal: Number(words[0]) });
                return this.screens.home;
            case "l.o":
                return this.read(words[0], path.lessons[words[0]]?.completed_at ? 1 : null);
            case "l.g":
                return this.read(words[0], Number(words[1]));
            case "q.s":
            case "q.r":
                return this.begin(words[0], verb === "q.r");
            case "q.t":
                return this.tapped(words[0]);
            case "q.h":
                return this.hint();
            case "q.a":
                return this.answer(this.entered(words[0]));
            case "q.n":
            case "q.e":
                return this.again();
            case "h.c":
                return path.at && !path.lessons[path.at].completed_at ? this.read(path.at) : this.screens.list;
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
            const lesson = this.academy.lessons.get(attempt.lesson);
            return attempt.finished.passed ? lesson.passed : lesson.failed;
        }
        return path.at ? this.read(path.at) : this.screens.home;
    }

    // Standing at a screen is a fact, if it is news.
    read(id, screen = null) {
        const { path } = this.state;
        const lesson = this.academy.lessons.get(id);
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
        const progress = path.lessons[id];
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
        return lesson.screens[progress.screen - 1];
    }

    begin(id, retry) {
        const { state } = this;
        const lesson = this.academy.lessons.get(id);
        const progress = state.path.lessons[id];
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
        return this.state.attempt.hints.includes(id) ? hinted : ask;
    }

    hint() {
        const { id, hinted } = this.question();
        const { hints } = this.state.attempt;
        if (hinted && !hints.includes(id)) {
            hints.push(id);
            this.assessment("HintRevealed", { question: id });
        }
        return this.asking();
    }

    // A message answers the question that waits for words.
    written(text) {
        const { attempt } = this.state;
        if (!attempt || attempt.finished || this.place.view !== "question") return this.again();
        return this.question().key.text === undefined ? this.asking() : this.answer({ text });
    }

    // What a tapped entry stands for: a set of bits, items by the places where they are shown, or "I don't know".
    entered(entry) {
        const { key, order } = this.question();
        if (key.text !== undefined) return { text: "" };
        if (key.sequence) return { sequence: [...entry].map((shown) => order[shown]) };
        return { options: [...Array(32).keys()].filter((option) => Number(entry) & (1 << option)) };
    }

    tapped(entry) {
        const { key, taps, ask } = this.question();
        this.place = { dialogue: "q", view: "question", detail: entry };
        if (key.sequence) return entry === "-" ? ask : sequenced(taps[entry.length - 1], ask, entry);
        return key.options && taps.length > 0 ? ticked(taps.at(-1), key.options, Number(entry)) : ask;
    }

    answer(response) {
        const { attempt, path } = this.state;
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
        if (attempt.answers.length === attempt.questions.length) this.finish(attempt, path);
        this.streak();
        this.place = { dialogue: "q", view: "verdict", detail: String(attempt.answers.length - 1) };
        const onward = attempt.finished ? "q.e" : "q.n";
        const leave = (data) => (data === "q.n" || data === "q.e" ? onward : data);
        return { ...question.verdict, keyboard: relabelled(question.verdict.keyboard, leave) };
    }

    finish(attempt, path) {
        const { course, lesson, id, carried, questions, pass, answers } = attempt;
        const sum = (of) => answers.reduce((all, answer) => all + of(answer), 0);
        const score = (sum((answer) => answer.score) + carried.points) / (questions.length + carried.questions);
        const seconds = sum((answer) => answer.seconds);
        const passed = score + 1e-9 >= pass;
        const progress = path.lessons[lesson];
        attempt.finished = { score, passed };
        Object.assign(progress, {
            open_attempt: null, last_attempt: id, best_score: Math.max(progress.best_score ?? 0, score),
        });
        this.spend(progress, seconds);
        this.assessment("AssessmentCompleted", { score, passed });
        const concepts = this.concepts(attempt);
        this.learning("QuizFinished", { course, lesson, attempt: id, score, passed, seconds, day: this.day, concepts });
        if (passed && !progress.completed_at) {
            progress.completed_at = this.at;
            const timeSpentSeconds = progress.seconds;
            this.learning("LessonCompleted", { course, lesson, score, timeSpentSeconds, level: "junior" });
        }
    }

    concepts({ lesson, answers }) {
        const { questions } = this.academy.lessons.get(lesson);
        const concepts = {};
        for (const { question, score } of answers) {
            const { concept } = questions.find(({ id }) => id === question);
            concepts[concept] ??= { asked: 0, points: 0 };
            concepts[concept].asked += 1;
            concepts[concept].points += score;
        }
        return concepts;
    }

    question() {
        const { lesson, questions, answers } = this.state.attempt;
        const id = questions[Math.min(answers.length, questions.length - 1)];
        return this.academy.lessons.get(lesson).questions.find((question) => question.id === id);
    }

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

    user(type, data) {
        this.fact("user", this.state.id, this.state.learner, type, data);
    }

    learning(type, data) {
        this.fact("learning_path", uuid5(this.state.id, "path"), this.state.path, type, data);
    }

    assessment(type, data) {
        this.fact("assessment", this.state.attempt.id, this.state.attempt, type, data);
    }

    fact(aggregate, stream, of, type, data) {
        of.version += 1;
        this.facts.push({ aggregate, stream, type, data, version: of.version });
    }
}

function uuid5(namespace, name) {
    const bytes = createHash("sha1").update(Buffer.from(namespace.replaceAll("-", ""), "hex")).update(name).digest();
    bytes[6] = (bytes[6] & 0x0f) | 0x50;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    const hex = bytes.toString("hex", 0, 16);
    return [8, 12, 16, 20].reduceRight((text, at) => `${text.slice(0, at)}-${text.slice(at)}`, hex);
}

// The keyboard with other data on its buttons.
function relabelled(keyboard, data) {
    return keyboard.map((row) =>
        row.map((button) => (button.callback_data ? { ...button, callback_data: data(button.callback_data) } : button)),
    );
}

// The screen of all that is right ticked, with these bits ticked instead.
function ticked(screen, right, bits) {
    const drawn = right.reduce((sum, option) => sum | (1 << option), 0);
    const data = (call) => {
        const [verb, entry, rest] = call.split(/[:@]/);
        if (verb === "q.a" || verb === "q.h") return `${verb}:${bits}@${rest}`;
        return verb === "q.t" ? `q.t:${bits ^ (Number(entry) ^ drawn)}@${rest}` : call;
    };
    return { ...screen, keyboard: relabelled(screen.keyboard, data) };
}

// The screen of so many items tapped, with these tapped instead: the others are left, then comes undo or submit.
function sequenced(screen, ask, entry) {
    const [letters] = ask.keyboard;
    const left = letters.flatMap(({ text }, shown) =>
        entry.includes(shown) ? [] : [{ text, callback_data: `q.t:${entry}${shown}@a` }],
    );
    const data = (call) => {
        const [verb] = call.split(":");
        return verb === "q.a" ? `q.a:${entry}@a` : verb === "q.t" ? `q.t:${entry.slice(0, -1) || "-"}@a` : call;
    };
    const under = relabelled(left.length > 0 ? screen.keyboard.slice(1) : screen.keyboard, data);
    return { ...screen, keyboard: left.length > 0 ? [left, ...under] : under };
}

// A stream at a version, as short as a button needs it.
function step(stream, version) {
    return stream ? `${(Number.parseInt(stream.slice(-8), 16) & 0x3fffffff).toString(36)}.${version.toString(36)}` : "";
}

function since(then, now) {
    return then ? Math.min(Math.max(Math.floor((now - new Date(then)) / 1000), 0), 300) : 0;
}

function shuffled(items) {
    return items.map((item) => [Math.random(), item]).sort(([one], [other]) => one - other).map(([, item]) => item);
}
