import type { SecretSpan } from "./secret-span.ts";

const HEADER = /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----/g;
const FOOTER = /-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----/g;
const MAX_BLOCK_CHARACTERS = 20_000;
// An ed25519 key in PKCS#8 has 64 base64 characters; anything much shorter is an ellipsis in a manual.
const MIN_BODY_CHARACTERS = 40;
// A line of an armoured body, also as a string literal of a program: "MIIE…\n" +
const BODY_LINE =
  /^[\s"'`+,.|#*/>-]{0,40}(?:[A-Za-z0-9+/=]{1,200}|(?:Proc-Type|DEK-Info|Version|Comment|Hash|Charset): [^\n]{1,80})?(?:\\[rn]){0,2}[\s"'`+,;.)\\]{0,20}$/;

function countBodyCharacters(body: string): number {
  let count = 0;
  for (const [run] of body.matchAll(/[A-Za-z0-9+/]{12,}/g)) {
    // Names in code between two markers are long too, but rarely mix all three.
    if (/[a-z]/.test(run) && /[A-Z]/.test(run) && /\d/.test(run)) count += run.length;
  }
  return count;
}

/** End of a block whose footer is not in the text: the lines that still look like its body. */
function endOfOpenBlock(text: string, bodyStart: number): number {
  const limit = Math.min(text.length, bodyStart + MAX_BLOCK_CHARACTERS);
  let end = bodyStart;
  while (end < limit) {
    const lineFeed = text.indexOf("\n", end);
    const lineEnd = lineFeed < 0 || lineFeed > limit ? limit : lineFeed;
    if (!BODY_LINE.test(text.slice(end, lineEnd))) break;
    end = lineEnd + 1;
  }
  return Math.min(Math.max(bodyStart, end - 1), limit);
}

/** Private keys in PEM armour of every type, encrypted ones too, also inside string literals and cut off by a hunk. */
export function findPrivateKeys(text: string): readonly SecretSpan[] {
  const spans: SecretSpan[] = [];
  HEADER.lastIndex = 0;
  for (let header = HEADER.exec(text); header !== null; header = HEADER.exec(text)) {
    const bodyStart = HEADER.lastIndex;
    const window = text.slice(bodyStart, bodyStart + MAX_BLOCK_CHARACTERS);
    const nextHeader = window.search(/-----BEGIN /);
    const reach = nextHeader < 0 ? window : window.slice(0, nextHeader);
    FOOTER.lastIndex = 0;
    const footer = FOOTER.exec(reach);
    const end = footer === null ? endOfOpenBlock(text, bodyStart) : bodyStart + FOOTER.lastIndex;
    if (countBodyCharacters(text.slice(bodyStart, end)) < MIN_BODY_CHARACTERS) continue;
    spans.push({ kind: "private-key", start: header.index, end });
    HEADER.lastIndex = end;
  }
  return spans;
}
