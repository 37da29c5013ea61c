import { z } from "zod";
import { EvidenceRequest, RefuteAnswer } from "../../domain/refutation.ts";
import { findJsonValues } from "../answer/read-json-values.ts";

/** Longest answer that is read, in UTF-16 units: a real one is a hundredth of it. */
const longestAnswer = 200_000;
const mostRequests = 3;

/** What one answer to the refuting question says. */
export type RefuteReading =
  | { readonly kind: "answer"; readonly answer: RefuteAnswer }
  | { readonly kind: "need"; readonly requests: readonly EvidenceRequest[] }
  | { readonly kind: "unreadable"; readonly detail: string };

// Models without a strict mode leave out what they would answer with null, and add keys of their own.
const Answer = z.object(RefuteAnswer.omit({ need: true }).shape);
const Request = z.object(EvidenceRequest.shape);
const nothing = Object.fromEntries(Object.keys(Answer.shape).map((key) => [key, null]));
const noRequest = { path: null, from: null, to: null, symbol: null };

/** Reads an answer: exactly one whole object that decides or asks. Total; nothing that broke off is completed. */
export function readRefuteAnswer(text: string): RefuteReading {
  const { values, open } = findJsonValues(withoutThoughts(text.slice(0, longestAnswer)));
  const found = values.filter((value) => Object.hasOwn(value, "verdict") || Object.hasOwn(value, "need"));
  const [only] = found;
  if (only === undefined) return { kind: "unreadable", detail: "It holds no answer object." };
  if (found.length > 1) return { kind: "unreadable", detail: "It holds more than one answer object." };
  if (isOpen(only, open)) return { kind: "unreadable", detail: "The answer object is broken or not closed." };
  return readObject(only);
}

function readObject(value: object): RefuteReading {
  const answer = Answer.safeParse({ ...nothing, ...value });
  if (!answer.success) return { kind: "unreadable", detail: "The answer object does not fit the form." };
  if (answer.data.verdict !== null) return { kind: "answer", answer: { need: [], ...answer.data } };
  const requests = readRequests("need" in value ? value.need : null);
  return requests.length > 0
    ? { kind: "need", requests }
    : { kind: "unreadable", detail: "It gives no verdict and asks for nothing." };
}

function readRequests(need: unknown): readonly EvidenceRequest[] {
  if (!Array.isArray(need)) return [];
  return need.slice(0, mostRequests).flatMap((item: unknown) => {
    const request = Request.safeParse({ ...noRequest, ...(typeof item === "object" ? item : {}) });
    return request.success ? [request.data] : [];
  });
}

/** A thought at the very beginning may hold drafts of answers. */
function withoutThoughts(text: string): string {
  const opening = /^\s*<(?:think|thinking|reasoning)>/i.exec(text);
  if (opening === null) return text;
  const closing = /<\/(?:think|thinking|reasoning)>/i.exec(text);
  return closing === null ? "" : text.slice(closing.index + closing[0].length);
}

function isOpen(value: object, open: ReadonlySet<object>): boolean {
  if (open.has(value)) return true;
  return Object.values(value).some(
    (inner: unknown) => typeof inner === "object" && inner !== null && isOpen(inner, open),
  );
}
