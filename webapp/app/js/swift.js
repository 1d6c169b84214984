// A light highlighter for Swift: enough to read a lesson's code comfortably, not a parser. Start at `highlight`.

const KEYWORDS = new Set(`actor any as associatedtype async await borrowing break case catch class consuming continue
  convenience default defer deinit didSet do dynamic else enum extension fallthrough false fileprivate final for func get
  guard if import in indirect infix init inout internal is isolated lazy let mutating nil nonisolated nonmutating open
  operator optional override package postfix precedencegroup prefix private protocol public repeat required rethrows
  return self Self set some static struct subscript super switch throw throws true try typealias unowned var weak where
  while willSet yield`.split(/\s+/));

/** @typedef {'attribute' | 'call' | 'comment' | 'keyword' | 'number' | 'plain' | 'string' | 'type'} Kind */
/** @typedef {{ kind: Kind, text: string }} Token */
/** @typedef {(kind: Kind, text: string) => void} Push */

/** @type {[Kind | 'word', RegExp][]} */
const RULES = [
  ['comment', /\/\/[^\n]*/y],
  ['number', /0x[\da-fA-F_]+|0b[01_]+|0o[0-7_]+|\d[\d_]*(?:\.\d[\d_]*)?(?:[eE][+-]?\d+)?/y],
  ['attribute', /[@#][\p{L}_][\p{L}\p{N}_]*/yu],
  ['word', /`?[\p{L}_][\p{L}\p{N}_]*`?/yu],
  ['plain', /\s+|[^\s]/yu],
];

/** Replaces the text of a <code> element by the same text in coloured spans. @param {HTMLElement} code */
export function highlight(code) {
  code.replaceChildren(...tokens(code.textContent ?? '').map(({ kind, text }) => {
    if (kind === 'plain') return document.createTextNode(text);
    const span = document.createElement('span');
    span.className = `hl-${kind}`;
    span.textContent = text;
    return span;
  }));
}

/** Their texts joined are the source again. @param {string} source */
export function tokens(source) {
  /** @type {Token[]} */
  const found = [];
  /** @type {Push} */
  const push = (kind, text) => {
    const last = found.at(-1);
    if (kind === 'plain' && last?.kind === 'plain') last.text += text;
    else if (text !== '') found.push({ kind, text });
  };
  let at = 0;
  while (at < source.length) {
    if (source.startsWith('/*', at)) {
      const end = endOfComment(source, at);
      push('comment', source.slice(at, end));
      at = end;
    } else if (/^#*"/.test(source.slice(at, at + 8))) {
      at = pushString(source, at, push);
    } else {
      const [kind, text] = match(source, at);
      push(kind === 'word' ? wordKind(source, at, text) : kind, text);
      at += text.length;
    }
  }
  return found;
}

/** @param {string} source @param {number} at @returns {[Kind | 'word', string]} */
function match(source, at) {
  for (const [kind, rule] of RULES) {
    rule.lastIndex = at;
    const hit = rule.exec(source);
    if (hit) return [kind, hit[0]];
  }
  return ['plain', source.charAt(at)];
}

/** @param {string} source @param {number} at @param {string} word @returns {Kind} */
function wordKind(source, at, word) {
  const member = source[at - 1] === '.' && source[at - 2] !== '.'; // `.default` is a case, `0..<count` is not a member
  if (KEYWORDS.has(word) && !(member && word !== 'self' && word !== 'init')) return 'keyword';
  if (/^\p{Lu}/u.test(word)) return 'type';
  const next = source[at + word.length];
  return next === '(' || member ? 'call' : 'plain';
}

/** Comments nest in Swift. @param {string} source @param {number} start */
function endOfComment(source, start) {
  let depth = 0;
  for (let at = start; at < source.length; at += 1) {
    if (source.startsWith('/*', at)) { depth += 1; at += 1; }
    else if (source.startsWith('*/', at)) {
      depth -= 1;
      at += 1;
      if (depth === 0) return at + 1;
    }
  }
  return source.length;
}

/**
 * "…", """…""" and #"…"#; what stands inside \( ) is code again. Returns where the string ends.
 * @param {string} source
 * @param {number} start
 * @param {Push} push
 */
function pushString(source, start, push) {
  const hashes = /^#*/.exec(source.slice(start))?.[0] ?? '';
  const quotes = source.startsWith('"""', start + hashes.length) ? '"""' : '"';
  const closing = quotes + hashes;
  const escape = `\\${hashes}`;
  let at = start + hashes.length + quotes.length;
  let from = start;
  while (at < source.length) {
    if (source.startsWith(closing, at)) {
      push('string', source.slice(from, at + closing.length));
      return at + closing.length;
    }
    if (source[at] === '\n' && quotes === '"') break; // unfinished: the rest of the file is not a string
    if (source.startsWith(`${escape}(`, at)) {
      const open = at + escape.length + 1;
      const close = endOfInterpolation(source, open);
      push('string', source.slice(from, open));
      for (const token of tokens(source.slice(open, close))) push(token.kind, token.text);
      from = close;
      at = close;
    } else {
      at += source.startsWith(escape, at) ? escape.length + 1 : 1;
    }
  }
  const end = Math.min(at, source.length);
  push('string', source.slice(from, end));
  return end;
}

/**
 * Where the parenthesis that `open` stands behind is closed; strings inside may hold parentheses of their own.
 * @param {string} source
 * @param {number} open
 */
function endOfInterpolation(source, open) {
  let depth = 1;
  for (let at = open; at < source.length; at += 1) {
    if (source[at] === '(') depth += 1;
    else if (source[at] === ')' && (depth -= 1) === 0) return at;
    else if (source[at] === '"') at = pushString(source, at, () => {}) - 1;
    else if (source[at] === '\n') return at;
  }
  return source.length;
}
