import { runGitWell } from "./open-repository.ts";
import type { GitPlace } from "./run-git.ts";

/** Bytes of blobs that are read at most in one go; what is beyond keeps its excerpts. */
const MAX_TOTAL_BYTES = 256_000_000;

const OBJECT_NAME = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;

interface BlobSize {
  readonly name: string;
  readonly bytes: number;
}

/** Sizes of those names that are blobs here. */
async function readSizes(place: GitPlace, names: readonly string[]): Promise<readonly BlobSize[]> {
  const outcome = await runGitWell(place, {
    args: ["cat-file", "--batch-check"],
    input: `${names.join("\n")}\n`,
  });
  return outcome.output
    .toString("utf8")
    .split("\n")
    .flatMap((line) => {
      const [name, type, bytes] = line.split(" ");
      return name !== undefined && type === "blob" ? [{ name, bytes: Number(bytes) }] : [];
    });
}

function keepWithin(sizes: readonly BlobSize[], maxBytes: number): readonly BlobSize[] {
  let total = 0;
  return sizes.filter((blob) => {
    if (blob.bytes > maxBytes || total + blob.bytes > MAX_TOTAL_BYTES) return false;
    total += blob.bytes;
    return true;
  });
}

const LINE_FEED = 10;

/** Splits what `cat-file --batch` wrote: a line with name, type and size, the bytes, and a line feed, for each. */
function splitBatch(output: Buffer): ReadonlyMap<string, string> {
  const texts = new Map<string, string>();
  let position = 0;
  while (position < output.length) {
    const end = output.indexOf(LINE_FEED, position);
    if (end === -1) break;
    const [name = "", type, size] = output.toString("latin1", position, end).split(" ");
    position = end + 1;
    if (type !== "blob") continue;
    const bytes = Number(size);
    texts.set(name, output.toString("utf8", position, position + bytes));
    position += bytes + 1;
  }
  return texts;
}

/** Texts of blobs by object name, decoded as UTF-8 with replacement; those over `maxBytes` or not there are absent. */
export async function readGitBlobs(
  place: GitPlace,
  names: readonly string[],
  maxBytes: number,
): Promise<ReadonlyMap<string, string>> {
  const wanted = [...new Set(names)].filter((name) => OBJECT_NAME.test(name));
  if (wanted.length === 0) return new Map();
  const kept = keepWithin(await readSizes(place, wanted), maxBytes);
  if (kept.length === 0) return new Map();
  const input = `${kept.map((blob) => blob.name).join("\n")}\n`;
  const outcome = await runGitWell(place, {
    args: ["cat-file", "--batch"],
    input,
    maxBytes: MAX_TOTAL_BYTES + 200 * kept.length,
  });
  return splitBatch(outcome.output);
}
