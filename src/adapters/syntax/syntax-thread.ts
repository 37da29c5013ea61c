// What runs in the thread that `open-syntax-thread.ts` starts: texts come one at a time.
import { parentPort } from "node:worker_threads";
import type { PatternRule } from "../../domain/syntax.ts";
import { createFlowReader } from "./create-flow-reader.ts";
import { createSyntax } from "./create-syntax.ts";
import type { ThreadReply, ThreadRequest } from "./thread-messages.ts";

const syntax = createSyntax();
const flow = createFlowReader();
/** Every rule that was sent, under its number. */
const known: PatternRule[] = [];

parentPort?.on("message", (request: ThreadRequest) => void reply(request));

async function reply(request: ThreadRequest): Promise<void> {
  const answered = await answer(request).catch((error: unknown): ThreadReply => ({ kind: "failed", error }));
  parentPort?.postMessage(answered);
}

async function answer(request: ThreadRequest): Promise<ThreadReply> {
  const { text, language } = request;
  if (request.kind === "flow") return { kind: "flow", facts: await flow.readFlow(text, language) };
  for (const [number, rule] of request.newRules) known[number] = rule;
  const rules = request.rules.flatMap((number) => known[number] ?? []);
  return { kind: "inspect", facts: await syntax.inspect(text, language, { rules, detail: request.detail }) };
}
