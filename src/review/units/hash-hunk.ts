import { createHash } from "node:crypto";
import type { UnitHunk } from "../../domain/unit.ts";

const digits = 32;

/**
 * What a model saw of a hunk: path, scope, and kind and text of every line with its surroundings. The line numbers
 * are left out, so that a hunk that only moved is not paid for twice. The first 32 hexadecimal digits of a SHA-256.
 */
export function hashHunk(hunk: UnitHunk): string {
  const seen = [hunk.path, hunk.scope, hunk.lines.map(({ kind, text, isCut }) => [kind, text, isCut])];
  return createHash("sha256").update(JSON.stringify(seen)).digest("hex").slice(0, digits);
}
