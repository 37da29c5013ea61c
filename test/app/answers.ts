import type { AnsweredDefect, FindAnswer } from "../../src/domain/answer.ts";
import { completion } from "../fakes/model-replies.ts";
import { type ModelServer, questionOf, type RecordedRequest, type Script } from "../fakes/model-server.ts";
import { confirmClaim, isDoubt } from "../fakes/refuting.ts";

/** Labels of all hunks of a question, as a model that read it to its end would list them. */
export function labelsOf(question: string): readonly string[] {
  return [...question.matchAll(/^hunk (\d+\.\d+(?:\.\d+)*)(?: in .*)?$/gm)].map((match) => match[1]!);
}

/** The questions that look for defects, without those about claims. */
export function firstQuestions({ requests }: ModelServer): readonly RecordedRequest[] {
  return requests.filter((request) => !isDoubt(questionOf(request)));
}

/** An answer that lists every hunk as read, with these defects. */
export function readAll(question: string, defects: readonly AnsweredDefect[] = []): FindAnswer {
  return { reviewed: [...labelsOf(question)], defects: [...defects], suggestions: [] };
}

/** A model that reads everything and finds what `find` says of a question, nothing by default, and stands by it. */
export function readingModel(
  find: (question: string, request: RecordedRequest) => readonly AnsweredDefect[] = () => [],
): Script {
  return (request) => {
    const question = questionOf(request);
    if (isDoubt(question)) return completion(confirmClaim(question), { usage: null });
    return completion(readAll(question, find(question, request)), { usage: null });
  };
}

/** A defect as a model would answer it; every field can be replaced. */
export function answeredDefect(changes: Partial<AnsweredDefect> = {}): AnsweredDefect {
  return {
    file: 0,
    side: "R",
    line: 1,
    quote: "",
    cwe: "CWE-89",
    severity: "high",
    title: "SQL query built from a request parameter",
    explanation: "The parameter of the request is put into the text of the query without escaping.",
    attack: "A visitor sends a quote and reads the whole table.",
    fix: null,
    lead: null,
    ...changes,
  };
}
