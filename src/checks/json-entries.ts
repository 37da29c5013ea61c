/** An object or array of a JSON text. Items of arrays have an empty key. */
export interface JsonNode {
  readonly key: string;
  readonly line: number;
  readonly parent: JsonNode | null;
}

/** A scalar of a JSON text with the object that holds it. */
export interface JsonEntry {
  readonly key: string;
  readonly value: string;
  readonly isString: boolean;
  readonly line: number;
  /** Null at the top of a text, and where the start of its object is not known. */
  readonly parent: JsonNode | null;
}

interface Scalar {
  readonly value: string;
  readonly isString: boolean;
  readonly line: number;
}

interface State {
  readonly entries: JsonEntry[];
  open: JsonNode | null;
  key: string;
  /** The last scalar: a key when a colon follows, else a value. */
  pending: Scalar | null;
}

const LINE_FEED = 10;
const SPACE = 32;
const QUOTE = 34;
const BACKSLASH = 92;
const STRUCTURE = new Set("{}[],:");
const MAX_SCALAR = 20_000;

function decode(text: string): string {
  if (!text.includes("\\")) return text;
  try {
    return String(JSON.parse(`"${text}"`));
  } catch {
    // An invalid escape: the text as it stands says enough.
    return text;
  }
}

function flush(state: State): void {
  if (state.pending !== null) state.entries.push({ key: state.key, parent: state.open, ...state.pending });
  state.pending = null;
  state.key = "";
}

function readStructure(state: State, character: string, line: number): void {
  if (character === ":") {
    state.key = state.pending?.value ?? "";
    state.pending = null;
    return;
  }
  if (character === "{" || character === "[") {
    state.open = { key: state.key, line, parent: state.open };
    state.pending = null;
    state.key = "";
    return;
  }
  flush(state);
  if (character !== ",") state.open = state.open?.parent ?? null;
}

/** End of the string that begins behind `from`: its closing quote, or the end of its line where there is none. */
function endOfString(text: string, from: number): number {
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE || code === LINE_FEED) return at;
    if (code === BACKSLASH && text.charCodeAt(at + 1) !== LINE_FEED) at++;
  }
  return text.length;
}

function endOfWord(text: string, from: number): number {
  let at = from + 1;
  while (at < text.length && !STRUCTURE.has(text.charAt(at)) && text.charCodeAt(at) > 34) at++;
  return at;
}

function readScalar(state: State, scalar: Scalar): void {
  if (state.pending !== null) flush(state);
  state.pending = {
    ...scalar,
    value: scalar.isString ? decode(scalar.value.slice(0, MAX_SCALAR)) : scalar.value,
  };
}

/** Reads what stands at `at` and returns the place behind it. */
function readToken(state: State, text: string, at: number, line: number): number {
  const code = text.charCodeAt(at);
  if (code === QUOTE) {
    const end = endOfString(text, at + 1);
    readScalar(state, { value: text.slice(at + 1, end), isString: true, line });
    return text.charCodeAt(end) === QUOTE ? end + 1 : end;
  }
  if (STRUCTURE.has(text.charAt(at))) {
    readStructure(state, text.charAt(at), line);
    return at + 1;
  }
  if (code <= SPACE) return at + 1;
  const end = endOfWord(text, at);
  readScalar(state, { value: text.slice(at, end), isString: false, line });
  return end;
}

/**
 * The scalars of a JSON text with their lines, in order. Total and linear: takes broken texts, fragments that begin
 * or end anywhere, and any depth.
 */
export function readJsonEntries(text: string, firstLine: number): readonly JsonEntry[] {
  const state: State = { entries: [], open: null, key: "", pending: null };
  let line = firstLine;
  let at = 0;
  while (at < text.length) {
    if (text.charCodeAt(at) === LINE_FEED) line++;
    at = readToken(state, text, at, line);
  }
  flush(state);
  return state.entries;
}
