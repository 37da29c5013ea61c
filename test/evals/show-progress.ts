import type { LookResult } from "./look.ts";

export interface EvalProgress {
  readonly begin: () => void;
  readonly answered: (isRecorded: boolean) => void;
  readonly finished: (result: LookResult) => void;
  readonly clear: () => void;
}

export interface ProgressOptions {
  readonly total: number;
  readonly stream: { readonly isTTY?: boolean; write(text: string): unknown };
  readonly now: () => number;
}

/** One line that is written over on a terminal, a line for each look elsewhere. */
export function createEvalProgress({ total, stream, now }: ProgressOptions): EvalProgress {
  const startedAt = now();
  const count = { running: 0, done: 0, incomplete: 0, asked: 0, recorded: 0 };
  const line = () => {
    const incomplete = count.incomplete === 0 ? [] : [`${count.incomplete} incomplete`];
    return [
      `eval ${count.done}/${total}`,
      `${count.running} under way`,
      `${count.asked} answers, ${count.recorded} recorded before`,
      ...incomplete,
      formatTime(now() - startedAt),
    ].join(" · ");
  };
  const show = () => {
    if (stream.isTTY === true) stream.write(`\r\u001b[K${line()}`);
  };
  return {
    begin() {
      count.running += 1;
      show();
    },
    answered(isRecorded) {
      count[isRecorded ? "recorded" : "asked"] += 1;
      show();
    },
    finished(result) {
      count.running -= 1;
      count.done += 1;
      if (result.failure !== null) count.incomplete += 1;
      if (stream.isTTY === true) show();
      else stream.write(`${line()} · ${describeResult(result)}\n`);
    },
    clear() {
      if (stream.isTTY === true) stream.write("\r\u001b[K");
    },
  };
}

/** `a1b2 first introduce assay-standard: located, 1 finding` */
function describeResult({
  caseId,
  form,
  side,
  reviewer,
  framing,
  sample,
  failure,
  score,
}: LookResult): string {
  const name = [caseId, form, side, reviewer, framing ?? [], sample > 1 ? `sample ${sample}` : []]
    .flat()
    .join(" ");
  if (failure !== null) return `${name}: incomplete (${failure})`;
  const found = `${score.findings} ${score.findings === 1 ? "finding" : "findings"}`;
  return `${name}: ${score.isLocated && side === "introduce" ? "located, " : ""}${found}`;
}

function formatTime(ms: number): string {
  const seconds = Math.floor(ms / 1_000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}
