/** A command that downloads a script and runs it at once. */
export interface RemoteScript {
  readonly isEncrypted: boolean;
  /** The command with white space reduced: equal commands have equal keys. */
  readonly key: string;
}

const MAX_LINE = 4000;
const FETCH = /\b(?:curl|wget|iwr|irm|invoke-webrequest|invoke-restmethod)\b/i;
const PIPE_TO_SHELL =
  /\|\s*(?:sudo\s+(?:-\w+\s+)*)?(?:env\s+)?(?:\/(?:usr\/)?bin\/)?(?:ba|z|da|k)?sh\b|\|\s*(?:sudo\s+)?(?:python3?|node|perl|ruby|php|iex|pwsh)\b(?!\s+-[cme]\b)/i;
const SUBSTITUTED =
  /(?:(?:ba|z|da)?sh|source|eval|iex)\s+(?:-c\s+)?["']?(?:<\(|\$\(|`|\()\s*(?:curl|wget|iwr|irm)\b/i;

/** Reads one logical line of a shell script; null when it runs no download. Linear. */
export function readRemoteScript(line: string): RemoteScript | null {
  const text = line.slice(0, MAX_LINE);
  const fetchAt = text.search(FETCH);
  if (fetchAt < 0 || text.trimStart().startsWith("#")) return null;
  if (!(PIPE_TO_SHELL.test(text.slice(fetchAt)) || SUBSTITUTED.test(text))) return null;
  return { isEncrypted: !/\bhttp:\/\//i.test(text), key: text.replaceAll(/\s+/g, " ").trim() };
}

/** A logical line with its first and last physical line, 1-based. */
export interface JoinedLine {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

const MAX_JOINED = 200;

/** The text that a line gives to its logical line, and whether the next line belongs to it. */
function readPart(line: string, isOpen: boolean): { readonly text: string; readonly isContinued: boolean } {
  const trimmed = line.trimEnd();
  if (trimmed.trimStart().startsWith("#")) return { text: isOpen ? "" : trimmed, isContinued: isOpen };
  const hasBackslash = trimmed.endsWith("\\");
  return {
    text: hasBackslash ? trimmed.slice(0, -1) : trimmed,
    isContinued: hasBackslash || trimmed.endsWith("|"),
  };
}

/** Joins lines that end in a backslash or a pipe; comments between them are passed over. Linear. */
export function joinContinued(lines: readonly string[], firstLine: number): JoinedLine[] {
  const joined: JoinedLine[] = [];
  let parts: string[] = [];
  for (const [offset, line] of lines.entries()) {
    const { text, isContinued } = readPart(line, parts.length > 0);
    parts.push(text);
    if (isContinued && parts.length < MAX_JOINED && offset < lines.length - 1) continue;
    const end = firstLine + offset;
    joined.push({ text: parts.join(" "), start: end - parts.length + 1, end });
    parts = [];
  }
  return joined;
}
