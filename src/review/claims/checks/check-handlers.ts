import type { CatchFacts, GuardFacts } from "../../../domain/syntax.ts";
import {
  type ClaimCheck,
  claimedDeclaration,
  type Evidence,
  holds,
  refuted,
  UNDECIDED,
} from "./claim-evidence.ts";
import { type FileEvidence, functionAround, linesBetween } from "./file-evidence.ts";

const BARE = /\bbare[ -]?[`"']?(?:except|rescue)|except[`"']?\s+without|catch-all/i;
const BROAD =
  /\b(?:too )?(?:broad|generic|overly general)\w*\b.{0,40}\b(?:exceptions?|except|catch|rescue|handlers?)\b|\b(?:exceptions?|except|catch|rescue|handlers?)\b.{0,40}\b(?:too|overly) (?:broad|general|generic)|\b(?:catch|rescue)(?:es|s|ing)? (?:all|every|any|generic)\b/i;
const SWALLOWED =
  /\bswallow\w*|\bsilently\b|\bempty (?:catch|except|rescue)|\b(?:errors?|exceptions?)\b.{0,30}\b(?:ignored|discarded|dropped|suppressed)\b|\b(?:ignor|discard|suppress)(?:es|ed|s|ing)?\b.{0,30}\b(?:errors?|exceptions?)\b|\b(?:caught|catch\w*)\b.{0,40}\bnot (?:properly |really |actually )?handled\b|\b(?:only|just|merely) logg?(?:s|ed)\b/i;
const LOGGED = /\blog(?:s|ged|ging)?\b/i;
const ALL_BY_NAME = /\b(?:Exception|BaseException|Throwable|StandardError)\b|\.\.\./;
/** Throws on, or does something that is no mere return of a value. */
const ACTS =
  /\b(?:raise|throw|abort|exit|panic|reject)\b|^(?!\s*(?:return\b|\}?\s*(?:except|catch|rescue)\b)).*\w[?!]?\s*\(/m;

/** In a file with more of them the code as a whole is not judged. */
const MAX_HANDLERS = 200;

/** Whether a claim is about what handlers catch and do, not about their absence. */
export function isAboutHandlers(text: string): boolean {
  return BARE.test(text) || BROAD.test(text) || SWALLOWED.test(text);
}

/** `A bare except`, `catches too much`, `swallows the error`: read from the handlers of the place. */
export function checkHandlers(evidence: Evidence): ClaimCheck {
  const { text } = evidence;
  const handlers = listHandlers(evidence);
  if (handlers === null) return UNDECIDED;
  if (handlers.length === 0) {
    return (evidence.code?.guards.length ?? 0) === 0
      ? refuted("No handler of exceptions stands in the file.")
      : UNDECIDED;
  }
  if (BARE.test(text)) return decide(handlers, (handler) => isBare(handler, evidence), "catches everything");
  if (BROAD.test(text)) {
    if (/script|tsx/.test(evidence.facts?.language ?? "")) return UNDECIDED;
    return decide(handlers, (handler) => isBroad(handler, evidence), "catches exceptions of every kind");
  }
  return checkSwallowed(handlers, evidence);
}

function decide(
  handlers: readonly CatchFacts[],
  isFaulty: (handler: CatchFacts) => boolean,
  what: string,
): ClaimCheck {
  const faulty = handlers.filter(isFaulty);
  if (faulty.length === 0) return refuted(`No handler that is meant ${what}.`);
  return faulty.length === handlers.length
    ? holds(`The handler on line ${faulty[0]?.startLine} ${what}.`)
    : UNDECIDED;
}

/** The handlers at the place, else those of the guarded block or of the function that is meant. */
function listHandlers(evidence: Evidence): readonly CatchFacts[] | null {
  const { code, place } = evidence;
  const guards = code?.guards ?? [];
  const all = guards.flatMap(({ handlers }) => handlers);
  const isMet = ({ startLine, endLine }: CatchFacts) =>
    startLine <= place.endLine && place.startLine <= endLine;
  const here = all.filter(isMet);
  if (here.length > 0) return here;
  const around = guards.findLast(({ start, end }) => start <= place.endLine && place.startLine <= end);
  if (around !== undefined) return around.handlers;
  const scope = claimedDeclaration(evidence);
  if (scope === null) return code === null || all.length > 0 ? null : [];
  return all.filter(({ startLine, endLine }) => scope.startLine <= startLine && endLine <= scope.endLine);
}

function headerOf({ startLine }: CatchFacts, { codeLines }: FileEvidence): string {
  const line = codeLines.get(startLine) ?? "";
  const at = line.search(/\b(?:except|catch|rescue)\b/);
  return at === -1 ? line : line.slice(at, at + 300);
}

function isBare(handler: CatchFacts, file: FileEvidence): boolean {
  return /^(?:except\s*:|catch\s*(?:\(\s*\.\.\.\s*\)\s*)?\{|rescue\s*(?:=>|$))/.test(headerOf(handler, file));
}

function isBroad(handler: CatchFacts, file: FileEvidence): boolean {
  const caught = headerOf(handler, file).replace(/[:{].*$/, "");
  return isBare(handler, file) || ALL_BY_NAME.test(caught);
}

function checkSwallowed(handlers: readonly CatchFacts[], evidence: Evidence): ClaimCheck {
  const asksLog = LOGGED.test(evidence.text);
  const isSwallowing = ({ acts }: CatchFacts) => acts === "nothing" || (asksLog && acts === "logs");
  const swallowing = handlers.filter(isSwallowing);
  if (swallowing.length === handlers.length) {
    return swallowing.every((handler) => isAnswered(handler, evidence))
      ? UNDECIDED
      : holds(`The handler on line ${handlers[0]?.startLine} does nothing about what it catches.`);
  }
  const isHandling = handlers.every((handler) => {
    const body = linesBetween(evidence.codeLines, handler.startLine, handler.endLine).join("\n");
    return handler.acts === "logs" ? !asksLog : handler.acts === "more" && ACTS.test(body);
  });
  return swallowing.length === 0 && isHandling ? refuted("What is caught there is acted upon.") : UNDECIDED;
}

/** Handlers that do nothing, or only log, and whose function does not tell its callers by what it returns. */
export function findSwallowed(file: FileEvidence, text: string): readonly number[] | null {
  const { code } = file;
  if (code === null || !SWALLOWED.test(text) || BARE.test(text) || BROAD.test(text)) return null;
  const asksLog = LOGGED.test(text);
  const handlers = code.guards.flatMap(({ handlers: found }) => found);
  const swallowing = handlers.filter(({ acts }) => acts === "nothing" || (asksLog && acts === "logs"));
  if (swallowing.length > MAX_HANDLERS) return null;
  return swallowing.filter((handler) => !isAnswered(handler, file)).map(({ startLine }) => startLine);
}

/**
 * Whether a handler lets its function return nothing where it would return a value, and every caller in the file looks
 * at what it got: the failure is handled there.
 */
function isAnswered(handler: CatchFacts, file: FileEvidence): boolean {
  const owner = functionAround(file, handler.startLine);
  const guard = file.code?.guards.find(({ handlers }) => handlers.includes(handler));
  if (owner === null || owner.name === null || guard === undefined || !returnsValue(guard, file))
    return false;
  const calls = file.facts?.names.get(owner.name)?.usedAt ?? [];
  const outside = calls.filter((line) => line < owner.startLine || line > owner.endLine).slice(0, 100);
  return outside.length > 0 && outside.every((line) => isTested(owner.name ?? "", line, file));
}

function returnsValue({ start, end }: GuardFacts, { codeLines }: FileEvidence): boolean {
  return linesBetween(codeLines, start, end).some((line) => /\breturn\s+\S/.test(line));
}

/** `x = call()` and, within three lines, a condition on `x`; or the call within a condition. */
function isTested(name: string, line: number, { codeLines }: FileEvidence): boolean {
  const code = codeLines.get(line) ?? "";
  if (/^\s*(?:el)?(?:if|unless|while)\b/.test(code)) return true;
  const target = /^\s*(?:const |let |var )?([\w$]+)\s*:?=(?!=)/.exec(code)?.[1];
  if (target === undefined || !code.includes(name)) return false;
  return linesBetween(codeLines, line + 1, line + 3).some(
    (next) =>
      /\b(?:if|unless|while)\b/.test(next) &&
      new RegExp(`(?<![\\w$])${quotePattern(target)}(?![\\w$])`).test(next),
  );
}

function quotePattern(name: string): string {
  return name.replaceAll("$", "\\$");
}
