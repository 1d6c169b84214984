// What the peer takes from bench/load (screens drawn beforehand) and what it keeps of a learner.

export interface Button {
    text: string;
    callback_data?: string;
    url?: string;
}

/** `keep`: what follows gets a message of its own. */
export interface Screen {
    text: string;
    keyboard: Button[][];
    keep: boolean;
}

/** An answer, in the academy's words: options by their numbers, items in their order, or a text. */
export interface Response {
    options?: number[];
    sequence?: number[];
    text?: string;
}

export interface Question {
    id: string;
    concept: string;
    /** The right answer. */
    key: Response;
    ask: Screen;
    hinted: Screen | null;
    /** Which item stands at each place. */
    order: number[];
    /** With the right items tapped, one more in each. */
    taps: Screen[];
    verdict: Screen;
}

export interface Lesson {
    id: string;
    revision: string;
    pass: number;
    screens: Screen[];
    questions: Question[];
    failed: Screen;
    passed: Screen;
}

export interface Screens {
    course: string;
    welcome: Screen;
    goal: Screen;
    home: Screen;
    list: Screen;
    lessons: Lesson[];
}

export interface Person {
    id: string;
    telegramId: number;
    firstName: string;
}

/** A moment, which is a string once Redis has had it. */
export type At = Date | string;

export interface Learner {
    version: number;
    telegram_id: number;
    first_name: string;
    locale: string;
    level: string | null;
    daily_goal: number | null;
    time_zone: string | null;
    streak: { days: number; longest: number; last_day: string | null };
    unreachable: boolean;
    registered_at: At | null;
}

export interface Progress {
    screen: number;
    seconds: number;
    attempts: number;
    open_attempt: string | null;
    last_attempt: string | null;
    best_score: number | null;
    completed_at: At | null;
}

export interface Path {
    version: number;
    enrolled: string[];
    lessons: Record<string, Progress>;
    at: string | null;
    last_step_at: At | null;
    day: string | null;
    day_seconds: number;
}

export interface Answer {
    question: string;
    response: Response;
    score: number;
    correct: boolean;
    seconds: number;
    review: { lesson: string; rating: string; day: string };
}

export interface Attempt {
    version: number;
    id: string;
    course: string;
    lesson: string;
    revision: string;
    number: number;
    seed: number;
    questions: string[];
    carried: { points: number; questions: number };
    pass: number;
    answers: Answer[];
    hints: string[];
    last_step_at: At | null;
    finished: { score: number; passed: boolean } | null;
}

export interface State {
    id: string;
    learner: Learner;
    path: Path;
    attempt: Attempt | null;
}

export interface Place {
    dialogue: string;
    view: string;
    detail?: string;
}

/** A press or a message; neither: `/start`. */
export interface Input {
    data?: string;
    text?: string;
}

export interface Session {
    state: State;
    place: Place;
}

/** The message that the last screen is in. */
export interface Live {
    message: number;
    keep: boolean;
}

export interface Fact {
    aggregate: string;
    stream: string;
    type: string;
    data: object;
    version: number;
}
