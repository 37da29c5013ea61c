const PLACEHOLDER = /\[\[SECRET [a-z0-9-]{1,60} #\d{1,9}\]\]/g;
const ARMOUR = /-----(?:BEGIN|END) [A-Z0-9 ]{0,40}-----/g;
// A name with its declaration, an operator, and the opening of the literal; optionally the front of an address.
const BEFORE =
  /^(?:[\w\s$.\-"'`[\]<>:]{0,300}(?:=>|:=|[=:>])\s{0,20})?["'`]?(?:(?:Bearer|Basic|Token)\s{1,4}|[A-Za-z][A-Za-z0-9+.-]{1,20}:\/\/[^\s:/@"'`]{0,100}:)?$/;
const AFTER =
  /^(?:@[\w.:/?&=%+-]{0,200})?(?:\\[rn])?["'`]?[\s+,;)\]}\\]{0,40}(?:<\/[\w.:-]{1,60}>)?\s{0,20}$/;

function isPlaceholderLine(line: string, known: ReadonlySet<string>): boolean | null {
  const bare = line.replaceAll(ARMOUR, "").trim();
  if (/^["'`+;,\s]*$/.test(bare)) return null;
  const places = [...bare.matchAll(PLACEHOLDER)].filter((match) => known.has(match[0]));
  const first = places[0];
  const last = places.at(-1);
  if (first === undefined || last === undefined) return false;
  const between = bare.slice(first.index, last.index + last[0].length).replaceAll(PLACEHOLDER, "");
  return (
    /^(?:\\[rn]|[\s"'`+,])*$/.test(between) &&
    BEFORE.test(bare.slice(0, first.index)) &&
    AFTER.test(bare.slice(last.index + last[0].length))
  );
}

/**
 * Whether a quote says nothing but that a masked secret stands there: each of its lines assigns a placeholder of
 * this change, or belongs to the armour of a key. Code that merely contains a placeholder is not about it, and
 * neither is code beside a placeholder that somebody wrote into a comment.
 */
export function isAboutPlaceholder(text: string, known: ReadonlySet<string>): boolean {
  if (known.size === 0 || text.length > 20_000) return false;
  const lines = text.split("\n").map((line) => isPlaceholderLine(line, known));
  return lines.includes(true) && !lines.includes(false);
}
