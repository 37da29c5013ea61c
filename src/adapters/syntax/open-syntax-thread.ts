import { Worker } from "node:worker_threads";
import type { PatternRule } from "../../domain/syntax.ts";
import type { FlowReader, Syntax } from "../../pipeline/ports.ts";
import type { ThreadReply, ThreadRequest } from "./thread-messages.ts";

/** Longest time for one text, in milliseconds: the largest that is parsed takes seconds. */
const defaultLimitMs = 30_000;
/** A thread without work keeps some 40 MB; a new one takes a quarter of a second. */
const idleMs = 60_000;

export interface SyntaxThread {
  readonly syntax: Syntax;
  readonly flow: FlowReader;
}

interface Waiting {
  /** Made when its turn comes: only then is it known which rules the thread has. */
  readonly compose: (known: Map<PatternRule, number>) => ThreadRequest;
  /** Null when the thread died of it, or took too long. */
  readonly settle: (reply: ThreadReply | null) => void;
}

/**
 * The syntax port and the flow reader in a thread of their own, so that webhooks are answered while a large text is
 * parsed. One text at a time, in the order of the calls. A text that takes over `limitMs`, or kills the thread, is null
 * like one that is too large, and the next one gets a new thread. The thread starts with the first text, ends when it had
 * nothing to do for a minute, and keeps the process alive only while something waits for it. An error of a rule loses
 * its class on the way.
 */
export function openSyntaxThread(limitMs = defaultLimitMs): SyntaxThread {
  const waiting: Waiting[] = [];
  let thread: RunningThread | null = null;
  let isBusy = false;
  const endThread = () => {
    thread?.stop();
    thread = null;
  };
  let idling: NodeJS.Timeout | undefined;

  const ask = (compose: Waiting["compose"]): Promise<ThreadReply | null> =>
    new Promise((settle) => {
      waiting.push({ compose, settle });
      if (!isBusy) void work();
    });

  const work = async () => {
    isBusy = true;
    clearTimeout(idling);
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      thread ??= startThread();
      const reply = await thread.answer(next.compose(thread.rules), limitMs);
      if (reply === null) thread = null;
      next.settle(reply);
    }
    isBusy = false;
    idling = setTimeout(endThread, idleMs).unref();
  };

  return {
    syntax: {
      async inspect(text, language, { rules, detail }) {
        const reply = await ask((known) => ({
          kind: "inspect",
          text,
          language,
          detail,
          ...numberRules(rules, known),
        }));
        if (reply?.kind === "failed") throw reply.error;
        return reply?.kind === "inspect" ? reply.facts : null;
      },
    },
    flow: {
      async readFlow(text, language) {
        const reply = await ask(() => ({ kind: "flow", text, language }));
        if (reply?.kind === "failed") throw reply.error;
        return reply?.kind === "flow" ? reply.facts : null;
      },
    },
  };
}

function numberRules(rules: readonly PatternRule[], known: Map<PatternRule, number>) {
  const newRules: (readonly [number, PatternRule])[] = [];
  const numbers = rules.map((rule) => {
    const number = known.get(rule) ?? known.size;
    if (number === known.size) newRules.push([number, rule]);
    known.set(rule, number);
    return number;
  });
  return { rules: numbers, newRules };
}

interface RunningThread {
  /** The rules that it was sent. */
  readonly rules: Map<PatternRule, number>;
  /** Null, and no further answer, when the thread died or was stopped. */
  readonly answer: (request: ThreadRequest, limitMs: number) => Promise<ThreadReply | null>;
  readonly stop: () => void;
}

function startThread(): RunningThread {
  // Compiled, the file next to this one has another ending.
  const file = import.meta.url.endsWith(".ts") ? "./syntax-thread.ts" : "./syntax-thread.js";
  const worker = new Worker(new URL(file, import.meta.url), {
    execArgv: [],
    // What parsing leaves behind is short-lived; the default lets it pile up to 100 MB.
    resourceLimits: { maxYoungGenerationSizeMb: 12 },
  });
  let end: (reply: ThreadReply | null) => void = () => undefined;
  worker.on("message", (reply: ThreadReply) => end(reply));
  worker.on("error", () => end(null));
  worker.on("exit", () => end(null));
  worker.unref();
  return {
    rules: new Map(),
    stop: () => void worker.terminate(),
    answer: (request, limitMs) =>
      new Promise((resolve) => {
        const timer = setTimeout(() => {
          end(null);
          void worker.terminate();
        }, limitMs);
        end = (reply) => {
          clearTimeout(timer);
          worker.unref();
          resolve(reply);
        };
        worker.ref();
        worker.postMessage(request);
      }),
  };
}
