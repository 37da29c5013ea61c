import {
  type ClaimCheck,
  type ClaimChecker,
  claimedNames,
  type Evidence,
  holds,
  placeCode,
  refuted,
  UNDECIDED,
} from "./claim-evidence.ts";
import { countBrackets, type FileEvidence, holdsWord } from "./file-evidence.ts";

const LOG_CALL =
  /(?<![\w$])(?:(?:[\w$@]+\.)*(?:_?log(?:ger|ging)?|console|syslog|slog|warnings)\s*(?:\.\s*\w+)+!?|(?:System\.(?:out|err)\.)?print(?:f|ln|ers?)?!?|puts|p|warn|pp|error_log|fmt\.Print(?:f|ln)?|fmt\.Fprint(?:f|ln)?|e?println!|(?:trace|debug|info|warn|error)!|Console\.(?:Error\.)?Write(?:Line)?)(?![\w$])/gi;
const SENSITIVE =
  /(?:passw(?:or)?d|passphrase|secret|token|credential|api_?key|private_?key|authorization|cookie|session_?id|ssn)/i;
const BENIGN =
  /(?:count|len|length|size|type|names?|ids?|limit|max|min|num|is_|has_|expir\w*|ttl|ur[il]|path|file|field|hash|hashed|masked|redacted|policy|reset|set|valid|error|status|age|kind|version|class)$|^(?:is|has|num|max|min|total|mask|redact|hash|should|count)(?:_|[A-Z])|tokeniz/i;
const PROTECTED =
  /\b\w*(?:mask|redact|hash|sanit|scrub|len|bool|type|fingerprint|digest|sha\d*|strlen|size|exist)\w*\s*\(/i;
const PLAIN =
  /(?:^|_)(?:id|ids|count|name|status|code|size|length|port|line|index|elapsed|duration|attempts?|version|state|method|mode|level|time|total|number|retries)$|(?:Id|Count|Name|Status|Code|State|Size|Method|Attempts?)$/;
/** A name under which somebody may have put a function that logs. */
const MAY_LOG = /log|print|trace|audit|record|report|write|echo|dump|emit|send/i;
const LOOKS_BACK = 12;
const LOOKS_AHEAD = 20;
const WORD = /[\p{L}_$@][\p{L}\p{N}_$]*/gu;

/** `A secret is logged`: what the call that logs at the place is given. */
export const loggingChecker: ClaimChecker = {
  categories: ["logging"],
  statement:
    /\b(?:log(?:s|ged|ging)?|print(?:s|ed|ing)?|written to (?:the )?logs?)\b.{0,120}\b(?:passwords?|passphrases?|secrets?|tokens?|credentials?|api[ _-]?keys?|private[ _-]?keys?|sensitive|cookies?|session|confidential|plain ?text|clear ?text)\b|\b(?:passwords?|passphrases?|secrets?|tokens?|credentials?|api[ _-]?keys?|private[ _-]?keys?|sensitive|cookies?|session|confidential|plain ?text|clear ?text)\b.{0,120}\b(?:logs?|logged|logging|printed|printing|printed out)\b/is,
  check: checkLogging,
};

function checkLogging(evidence: Evidence): ClaimCheck {
  const calls = findLogCalls(evidence);
  if (calls.length === 0) {
    const mayLog = placeCode(evidence).some((line) => MAY_LOG.test(line));
    return mayLog ? UNDECIDED : refuted("The quoted lines log nothing.");
  }
  if (evidence.code === null) return UNDECIDED;
  const words = calls.flatMap(listArguments);
  if (words.length === 0) return refuted("Only fixed text is logged here.");
  const asked = claimedNames(evidence).filter((name) => !isCallee(name, calls));
  const isMissed = asked.length > 0 && !asked.some((name) => words.includes(name));
  if (isMissed) return refuted(`\`${asked[0]}\` is not among what is logged here.`);
  const meant = asked.length > 0 ? words.filter((word) => asked.includes(word)) : words;
  return judgeWords(words, meant, calls);
}

/** What is logged, by what its names say. */
function judgeWords(
  words: readonly string[],
  meant: readonly string[],
  calls: readonly string[],
): ClaimCheck {
  const secret = meant.find((word) => SENSITIVE.test(word) && !BENIGN.test(word));
  if (secret !== undefined) {
    return calls.some((call) => PROTECTED.test(call.slice(0, 1_000)))
      ? UNDECIDED
      : holds(`\`${secret}\` is logged here.`);
  }
  const isPlain = words.every((word) => PLAIN.test(word) || BENIGN.test(word));
  return isPlain ? refuted("Nothing that is logged here says that it is a secret.") : UNDECIDED;
}

/** The code of the calls that log and reach into the place, texts blanked. */
function findLogCalls({ codeLines, place, facts }: Evidence): readonly string[] {
  const calls: string[] = [];
  for (let line = place.startLine - LOOKS_BACK; line <= place.endLine; line += 1) {
    const code = (codeLines.get(line) ?? "").slice(0, 2_000);
    for (const match of code.matchAll(LOG_CALL)) {
      if (isDefinition(match[0], line, facts)) continue;
      const call = readCall({ codeLines, line, column: match.index });
      if (call !== null && call.endLine >= place.startLine) calls.push(call.text);
    }
  }
  return calls;
}

function isDefinition(called: string, line: number, facts: FileEvidence["facts"]): boolean {
  return facts?.names.get(called)?.definedAt.includes(line) === true;
}

interface CallStart {
  readonly codeLines: FileEvidence["codeLines"];
  readonly line: number;
  readonly column: number;
}

/** From the name of a call to its closing parenthesis; to the end of the line where the language needs none. */
function readCall({ codeLines, line, column }: CallStart): { text: string; endLine: number } | null {
  const parts: string[] = [];
  let depth = 0;
  for (let number = line; number <= line + LOOKS_AHEAD; number += 1) {
    const code = (codeLines.get(number) ?? "").slice(number === line ? column : 0, 2_000);
    parts.push(code);
    depth += countBrackets(code);
    const goesOn = depth > 0 || /,\s*$/.test(code);
    if (!goesOn) return isCall(parts[0] ?? "") ? { text: parts.join("\n"), endLine: number } : null;
  }
  return null;
}

function isCall(code: string): boolean {
  return /^[\w$@.!]+\s*(?:\(|\s["'\w@:{[#])/.test(code);
}

function listArguments(call: string): readonly string[] {
  const words = call.slice(/^[\w$@.!]+/.exec(call)?.[0].length ?? 0).match(WORD) ?? [];
  return words.filter(
    (word) => !/^(?:f|r|b|if|unless|self|this|str|repr|to_s|String|valueOf|err|e|ctx)$/.test(word),
  );
}

function isCallee(name: string, calls: readonly string[]): boolean {
  return (
    calls.some((call) => holdsWord(/^[\w$@.!]+/.exec(call)?.[0] ?? "", name)) ||
    /^(?:log|logger|LOG|logging|console|print|debug|info)$/.test(name)
  );
}
