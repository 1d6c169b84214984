// The emulator as the playground's chat sees it: what its page endpoints answer, and what the page knows.

export interface Bot {
  username: string;
  name: string;
  description: string;
}

export interface Learner {
  id: number;
  firstName: string;
  lastName?: string;
  languageCode: string;
  blocked: boolean;
  theme: Theme;
}

export type Theme = 'dark' | 'light';

export interface Chat {
  id: number;
  type: 'group' | 'private';
  title: string;
  learnerIds: number[];
  menuButton: MenuButton;
  commands: { command: string; description: string }[];
}

export type MenuButton =
  | { type: 'commands' }
  | { type: 'default' }
  | { type: 'web_app'; text: string; url: string };

export interface Message {
  id: number;
  chatId: number;
  from: number | 'bot';
  /** Seconds since 1970, as is `editDate`. */
  date: number;
  editDate?: number | null;
  html: string;
  text: string;
  silent: boolean;
  poll?: Poll;
  sticker?: true;
  voice?: true;
  keyboard?: Key[][];
}

/** One of the four kinds of button under a message. */
export interface Key {
  text: string;
  callbackData?: string;
  copyText?: string;
  url?: string;
  webAppUrl?: string;
}

/** As the viewer sees it: votes and right answers only once they have voted. */
export interface Poll {
  id: string;
  type: 'quiz' | 'regular';
  question: string;
  description?: string;
  options: { text: string; votes: number; chosen: boolean }[];
  allowsMultiple: boolean;
  closed: boolean;
  correctOptionIds?: number[];
  explanation?: string;
}

export interface Faults {
  deliverTwice: boolean;
  reorder: boolean;
  sendStatus: 0 | 429 | 502;
  retryAfter: number;
  dropAfterWork: boolean;
}

/** How updates travel. */
export interface Status {
  pendingUpdates: number;
  poller: boolean;
  webhook: string | null;
}

export interface State extends Status {
  bot: Bot;
  learners: Learner[];
  chats: Chat[];
  faults: Faults;
}

/** What the bot answers to a press. */
export interface Answer {
  callbackQueryId: string;
  chatId: number;
  text?: string | null;
  showAlert?: boolean;
  url?: string | null;
}

/** The event stream: one handler for each of its types. */
export interface Received {
  answer: Answer;
  chat: { chat: Chat };
  deleted: { chatId: number; messageId: number };
  edited: { message: Message };
  faults: { faults: Faults };
  learner: { learner: Learner };
  message: { message: Message };
  poll: { chatId: number };
  status: Status;
  typing: { chatId: number };
}

export type ReceivedEvent = { [T in keyof Received]: { type: T } & Received[T] }[keyof Received];

/** Who asks for a Mini App: a button under a message, or the menu button. */
export interface AppRequest {
  url: string;
  from: 'inline' | 'menu';
}

/** What a learner sends. */
export interface Sent {
  text?: string;
  sticker?: boolean;
  voice?: boolean;
}

/** What `emit` tells of, with what it tells. */
export interface Topics {
  answer: Answer;
  bot: undefined;
  chats: undefined;
  deleted: number;
  faults: undefined;
  learners: undefined;
  loaded: undefined;
  message: Message;
  online: undefined;
  openMiniApp: AppRequest;
  opened: undefined;
  status: undefined;
  theme: Theme;
  typing: number;
}

export interface World {
  bot: Bot | null;
  learners: Map<number, Learner>;
  chats: Map<number, Chat>;
  faults: Faults;
  status: Status;
  online: boolean;
  /** Null while there is no learner. */
  viewerId: number | null;
  /** A private chat has its learner's id. */
  chatId: number | null;
  /** Of the open chat, by id. */
  messages: Map<number, Message>;
  /** Chat id → how many messages came while it was not open. */
  unread: Map<number, number>;
}
