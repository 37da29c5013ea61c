/** One numbered, bulleted or headed item of a prose review. */
export interface ProseItem {
  readonly title: string;
  readonly body: string;
}

export interface ProseParts {
  /** Everything before the first item, and what stands under headings such as `Summary`; the whole text when there is no item. */
  readonly preamble: string;
  readonly items: readonly ProseItem[];
  /** What follows the last item: praise and summaries. */
  readonly closing: string;
}

interface Line {
  readonly text: string;
  readonly isCode: boolean;
}

interface Marker {
  readonly line: number;
  /** The line without its marker. */
  readonly text: string;
}

const MAX_TITLE = 160;
const NUMBERED = /^( {0,3})(?:#{1,6} {1,3})?(?:\*{2})?(?:\((\d{1,3})\)|(\d{1,3})[.)])\s(.*)$/;
const HEADING = /^ {0,3}#{1,6}\s(.*)$/;
const BULLET = /^ {0,3}[-*+•]\s(.*)$/;
const BOLD = /^ {0,3}(\*\*[^*]{3,160}\*\*.*)$/;
const GENERIC_HEADING =
  /^[\W\d_]*(?:(?:code|security)\s+)*(?:review|summary|overview|conclusions?|verdict|analysis|findings|results?|recommendations?|suggestions?|observations?|introduction|notes?|assessment|report|defects|vulnerabilities|issues)\W*$/i;
const CLOSING =
  /^(?:overall|in (?:summary|conclusion|general)|to (?:sum up|conclude|summari[sz]e)|i hope|please|let me know|conclusion|summary|if you)\b/i;

/** Cuts a prose review into preamble, items and closing words. Lines inside code fences never begin an item. */
export function splitProse(text: string): ProseParts {
  const lines = readLines(text);
  const markers = selectMarkers(lines);
  const first = markers[0];
  if (first === undefined) return { preamble: text, items: [], closing: "" };
  const items: ProseItem[] = [];
  let closing = "";
  for (const [index, marker] of markers.entries()) {
    const next = markers[index + 1];
    const body = lines.slice(marker.line + 1, next?.line ?? lines.length);
    const end = next === undefined ? findClosing(marker, body) : body.length;
    items.push(composeItem(marker, body.slice(0, end)));
    closing = joinLines(body.slice(end));
  }
  const remarks = items.filter((item) => !isContent(item)).map((item) => item.body);
  const preamble = [joinLines(lines.slice(0, first.line)), ...remarks].join("\n");
  return { preamble, items: items.filter(isContent), closing };
}

function readLines(text: string): readonly Line[] {
  let isCode = false;
  return text.split("\n").map((line) => {
    const isFence = /^\s*(?:```|~~~)/.test(line);
    if (isFence) isCode = !isCode;
    return { text: line.trimEnd(), isCode: isCode || isFence };
  });
}

function selectMarkers(lines: readonly Line[]): readonly Marker[] {
  const numbered = findMarkers(lines, NUMBERED);
  const headings = findMarkers(lines, HEADING);
  if (numbered.length > 0 && (headings.length === 0 || isAscending(lines, numbered))) return numbered;
  for (const found of [headings, findMarkers(lines, BULLET), findMarkers(lines, BOLD)]) {
    if (found.some((marker) => !GENERIC_HEADING.test(marker.text))) return found;
  }
  return numbered;
}

function findMarkers(lines: readonly Line[], pattern: RegExp): readonly Marker[] {
  return lines.flatMap((line, index) => {
    const match = line.isCode ? null : pattern.exec(line.text);
    const text = match?.at(-1)?.trim();
    if (match === null || text === undefined || text === "") return [];
    // A number inside bold type loses its opening stars with the marker.
    const isBold = pattern === NUMBERED && /^[\s#]*\*\*/.test(line.text);
    return [{ line: index, text: isBold ? `**${text}` : text }];
  });
}

/** Numbers that start anew under several headings are steps inside items, not items. */
function isAscending(lines: readonly Line[], markers: readonly Marker[]): boolean {
  const numbers = markers.map((marker) =>
    Number.parseInt(/\d{1,3}/.exec(lines[marker.line]?.text ?? "")?.[0] ?? "0", 10),
  );
  return numbers.every((number, index) => index === 0 || number > (numbers[index - 1] ?? 0));
}

/** Where the closing words begin in what follows the last item's first line. */
function findClosing(marker: Marker, body: readonly Line[]): number {
  let isAfterBlank = false;
  let hasBody = splitTitle(marker.text).body !== "";
  for (const [index, line] of body.entries()) {
    if (line.text.trim() === "") {
      isAfterBlank = true;
      continue;
    }
    const isOwn = line.isCode || /^(?:\s{2,}|[-*+•] |\*\*)/.test(line.text);
    if (CLOSING.test(line.text) || (isAfterBlank && hasBody && !isOwn)) return index;
    hasBody = true;
    isAfterBlank = false;
  }
  return body.length;
}

function composeItem(marker: Marker, body: readonly Line[]): ProseItem {
  const { title, body: opening } = splitTitle(marker.text);
  const rest = joinLines(body).trim();
  return { title, body: [opening, rest].filter((part) => part !== "").join("\n") };
}

/** The title is what stands in bold type, or before the first colon, or the first sentence. */
function splitTitle(text: string): ProseItem {
  const bold = /^\*\*([^*]{1,400})\*\*(.*)$/.exec(text);
  if (bold !== null)
    return { title: cleanTitle(bold[1] ?? ""), body: (bold[2] ?? "").replace(/^\s*[:–—-]\s*/, "").trim() };
  const end = /[:.](?=\s|$)/.exec(text.slice(0, MAX_TITLE));
  if (end === null) return { title: cleanTitle(text), body: "" };
  return { title: cleanTitle(text.slice(0, end.index)), body: text.slice(end.index + 1).trim() };
}

function cleanTitle(title: string): string {
  return title
    .replaceAll("**", "")
    .replace(/[\s:]{1,20}$/, "")
    .trim();
}

function isContent(item: ProseItem): boolean {
  return item.title !== "" && !GENERIC_HEADING.test(item.title);
}

function joinLines(lines: readonly Line[]): string {
  return lines.map((line) => line.text).join("\n");
}
