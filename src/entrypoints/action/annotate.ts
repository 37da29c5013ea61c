import type { Annotation } from "../../domain/review-draft.ts";
import { type CommandName, composeCommand } from "./workflow-command.ts";

/** GitHub shows so many of a level for each step. */
const mostOfLevel = 10;
const names: Readonly<Record<Annotation["level"], CommandName>> = {
  failure: "error",
  warning: "warning",
  notice: "notice",
};

/** Marks in the files as workflow commands, in the order given, as many of each level as GitHub shows. */
export function composeAnnotations(annotations: readonly Annotation[]): readonly string[] {
  const levels = Map.groupBy(annotations, ({ level }) => level);
  return [...levels.values()].flatMap((own) => own.slice(0, mostOfLevel).map(compose));
}

function compose({ path, startLine, endLine, level, title, message }: Annotation): string {
  return composeCommand(names[level], { file: path, line: startLine, endLine, title }, message);
}
