import { createHash } from "node:crypto";
import type { UnitHunk } from "../../domain/unit.ts";

const digits = 32;

/**
 * What was shown around a hunk, in all its parts: which file, why, and the text of each line. Where the lines stand is
 * left out. The first 32 hexadecimal digits of a SHA-256.
 */
export function hashContext(parts: readonly UnitHunk[]): string {
  const shown = parts.flatMap(({ context = [] }) =>
    context.map(({ path, why, lines }) => [path, why, lines.map(({ text }) => text)]),
  );
  return createHash("sha256").update(JSON.stringify(shown)).digest("hex").slice(0, digits);
}
