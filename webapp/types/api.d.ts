// What the REST API answers, as far as the Mini App reads it. The API describes itself in src/http.

export interface User {
  id: string;
  name: string;
  locale: string;
}

export interface Session {
  token: string;
  user: User;
  bot?: { username: string };
  /** What happens after it has not been told yet. */
  lastEventId: string;
}

/** What has happened to the learner. What it is about, its ids tell; `version` is that of the screen that follows from it. */
export interface Happened {
  type: string;
  timestamp: string;
  data: { attemptId?: string; interviewId?: string; reviewId?: string; version?: number };
}

/** Where the learner is signed in. */
export interface Device {
  id: string;
  /** Empty if it has not said what it is. */
  device: string;
  createdAt: string;
  lastUsedAt: string;
  /** The one that asks. */
  current: boolean;
}

export interface Course {
  id: string;
  title: string;
  summary: string;
  enrolled: boolean;
  completedLessons: number;
  totalLessons: number;
  modules: Module[];
}

export interface Module {
  id: string;
  title: string;
  summary: string;
  lessons: Lesson[];
}

export interface Lesson {
  id: string;
  title: string;
  minutes: number;
  screens: number;
  /** 0 where there is no quiz. */
  questions: number;
  state: 'completed' | 'locked' | 'open' | 'started' | 'testedOut';
  /** From 1; 0 before the lesson is begun. */
  screen: number;
  bestScore: number | null;
  requires: { id: string; title: string; completed: boolean }[];
  chatLink: string | null;
}

export interface Progress {
  averageScore: number | null;
  totalTimeSpentMinutes: number;
  streak: { days: number; longest: number; activeToday: boolean };
  today: { minutes: number; goal: number };
  /** Left out when all is done. */
  current?: Current;
}

/** Where the learner stands. */
export interface Current {
  kind: 'lesson' | 'quiz';
  courseId: string;
  lessonId: string;
  title: string;
  screen: number;
  screens: number;
  question?: number;
  questions?: number;
  attemptId?: string;
  chatLink: string | null;
}

export interface Reviews {
  due: number;
  new: number;
  session?: { reviewId: string; left: number };
}

export interface Interviews {
  open?: { interviewId: string; title: string; paused: boolean; secondsLeft: number };
  past: PastInterview[];
}

export interface PastInterview {
  interviewId: string;
  title: string;
  share: number;
  recommendation: 'hire' | 'lean' | 'notYet' | 'tooLittle';
  finishedAt: string;
}

/** What has screens of its own here. */
export type DialogueKind = 'attempt' | 'interview' | 'review';

/** A screen of an attempt, an interview or a review; which of them it is, its own id tells. */
export interface Screen {
  attemptId?: string;
  interviewId?: string;
  reviewId?: string | null;
  kind: string;
  place: string;
  version: number;
  html: string;
  roomy?: Roomy;
  notice?: string;
  buttons: Button[][];
  entry?: { limit: number };
  /** On a verdict. */
  correct?: boolean;
  /** Of a finished attempt. */
  passed?: boolean;
  /** Of an interview. */
  paused?: boolean;
  secondsLeft?: number;
}

/** The screen in parts: the text without its heading and without what the buttons say. */
export interface Roomy {
  title: string;
  html: string;
  progress?: { done: number; all: number };
}

/** Sends a token, leads into the chat, into an attempt, or out of the dialogue. */
export interface Button {
  label: string;
  /** All that it stands for, where the label is a letter. */
  html?: string;
  /** Of something to be ticked. */
  pressed?: boolean;
  attempt?: string;
  token?: string;
  url?: string;
  view?: string;
}

/** What is done on a screen. */
export interface Act {
  press?: string;
  text?: string;
  place?: string;
}
