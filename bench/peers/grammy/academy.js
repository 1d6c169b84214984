// Its lessons, its learners, and its screens with the steps that buttons carry. What a press means, turns.js knows.
/** @import { Input, Learner, Path, Person, Screen, Screens, Session, State } from "./types.js" */
import { Turn } from "./turns.js";
import { known, step, uuid5 } from "./values.js";

const NAMESPACE = "6f0b52ac-8a63-4c1d-9a5e-2a4d3f0c71e9";

export class Academy {
    /** @param {Screens} screens */
    constructor(screens) {
        this.screens = screens;
        this.lessons = new Map(screens.lessons.map((lesson) => [lesson.id, lesson]));
    }

    /** @param {string} id */
    lesson(id) {
        return known(this.lessons.get(id));
    }

    /** @param {{ id: number, first_name: string }} from @returns {Person} */
    learner(from) {
        return { id: uuid5(NAMESPACE, `telegram:${from.id}`), telegramId: from.id, firstName: from.first_name };
    }

    /** @param {Person} person @returns {Session} */
    begin({ id, telegramId, firstName }) {
        /** @type {Learner} */
        const learner = {
            version: 0, telegram_id: telegramId, first_name: firstName, locale: "en", level: null, daily_goal: null,
            time_zone: null, streak: { days: 0, longest: 0, last_day: null }, unreachable: false, registered_at: null,
        };
        /** @type {Path} */
        const path = {
            version: 0, enrolled: [], lessons: {}, at: null, last_step_at: null, day: null, day_seconds: 0,
        };
        return { state: { id, learner, path, attempt: null }, place: { dialogue: "h", view: "home" } };
    }

    /**
     * The facts of a press or a message, the state with them, and the screen.
     * @param {Session} session
     * @param {Input} input
     * @param {Date} at
     */
    take({ state, place }, { data, text }, at) {
        const turn = new Turn(this, state, place, at);
        const screen = data ? turn.press(data) : text ? turn.written(text) : turn.start();
        return { facts: turn.facts, state, place: turn.place, screen: this.drawn(screen, state) };
    }

    /**
     * Buttons carry the version of the stream that their screen was drawn from.
     * @param {Screen} screen
     * @param {State} state
     * @returns {Screen}
     */
    drawn({ text, keyboard, keep }, { id, learner, path, attempt }) {
        /** @type {Record<string, () => string>} */
        const steps = {
            u: () => step(id, learner.version),
            p: () => step(uuid5(id, "path"), path.version),
            a: () => (attempt === null ? "" : step(attempt.id, attempt.version)),
        };
        const rows = keyboard.map((row) =>
            row.map((button) => {
                const [call, stream] = button.callback_data?.split("@") ?? [];
                return stream ? { ...button, callback_data: `${call}@${steps[stream]?.() ?? ""}` } : button;
            }),
        );
        return { text, keyboard: rows, keep };
    }
}
