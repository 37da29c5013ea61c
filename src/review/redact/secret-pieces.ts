const ARMOUR = /-----(?:BEGIN|END) [A-Z0-9 ]{0,40}-----/g;
const MIN_PIECE_CHARACTERS = 12;
const MIN_LINE_CHARACTERS = 6;
const MIN_VARIANT_CHARACTERS = 8;

/**
 * The parts of a value that are replaced one by one, none of which spans lines: a value of one line as it is, the
 * base64 runs of a PEM body of 12 characters and more (its armour and its shorter last line stay), or the lines of
 * any other long value.
 */
export function secretPieces(value: string): readonly string[] {
  if (value.startsWith("-----BEGIN ")) {
    const body = value.replaceAll(ARMOUR, "\n").replaceAll(/\\[rn]/g, "\n");
    const runs = body.match(/[A-Za-z0-9+/=]+/g) ?? [];
    const long = runs.filter((run) => run.length >= MIN_PIECE_CHARACTERS);
    if (long.length > 0) return long;
  }
  if (!value.includes("\n")) return [value];
  const lines = value.split("\n").map((line) => line.trim());
  return lines.filter((line) => line.length >= MIN_LINE_CHARACTERS);
}

/** What base64 of any text around the value must contain: one form for each of the three alignments. */
function base64Forms(value: string): readonly string[] {
  return [0, 1, 2].map((shift) => {
    const encoded = Buffer.from("\0".repeat(shift) + value).toString("base64");
    const isExact = (shift + Buffer.byteLength(value)) % 3 === 0;
    const first = shift === 0 ? 0 : shift + 1;
    return encoded.replace(/=+$/, "").slice(first, isExact ? undefined : -1);
  });
}

/** The forms in which a model could repeat the value unnoticed: base64, hexadecimal, reversed, URL-encoded. */
export function secretVariants(value: string): readonly string[] {
  const base64 = base64Forms(value);
  const hexadecimal = Buffer.from(value).toString("hex");
  const forms = [
    ...base64,
    ...base64.map((form) => form.replaceAll("+", "-").replaceAll("/", "_")),
    hexadecimal,
    hexadecimal.toUpperCase(),
    [...value].toReversed().join(""),
    encodeURIComponent(value.toWellFormed()),
  ];
  return [...new Set(forms)].filter((form) => form !== value && form.length >= MIN_VARIANT_CHARACTERS);
}
