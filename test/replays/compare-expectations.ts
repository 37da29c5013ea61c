import type { Expectation } from "./play-replay.ts";

/** What differs between what was expected and what a replay came to, a line each, in the order of the expectation. */
export function compareExpectations(expected: Expectation, now: Expectation): readonly string[] {
  const [before, after] = [new Map(flatten(expected, "")), new Map(flatten(now, ""))];
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((key) => {
    const [was, is] = [before.get(key) ?? "absent", after.get(key) ?? "absent"];
    return was === is ? [] : [`${key}: expected ${was}, now ${is}`];
  });
}

function flatten(value: unknown, path: string): readonly (readonly [string, string])[] {
  if (typeof value !== "object" || value === null) return [[path, JSON.stringify(value)]];
  const own: readonly (readonly [string, string])[] = Array.isArray(value)
    ? [[`${path}.length`, String(value.length)]]
    : [];
  return [
    ...own,
    ...Object.entries(value).flatMap(([key, item]) => flatten(item, path === "" ? key : `${path}.${key}`)),
  ];
}
