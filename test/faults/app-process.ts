import { type ChildProcess, spawn } from "node:child_process";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { ChildOrder, FromChild, StoreMoment, ToChild } from "./child-messages.ts";

/** Starting is most of what a death costs. */
const compileCache = join(tmpdir(), "assay-compile-cache");
const program = fileURLToPath(new URL("app-child.ts", import.meta.url));

/** How a process ended, and when. */
export interface ProcessEnd {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** The App in a process of its own. */
export interface AppProcess {
  readonly pid: number;
  /** Rejects when the process ends before it listens. */
  readonly ready: Promise<Extract<FromChild, { kind: "ready" }>>;
  readonly ended: Promise<ProcessEnd>;
  isAlive(): boolean;
  /** Makes it kill itself there. */
  dieAt(moment: StoreMoment): void;
  hold(isHolding: boolean): void;
  /** False when it did not come to rest in time, or died. */
  isIdleWithin(ms: number): Promise<boolean>;
  send(signal: NodeJS.Signals): void;
  /** Calls of the store, where it was told to tell of them. */
  readonly calls: readonly string[];
  /** The last lines of its log. */
  log(): string;
}

export interface StartOptions {
  /** Command that the process is started through, such as one that limits it. */
  readonly through?: readonly string[];
}

export function startAppProcess(order: ChildOrder, { through = [] }: StartOptions = {}): AppProcess {
  const [file = "", ...args] = [...through, process.execPath, program];
  const child = spawn(file, args, {
    stdio: ["ignore", "inherit", "pipe", "ipc"],
    env: { NODE_COMPILE_CACHE: compileCache, ...process.env, ASSAY_FAULT_ORDER: JSON.stringify(order) },
  });
  const lines: string[] = [];
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    lines.push(text);
    if (lines.length > 400) lines.splice(0, 200);
  });
  const calls: string[] = [];
  const answers = new Map<number, () => void>();
  let lastId = 0;
  const ended = new Promise<ProcessEnd>((resolve) => {
    child.on("close", (exitCode, signal) => resolve({ exitCode, signal }));
  });
  const ready = new Promise<Extract<FromChild, { kind: "ready" }>>((resolve, reject) => {
    child.on("message", (message: FromChild) => {
      if (message.kind === "ready") resolve(message);
      else if (message.kind === "called") calls.push(message.call);
      else if (message.kind === "refused") reject(new Error(message.code));
      else answers.get(message.id)?.();
    });
    void ended.then(() => reject(new Error(`ended before it listened: ${lines.join("").slice(-2_000)}`)));
  });
  // Nobody may be waiting when it is killed.
  ready.catch(() => undefined);
  const isAlive = () => child.exitCode === null && child.signalCode === null;
  const tell = (message: ToChild) => tellChild(child, message);
  return {
    pid: child.pid ?? 0,
    ready,
    ended,
    isAlive,
    dieAt: (moment) => tell({ kind: "die-at", moment }),
    hold: (isHolding) => tell({ kind: "hold", isHolding }),
    isIdleWithin: (ms) => {
      lastId += 1;
      const id = lastId;
      const idle = new Promise<boolean>((resolve) => answers.set(id, () => resolve(true)));
      tell({ kind: "idle", id });
      return Promise.race([idle, ended.then(() => false), delay(ms, false, { ref: false })]);
    },
    send: (signal) => void child.kill(signal),
    calls,
    log: () => lines.join(""),
  };
}

/** A child that is dying takes no messages, which its caller sees at its end. */
function tellChild(child: ChildProcess, message: ToChild): void {
  if (child.connected) child.send(message, () => undefined);
}
