import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { readAncestors } from "./write-git-objects.ts";

export interface GitObject {
  readonly sha: string;
  readonly type: "blob" | "tree" | "commit" | "tag";
  readonly bytes: Buffer;
}

/** Reads objects through one long-lived `git cat-file`, so that a hundred blobs cost one process. */
export interface BlobReader {
  /** By object name or any expression such as `main:path`; null when there is none. */
  read(expression: string): Promise<GitObject | null>;
  close(): void;
}

interface Waiting {
  readonly resolve: (object: GitObject | null) => void;
  readonly reject: (error: Error) => void;
}

// A name that is a hash says the whole content, whichever repository is asked: most scenes begin with the same objects.
const named = /^([0-9a-f]{40})(?:\^\{commit\}|:.*)?$/;
const known = new Map<string, GitObject | null>();
const longestKept = 100_000;

export function createBlobReader(folder: string, environment: Readonly<Record<string, string>>): BlobReader {
  let child: ChildProcessWithoutNullStreams | null = null;
  let buffered: Buffer[] = [];
  let bufferedLength = 0;
  let wanted = 0;
  const waiting: Waiting[] = [];

  const take = (chunk: Buffer) => {
    buffered.push(chunk);
    bufferedLength += chunk.length;
    if (bufferedLength < wanted) return;
    let rest = Buffer.concat(buffered);
    for (;;) {
      const answer = splitAnswer(rest);
      if (typeof answer === "number") {
        wanted = answer;
        break;
      }
      waiting.shift()?.resolve(answer.object);
      rest = rest.subarray(answer.length);
    }
    buffered = [rest];
    bufferedLength = rest.length;
  };
  const start = () => {
    const started = spawn("git", ["-C", folder, "cat-file", "--batch"], { env: environment });
    started.stdout.on("data", take);
    started.on("exit", () => {
      for (const { reject } of waiting.splice(0)) reject(new Error("git cat-file ended"));
      child = null;
      buffered = [];
      bufferedLength = 0;
      wanted = 0;
    });
    started.unref();
    return started;
  };
  const ask = (expression: string): Promise<GitObject | null> =>
    new Promise((resolve, reject) => {
      child ??= start();
      waiting.push({ resolve, reject });
      child.stdin.write(`${expression}\n`);
    });
  return {
    read: async (expression) => {
      if (expression === "" || expression.includes("\n")) return null;
      const remembered = known.get(expression);
      if (remembered !== undefined) return remembered;
      const answer = await ask(expression);
      if (isForEver(expression, answer)) known.set(expression, answer);
      return answer;
    },
    close: () => {
      child?.kill();
    },
  };
}

function isForEver(expression: string, answer: GitObject | null): boolean {
  const name = named.exec(expression)?.[1];
  if (name === undefined) return false;
  // What is not there may be written later, unless the commit is there and lacks it.
  return answer === null ? readAncestors(name) !== null : answer.bytes.length <= longestKept;
}

/** The first answer of the stream, or how many bytes must be there before it is worth another look. */
function splitAnswer(bytes: Buffer): { readonly object: GitObject | null; readonly length: number } | number {
  const end = bytes.indexOf(10);
  if (end < 0) return bytes.length + 1;
  const header = bytes.toString("utf8", 0, end);
  const match = /^([0-9a-f]{40}) (blob|tree|commit|tag) (\d+)$/.exec(header);
  if (match === null) return { object: null, length: end + 1 };
  const size = Number(match[3]);
  const length = end + 1 + size + 1;
  if (bytes.length < length) return length;
  // The pattern admits only the four types.
  const type = match[2] as GitObject["type"];
  return {
    object: { sha: match[1]!, type, bytes: Buffer.from(bytes.subarray(end + 1, end + 1 + size)) },
    length,
  };
}
