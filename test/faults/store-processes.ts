import { type ChildProcess, type SpawnOptions, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

const program = fileURLToPath(new URL("store-child.ts", import.meta.url));

export interface StoreChild {
  readonly process: ChildProcess;
  /** Complete lines so far. */
  readonly lines: () => readonly string[];
  /** Resolves once a line fits, rejects when the process ends before. */
  readonly waitFor: (fits: (line: string) => boolean) => Promise<void>;
  readonly ended: Promise<void>;
}

export interface ChildOrder {
  readonly directory: string;
  readonly first?: number;
  readonly count?: number;
  readonly mode?: "exit" | "stay";
  /** Command that the child is started through, such as a tracer. */
  readonly through?: readonly string[];
  readonly options?: SpawnOptions;
}

/** Starts `store-child.ts`. */
export function startStoreChild(order: ChildOrder): StoreChild {
  const { directory, first = 0, count = 0, mode = "exit", through = [], options = {} } = order;
  const line = [...through, process.execPath, program, directory, String(first), String(count), mode];
  const [file = "", ...args] = line;
  const child = spawn(file, args, { stdio: ["ignore", "pipe", "inherit"], ...options });
  let text = "";
  const watchers = new Set<() => void>();
  child.stdout?.setEncoding("utf8").on("data", (part: string) => {
    text += part;
    for (const watcher of watchers) watcher();
  });
  const lines = () => text.split("\n").slice(0, -1);
  const ended = new Promise<void>((resolve) => child.on("close", () => resolve()));
  const waitFor = (fits: (line: string) => boolean) =>
    new Promise<void>((resolve, reject) => {
      const look = () => {
        if (!lines().some(fits)) return;
        watchers.delete(look);
        resolve();
      };
      watchers.add(look);
      look();
      void ended.then(() => reject(new Error(`the process ended after: ${text}`)));
    });
  return { process: child, lines, waitFor, ended };
}

/** Numbers of the webhooks that a child acknowledged. */
export function acknowledged(child: StoreChild): readonly number[] {
  return child.lines().flatMap((line) => (line.startsWith("ack ") ? [Number(line.slice(4))] : []));
}
