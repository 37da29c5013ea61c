import type { Dialect } from "./expression.ts";

/** What stands between the brackets of a class with the flag `v`. */
type ClassBody = string;

const asciiSpace: ClassBody = "\\t-\\r ";
const wideSpace: ClassBody = "\\t-\\r \\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000";
const horizontalSpace: ClassBody = "\\t \\xa0\\u1680\\u180e\\u2000-\\u200a\\u202f\\u205f\\u3000";
const verticalSpace: ClassBody = "\\n-\\r\\x85\\u2028\\u2029";

const ascii: Readonly<Record<string, ClassBody>> = { d: "0-9", w: "0-9A-Z_a-z", s: asciiSpace };

// Letters of all scripts, as far as it matters: the exact sets have hundreds of ranges, which takes long to compare.
const letters: ClassBody =
  "0-9A-Z_a-z\\xaa\\xb5\\xba\\xc0-\\xd6\\xd8-\\xf6\\xf8-\\u02ff\\u0370-\\u167f\\u1681-\\u1fff\\u2c00-\\u2dff\\u3041-\\ud7ff";

const wide: Partial<Record<Dialect, Readonly<Record<string, ClassBody>>>> = {
  python: { d: "0-9", w: letters, s: `${wideSpace}\\x1c-\\x1f` },
  csharp: { d: "0-9", w: letters, s: wideSpace },
};

const further: Partial<Record<Dialect, Readonly<Record<string, ClassBody>>>> = {
  java: { h: horizontalSpace, v: verticalSpace },
  php: { h: horizontalSpace, v: verticalSpace, n: "\\n" },
  ruby: { h: "0-9A-Fa-f" },
};

/** What the escape `\d` or one of its like means in a dialect; null for letters that name no class there. */
export function findEscapedSet(letter: string, dialect: Dialect, flags: string): ClassBody | null {
  const own = flags.includes("a") ? ascii : (wide[dialect] ?? ascii);
  return own[letter] ?? further[dialect]?.[letter] ?? null;
}

const named: Readonly<Record<string, ClassBody>> = {
  alpha: "A-Za-z",
  digit: "0-9",
  alnum: "0-9A-Za-z",
  upper: "A-Z",
  lower: "a-z",
  punct: "!-\\/:-@\\[-`\\{-~",
  space: asciiSpace,
  blank: "\\t ",
  xdigit: "0-9A-Fa-f",
  word: "0-9A-Z_a-z",
  cntrl: "\\x00-\\x1f\\x7f",
  graph: "!-~",
  print: " -~",
};

/** What `[:alpha:]` or one of its like means. Outside ASCII it may mean more. */
export function findNamedSet(name: string): ClassBody | null {
  return Object.hasOwn(named, name) ? (named[name] ?? null) : null;
}

const category = /^(?:L[ultmo]?|M[nce]?|N[dlo]?|P[cdseifo]?|S[mcko]?|Z[slp]?|C[cfos]?)$/;

/** What `\p{Lu}` or one of its like means. Java writes the names of `[:alpha:]` there, too. */
export function findPropertySet(name: string, dialect: Dialect): ClassBody | null {
  if (category.test(name)) return `\\p{${name}}`;
  const isNamed = dialect === "java" ? /^[A-Z][a-z]+$/.test(name) : dialect === "ruby";
  return isNamed ? findNamedSet(name.toLowerCase()) : null;
}

/** What the dot does not match, as an expression of one character. */
export function composeDot(dialect: Dialect, flags: string): string {
  if (flags.includes("s")) return "[^]";
  return dialect === "java" ? "[^\\n\\r\\x85\\u2028\\u2029]" : "[^\\n]";
}
