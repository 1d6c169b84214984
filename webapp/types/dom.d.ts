// What both pages' `h` takes: attributes, handlers and children of an element.

export type Child = Node | string | false | null | undefined | Child[];

export type Handler<E extends Event, T> = (event: E & { currentTarget: T }) => unknown;

export interface Attributes<T> {
  dataset?: Record<string, string | number | undefined>;
  onchange?: Handler<Event, T>;
  onclick?: Handler<MouseEvent, T>;
  oninput?: Handler<Event, T>;
  onkeydown?: Handler<KeyboardEvent, T>;
  onload?: Handler<Event, T>;
  onmousedown?: Handler<MouseEvent, T>;
  onsubmit?: Handler<SubmitEvent, T>;
  [name: string]: unknown;
}

export type Make = <K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes?: Attributes<HTMLElementTagNameMap[K]>,
  ...children: Child[]
) => HTMLElementTagNameMap[K];

/** A text of a page: words, or words for each plural form that the language has. */
export type Text = string | Partial<Record<Intl.LDMLPluralRule, string>> & { other: string };
