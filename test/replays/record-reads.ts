import { parse } from "yaml";
import { ReviewError } from "../../src/domain/errors.ts";
import type { PullRequestState } from "../../src/domain/pull-request.ts";
import type { ChangeSource, DiffText } from "../../src/pipeline/ports.ts";
import type { PolicyText, PullRequestChange, PullRequestReader } from "../../src/pipeline/ports-code-host.ts";
import type { Snapshot } from "../../src/pipeline/ports-snapshot.ts";
import { parseDiff } from "../../src/review/diff/parse-diff.ts";
import type { SecretHider } from "./hide-secrets.ts";
import type { Replay } from "./replay.ts";
import { recordedRef } from "./replayed-reader.ts";

/** Larger changes make no test. */
const mostCharacters = 8 * 1_048_576;
const maxBlobBytes = 1_048_576;

/** A reader that passes on what another one reads, without secrets and names, and keeps it. */
export interface RecordingReader extends PullRequestReader {
  /** What was read so far; null before the pull request was. */
  recorded(): Omit<Replay, "format" | "model" | "answers"> | null;
}

/** Throws `INPUT_TOO_LARGE` for a change that is too large to be recorded. */
export function recordReads(reader: PullRequestReader, hider: SecretHider): RecordingReader {
  let real: PullRequestState | null = null;
  let facts: Pick<Replay, "state" | "policy"> | null = null;
  let change: Replay["change"] = null;
  const tree: Tree = { files: new Map(), existing: new Set(), words: new Map() };
  return {
    recorded: () => facts && { ...facts, change, tree: listTree(tree) },
    async fetchSnapshot(ref, signal) {
      const found = await reader.fetchSnapshot(ref, signal);
      real = found.state;
      const rename = createRenamer(found.state, found.repositoryPolicy, found.organisationPolicy);
      const policy = {
        repository: await cleanPolicy(found.repositoryPolicy, rename, hider),
        organisation: await cleanPolicy(found.organisationPolicy, rename, hider),
      };
      facts = { state: recordState(found.state, rename), policy };
      const { authorLogin } = facts.state;
      const repository = recordedRef.repository;
      return {
        state: {
          ...found.state,
          ref: { repository, number: found.state.ref.number },
          authorId: 1,
          authorLogin,
        },
        repositoryPolicy: policy.repository,
        organisationPolicy: policy.organisation,
      };
    },
    async openChange(_state, signal) {
      if (real === null) throw new Error("the pull request is read before its change");
      const opened = await reader.openChange(real, signal);
      const source = await readSource(opened.source, hider, signal);
      change = { mergeBase: opened.mergeBase, shortfalls: [...opened.shortfalls], ...source.recorded };
      const snapshot = opened.source.openSnapshot();
      return replaceSource(opened, {
        ...source,
        openSnapshot: () => snapshot && recordSnapshot(snapshot, tree, hider),
      });
    },
  };
}

function replaceSource(opened: PullRequestChange, source: ChangeSource): PullRequestChange {
  const { readDiff, readBlobs, readAttributes, openSnapshot } = source;
  return { ...opened, source: { readDiff, readBlobs, readAttributes, openSnapshot } };
}

/** Reads the whole change at once: a secret that one text gives away is hidden in all. */
async function readSource(source: ChangeSource, hider: SecretHider, signal: AbortSignal) {
  const diff = await source.readDiff(signal);
  const { files } = parseDiff(refuseLarge(diff, diff.text.length).text);
  const names = new Set(
    files.flatMap(({ oldBlob, newBlob }) => [oldBlob, newBlob].filter((name) => name !== null)),
  );
  const blobs = await source.readBlobs([...names], maxBlobBytes);
  refuseLarge(diff, diff.text.length + [...blobs.values()].reduce((sum, text) => sum + text.length, 0));
  for (const { path, oldBlob, newBlob, hunks } of files) {
    const known = [oldBlob, newBlob].flatMap((name) => blobs.get(name ?? "") ?? []);
    const shown = hunks.map(({ lines }) => lines.map(({ text }) => text).join("\n"));
    for (const text of [...known, ...shown]) await hider.learn(text, path);
  }
  const hidden = new Map([...blobs].map(([name, text]) => [name, hider.hide(text)]));
  const paths = files.map(({ path }) => path);
  const attributes = await source.readAttributes(paths);
  const text = hider.hide(diff.text);
  return {
    recorded: {
      label: diff.label,
      diff: text,
      blobs: [...hidden].map(([name, blob]) => ({ name, text: blob })),
      attributes: [...attributes].flatMap(([path, values]) =>
        values.size === 0
          ? []
          : [{ path, values: [...values].map(([key, value]): [string, string] => [key, value]) }],
      ),
    },
    readDiff: async () => ({ ...diff, text }),
    readBlobs: async (wanted: readonly string[], maxBytes: number) =>
      new Map(
        [...hidden].filter(([name, blob]) => wanted.includes(name) && Buffer.byteLength(blob) <= maxBytes),
      ),
    readAttributes: async () => attributes,
  };
}

function refuseLarge(diff: DiffText, characters: number): DiffText {
  if (characters <= mostCharacters) return diff;
  throw new ReviewError("INPUT_TOO_LARGE", "The change is too large to be recorded.", {
    remedy: "Record a pull request with the same problem and at most 8 MiB of text.",
  });
}

interface Tree {
  readonly files: Map<string, string | null>;
  readonly existing: Set<string>;
  readonly words: Map<string, Awaited<ReturnType<Snapshot["findWord"]>>>;
}

function recordSnapshot(snapshot: Snapshot, tree: Tree, hider: SecretHider): Snapshot {
  return {
    async readFile(path) {
      const found = await snapshot.readFile(path);
      if (found !== null) await hider.learn(found, path);
      const text = found === null ? null : hider.hide(found);
      tree.files.set(path, text);
      return text;
    },
    async selectExisting(paths) {
      const existing = await snapshot.selectExisting(paths);
      for (const path of existing) tree.existing.add(path);
      return existing;
    },
    async findWord(word, limit) {
      const found = await snapshot.findWord(word, limit);
      for (const { path, text } of found) await hider.learn(text, path);
      const lines = found.map((line) => ({ ...line, text: hider.hide(line.text) }));
      if (lines.length >= (tree.words.get(word)?.length ?? 0)) tree.words.set(word, lines);
      return lines;
    },
  };
}

/** In the order of their names, so that the same pull request gives the same file. */
function listTree({ files, existing, words }: Tree): Replay["tree"] {
  return {
    files: [...files].map(([path, text]) => ({ path, text })).toSorted((a, b) => (a.path < b.path ? -1 : 1)),
    existing: [...existing].toSorted(),
    words: [...words]
      .map(([word, lines]) => ({ word, lines: [...lines] }))
      .toSorted((a, b) => (a.word < b.word ? -1 : 1)),
  };
}

function recordState(state: PullRequestState, rename: (text: string) => string): Replay["state"] {
  const { ref, headRepositoryId, authorId: _authorId, ...rest } = state;
  return {
    ...rest,
    number: ref.number,
    isFork: headRepositoryId !== ref.repository.repositoryId,
    authorLogin: rename(state.authorLogin),
    labels: [...state.labels],
  };
}

/** Accounts that the facts and the configuration name, each by the same made-up name. */
function createRenamer(
  state: PullRequestState,
  ...policies: readonly PolicyText[]
): (text: string) => string {
  const logins = [state.authorLogin, state.ref.repository.owner, ...policies.flatMap(listSkippedAuthors)];
  const names = new Map<string, string>();
  for (const login of logins) {
    const suffix = login.endsWith("[bot]") ? "[bot]" : "";
    if (!names.has(login)) names.set(login, `account-${names.size + 1}${suffix}`);
  }
  const longestFirst = [...names].toSorted(([one], [other]) => other.length - one.length);
  return (text) => longestFirst.reduce((rest, [login, name]) => replaceWord(rest, login, name), text);
}

function replaceWord(text: string, word: string, name: string): string {
  if (word === "") return text;
  const parts = text.split(word);
  return parts.reduce((whole, part, index) => {
    if (index === 0) return part;
    const isInside = /[\w-]$/.test(whole) || /^[\w-]/.test(part);
    return whole + (isInside ? word : name) + part;
  }, "");
}

function listSkippedAuthors(policy: PolicyText): readonly string[] {
  if (policy.kind !== "text") return [];
  try {
    const read: unknown = parse(policy.text, { maxAliasCount: 0 });
    const triggers = typeof read === "object" && read !== null && "triggers" in read ? read.triggers : null;
    const skipped =
      typeof triggers === "object" && triggers !== null && "skip-authors" in triggers
        ? triggers["skip-authors"]
        : [];
    return Array.isArray(skipped) ? skipped.filter((login) => typeof login === "string") : [];
  } catch (error) {
    // A file that is no YAML is recorded with its mistake.
    if (error instanceof Error) return [];
    throw error;
  }
}

async function cleanPolicy(
  policy: PolicyText,
  rename: (text: string) => string,
  hider: SecretHider,
): Promise<PolicyText> {
  if (policy.kind !== "text") return policy;
  await hider.learn(policy.text, ".github/assay.yml");
  return { kind: "text", text: rename(hider.hide(policy.text)) };
}
