import type { Command, DismissReason } from "../../domain/command.ts";
import { findNearMiss } from "../../domain/find-near-miss.ts";
import { INVISIBLE_RANGES } from "../../domain/invisible-characters.ts";

/** Names of our commands, without the slash. */
export type CommandName = "review" | "dismiss" | "reopen" | "explain" | "pause" | "resume" | "help";

/**
 * What the first line of a comment asks for. `malformed`: one of our names, followed by words that it does not take, or
 * a near miss of one.
 */
export type ParsedCommand =
  | { readonly kind: "command"; readonly command: Command }
  | { readonly kind: "none" }
  | {
      readonly kind: "malformed";
      readonly name: CommandName;
      readonly usage: string;
      /** Whether the name itself is mistyped: then it may as well be another program's. */
      readonly isNearMiss: boolean;
    };

interface Grammar {
  readonly usage: string;
  readonly meaning: string;
  readonly read: (words: readonly string[]) => Command | null;
}

/** Longest first line that is read, in UTF-16 units. */
const longestLine = 1_000;
const shortestReason = 3;
const longestReason = 300;

const grammars: Readonly<Record<CommandName, Grammar>> = {
  review: {
    usage: "/review [full | estimate]",
    meaning:
      "review what changed since the last review; `full` reviews everything again, `estimate` says what that would cost",
    read: readReview,
  },
  dismiss: {
    usage: "/dismiss ID false-positive | accepted-risk | wont-fix because REASON [until YYYY-MM-DD]",
    meaning: "stop counting a finding, until that day or until its code changes",
    read: readDismiss,
  },
  reopen: {
    usage: "/reopen ID",
    meaning: "count a dismissed finding again",
    read: (words) => readFinding("reopen", words),
  },
  explain: {
    usage: "/explain ID",
    meaning: "show everything that is known about a finding",
    read: (words) => readFinding("explain", words),
  },
  pause: {
    usage: "/pause",
    meaning: "stop reviewing new pushes to this pull request",
    read: (words) => (words.length === 0 ? { kind: "pause" } : null),
  },
  resume: {
    usage: "/resume",
    meaning: "review new pushes again",
    read: (words) => (words.length === 0 ? { kind: "resume" } : null),
  },
  help: {
    usage: "/help",
    meaning: "show this list",
    read: (words) => (words.length === 0 ? { kind: "help" } : null),
  },
};

/** Every command with its meaning, as a Markdown list. */
export const commandHelp: string = Object.values(grammars)
  .map(({ usage, meaning }) => `- \`${usage}\`: ${meaning}`)
  .join("\n");

/**
 * Reads the first line of a comment. Words are parted by spaces or tabs, names are case-sensitive, and nothing may
 * stand before the slash, so that quoted text, replies by mail and code never hold a command. A mistyped name is never
 * obeyed. Total and linear.
 */
export function parseCommand(commentBody: string): ParsedCommand {
  if (!commentBody.startsWith("/")) return { kind: "none" };
  const end = commentBody.indexOf("\n");
  const wholeLine = end === -1 ? commentBody : commentBody.slice(0, end);
  const line = wholeLine.slice(0, longestLine).trimEnd();
  const [first = "", ...words] = line.split(/[ \t]+/);
  const name = first.slice(1);
  if (!isCommandName(name)) return readNearMiss(name);
  const { usage, read } = grammars[name];
  const isWhole = wholeLine.trimEnd().length <= longestLine;
  const command = isWhole ? read(words) : null;
  return command === null
    ? { kind: "malformed", name, usage, isNearMiss: false }
    : { kind: "command", command };
}

/** The answer to a malformed command: nothing of the comment is repeated, and no line of it begins with a slash. */
export function explainUsage({ name, usage, isNearMiss }: ParsedCommand & { kind: "malformed" }): string {
  const mistake = isNearMiss
    ? `Did you mean \`/${name}\`? Nothing was done.`
    : `The words after \`/${name}\` are not understood. Nothing was done.`;
  return `${mistake} Write \`${usage}\` on the first line of a new comment; \`/help\` lists all commands.`;
}

function readNearMiss(word: string): ParsedCommand {
  const name = findNearMiss(word, Object.keys(grammars));
  if (name === null || !isCommandName(name)) return { kind: "none" };
  return { kind: "malformed", name, usage: grammars[name].usage, isNearMiss: true };
}

function isCommandName(name: string): name is CommandName {
  return Object.hasOwn(grammars, name);
}

function readReview(words: readonly string[]): Command | null {
  if (words.length === 0) return { kind: "review", scope: "changed" };
  if (words.length > 1) return null;
  if (words[0] === "full") return { kind: "review", scope: "full" };
  return words[0] === "estimate" ? { kind: "estimate" } : null;
}

function readFinding(kind: "reopen" | "explain", words: readonly string[]): Command | null {
  const finding = words.length === 1 ? readId(words[0]) : null;
  return finding === null ? null : { kind, finding };
}

function readDismiss(words: readonly string[]): Command | null {
  const [id, reason, because, ...rest] = words;
  const finding = readId(id);
  if (finding === null || !isDismissReason(reason) || because !== "because") return null;
  // The word before the last is reserved: a mistyped day must not make a dismissal that never ends.
  const hasEnd = rest.at(-2) === "until";
  const until = hasEnd ? readDay(rest.at(-1) ?? "") : null;
  if (hasEnd && until === null) return null;
  const text = (hasEnd ? rest.slice(0, -2) : rest).join(" ");
  return isPlainReason(text) ? { kind: "dismiss", finding, reason, because: text, until } : null;
}

function readId(word: string | undefined): string | null {
  const digits = /^A-([0-9a-f]{8})$/i.exec(word ?? "")?.[1];
  return digits === undefined ? null : `A-${digits.toLowerCase()}`;
}

function isDismissReason(word: string | undefined): word is DismissReason {
  return word === "false-positive" || word === "accepted-risk" || word === "wont-fix";
}

/** A day of the calendar, or null: the 30th of February is none. */
function readDay(word: string): string | null {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(word)) return null;
  const time = Date.parse(`${word}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(word) ? word : null;
}

/** Long enough to mean something, and without anything that drives a terminal or reorders text. */
function isPlainReason(text: string): boolean {
  if (!text.isWellFormed()) return false;
  const characters = [...text];
  if (characters.length < shortestReason || characters.length > longestReason) return false;
  return characters.every((character) => {
    const code = character.codePointAt(0) ?? 0;
    return !INVISIBLE_RANGES.some(({ from, to, group }) => group !== "hidden" && code >= from && code <= to);
  });
}
