import type { z } from "zod";

const kinds: Readonly<Record<string, string>> = {
  array: "a list, such as [a, b]",
  object: "a map of keys and values",
  string: "text",
  number: "a number",
  boolean: "true or false",
};

/** What a value of a configuration file must be, in words of our own: “must be a list, such as [a, b]”. */
export function describeIssue(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case "invalid_type":
      return `must be ${kinds[issue.expected] ?? issue.expected}`;
    case "invalid_value":
      return `must be one of ${issue.values.map(String).join(", ")}`;
    case "too_small":
      if (issue.origin === "number") return `must be above ${issue.minimum}`;
      return issue.minimum === 1
        ? "must not be empty"
        : `must have at least ${issue.minimum} ${unitsOf(issue.origin)}`;
    case "too_big":
      if (issue.origin === "number") return `must be at most ${issue.maximum}`;
      return `must have at most ${issue.maximum} ${unitsOf(issue.origin)}`;
    // A pattern says in the schema what it wants.
    default:
      return issue.message;
  }
}

function unitsOf(origin: string): string {
  return origin === "string" ? "characters" : "entries";
}
