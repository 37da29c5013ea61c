import { escapeInvisible } from "../redact/escape-invisible.ts";

/** Longest name that a prompt shows, in UTF-16 units before anything in it is escaped. */
const longestName = 512;

/** A path or a name of the change as one JSON string of visible characters: it can neither end nor reorder its line. */
export function quoteName(name: string): string {
  return JSON.stringify(escapeInvisible(name.slice(0, longestName)));
}
