import { setTimeout as delay } from "node:timers/promises";
import { answeredDefect, readingModel } from "../app/answers.ts";
import { questionOf, type RecordedRequest, type Script } from "../fakes/model-server.ts";

const unsafeLine = (name: string) => `  return run("ls " + folder_${name});`;

/** A file with one defect, which no other pull request has. */
export function composeDefect(name: string): string {
  return `export function list_${name}(run, folder_${name}) {\n${unsafeLine(name)}\n}\n`;
}

const defect =
  /^file (\d+) [^\n]*\n(?:(?!^file )[^\n]*\n)*?R(\d+) \+ {3}return run\("ls " \+ folder_(\w+)\);/m;

/** What a test may change while the model answers. */
export interface ModelWatch {
  /** Milliseconds until an answer. */
  modelLatencyMs: number;
  onModel: ((moment: "asked" | "answered") => void) | null;
}

/** A model that finds the defect wherever it is added, after the same time always. */
export function createDefectiveModel(watch: ModelWatch): Script {
  const answer = readingModel((question) => {
    const match = defect.exec(question);
    if (match === null) return [];
    const [, file, line, name = ""] = match;
    return [answeredDefect({ file: Number(file), line: Number(line), quote: unsafeLine(name).trim() })];
  });
  return (request) => {
    const reply = answer(request);
    return async (response, received) => {
      watch.onModel?.("asked");
      await delay(watch.modelLatencyMs);
      if (response.destroyed) return;
      await reply?.(response, received);
      watch.onModel?.("answered");
    };
  };
}

/** How often the model was asked each question about each change: name of the change → question → times. */
export function countQuestions(
  requests: readonly RecordedRequest[],
): ReadonlyMap<string, ReadonlyMap<string, number>> {
  const counts = new Map<string, Map<string, number>>();
  for (const request of requests) {
    const name = /folder_(\w+)/.exec(questionOf(request))?.[1];
    if (name === undefined) continue;
    const ofChange = counts.get(name) ?? new Map<string, number>();
    ofChange.set(request.text, (ofChange.get(request.text) ?? 0) + 1);
    counts.set(name, ofChange);
  }
  return counts;
}
