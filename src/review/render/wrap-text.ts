/** Columns that a text takes in a terminal: two for East Asian wide characters and emoji, none for combining marks. */
export function measureWidth(text: string): number {
  if (/^[ -~]*$/.test(text)) return text.length;
  let width = 0;
  for (const character of text) width += characterWidth(character);
  return width;
}

/**
 * Breaks a line at spaces into lines of at most `width` columns; a longer word is cut. Always at least one line, and
 * none that a workflow of GitHub would obey.
 */
export function wrapText(text: string, width: number): readonly string[] {
  return breakText(text, width).map((line) => line.replace(/^::/, ": :"));
}

function breakText(text: string, width: number): readonly string[] {
  const limit = Math.max(1, width);
  const lines: string[] = [];
  let line: string[] = [];
  let used = 0;
  for (const word of text.split(" ").filter((part) => part !== "")) {
    for (const piece of cutToWidth(word, limit)) {
      const columns = measureWidth(piece);
      if (line.length > 0 && used + 1 + columns > limit) {
        lines.push(line.join(" "));
        line = [];
        used = 0;
      }
      used += line.length > 0 ? columns + 1 : columns;
      line.push(piece);
    }
  }
  return line.length > 0 || lines.length === 0 ? [...lines, line.join(" ")] : lines;
}

/** Joins short phrases by middle dots, breaking lines between phrases only where one fits on a line. */
export function wrapPhrases(phrases: readonly string[], width: number): readonly string[] {
  const lines: string[] = [];
  let line = "";
  for (const phrase of phrases) {
    const longer = line === "" ? phrase : `${line} · ${phrase}`;
    if (line !== "" && measureWidth(longer) > width) {
      lines.push(line);
      line = phrase;
    } else line = longer;
  }
  return [...lines, line].flatMap((whole) => wrapText(whole, width));
}

/** Cuts a text into pieces of at most `width` columns, never inside a character. */
export function cutToWidth(text: string, width: number): readonly string[] {
  const pieces: string[] = [];
  let piece = "";
  let used = 0;
  for (const character of text) {
    const columns = characterWidth(character);
    if (used + columns > width && piece !== "") {
      pieces.push(piece);
      piece = "";
      used = 0;
    }
    piece += character;
    used += columns;
  }
  return [...pieces, piece];
}

function characterWidth(character: string): number {
  if (/^\p{M}$/u.test(character)) return 0;
  return /^[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]$|^\p{Emoji_Presentation}$|^[\u{20000}-\u{3fffd}]$/u.test(
    character,
  )
    ? 2
    : 1;
}
