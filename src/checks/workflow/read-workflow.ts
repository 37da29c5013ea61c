import { isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument, visit } from "yaml";
import type { LineRange } from "../../domain/finding.ts";
import type { Grant, Job, Located, Permissions, Step, Workflow } from "./workflow-facts.ts";

const MAX_CHARACTERS = 300_000;
const MAX_ITEMS = 1000;
const MAX_STEPS = 2000;
const MAX_DEPTH = 200;
const MAX_MARGIN = 400;

interface Reader {
  readonly source: string;
  readonly counter: LineCounter;
  readonly anchors: ReadonlyMap<string, Node>;
  steps: number;
}

interface Entry {
  readonly key: string;
  readonly value: Node | null;
  readonly lines: LineRange;
}

/** Whether brackets, dashes or indentation go deeper than any workflow does: parsing could exhaust the stack. */
function isTooDeep(source: string): boolean {
  let brackets = 0;
  for (const character of source) {
    if (character === "[" || character === "{") brackets++;
    else if ((character === "]" || character === "}") && brackets > 0) brackets--;
    if (brackets > MAX_DEPTH) return true;
  }
  return source.split("\n").some((line) => {
    const margin = /^[\s?:-]*/.exec(line)?.[0] ?? "";
    return margin.length > MAX_MARGIN || margin.replaceAll(/\s/g, "").length > MAX_DEPTH;
  });
}

function openReader(source: string): { readonly reader: Reader; readonly root: Node | null } | null {
  if (source.length > MAX_CHARACTERS || isTooDeep(source)) return null;
  try {
    const counter = new LineCounter();
    const document = parseDocument(source, {
      uniqueKeys: false,
      strict: false,
      logLevel: "silent",
      prettyErrors: false,
      lineCounter: counter,
    });
    if (document.errors.length > 0) return null;
    const anchors = new Map<string, Node>();
    visit(document, {
      Node: (_key, node) => {
        if (!isAlias(node) && node.anchor) anchors.set(node.anchor, node);
      },
    });
    return { reader: { source, counter, anchors, steps: 0 }, root: document.contents };
  } catch {
    // The parser gives up on some hostile texts by throwing; they are read line by line instead.
    return null;
  }
}

function follow(reader: Reader, node: unknown): Node | null {
  if (isAlias(node)) return reader.anchors.get(node.source) ?? null;
  return isMap(node) || isSeq(node) || isScalar(node) ? node : null;
}

function linesOf(reader: Reader, start: number, end: number): LineRange {
  const first = reader.counter.linePos(start).line;
  let last = end - 1;
  while (last > start && /\s/.test(reader.source.charAt(last))) last--;
  return { start: first, end: Math.max(first, reader.counter.linePos(Math.max(start, last)).line) };
}

function nodeLines(reader: Reader, node: Node): LineRange {
  const [start, end] = node.range ?? [0, 0];
  return linesOf(reader, start, end);
}

function entriesOf(reader: Reader, node: unknown): Entry[] {
  const map = follow(reader, node);
  if (!isMap(map)) return [];
  return map.items.slice(0, MAX_ITEMS).flatMap((pair) => {
    if (!isScalar(pair.key)) return [];
    const start = pair.key.range?.[0] ?? 0;
    const written = isAlias(pair.value) ? pair.value : follow(reader, pair.value);
    const end = written?.range?.[1] ?? pair.key.range?.[1] ?? start;
    const value = follow(reader, pair.value);
    return [{ key: String(pair.key.value), value, lines: linesOf(reader, start, end) }];
  });
}

function itemsOf(reader: Reader, node: unknown): Node[] {
  const seq = follow(reader, node);
  if (!isSeq(seq)) return [];
  return seq.items.slice(0, MAX_ITEMS).flatMap((item) => follow(reader, item) ?? []);
}

function scalarText(node: Node | null): string {
  return isScalar(node) && node.value !== null ? String(node.value) : "";
}

function located(entry: Entry | undefined): Located | null {
  if (entry === undefined || !isScalar(entry.value)) return null;
  return { text: scalarText(entry.value), lines: entry.lines };
}

/** The source of a scalar with its own lines: a block scalar keeps its line structure. */
function locatedSource(reader: Reader, entry: Entry | undefined): Located | null {
  if (entry === undefined || !isScalar(entry.value)) return null;
  const [start, end] = entry.value.range ?? [0, 0];
  return { text: reader.source.slice(start, end), lines: nodeLines(reader, entry.value) };
}

function mapOf(reader: Reader, node: unknown): ReadonlyMap<string, Located> {
  const found = new Map<string, Located>();
  for (const entry of entriesOf(reader, node)) {
    const value = located(entry);
    if (value !== null) found.set(entry.key, value);
  }
  return found;
}

function permissionsOf(reader: Reader, entry: Entry | undefined): Permissions | null {
  if (entry === undefined) return null;
  const text = scalarText(entry.value);
  const grants: Grant[] = entriesOf(reader, entry.value).map((one) => ({
    scope: one.key,
    level: scalarText(one.value),
    lines: one.lines,
  }));
  if (text === "write-all") grants.push({ scope: "*", level: "write", lines: entry.lines });
  return { lines: entry.lines, grants };
}

function byKey(reader: Reader, node: unknown): ReadonlyMap<string, Entry> {
  return new Map(entriesOf(reader, node).map((entry) => [entry.key, entry]));
}

function stepOf(reader: Reader, node: Node): Step {
  const entries = byKey(reader, node);
  const inputs = byKey(reader, entries.get("with")?.value);
  const uses = located(entries.get("uses"));
  const script = uses?.text.startsWith("actions/github-script@") ? inputs.get("script") : entries.get("run");
  return {
    lines: nodeLines(reader, node),
    uses,
    script: locatedSource(reader, script),
    with: mapOf(reader, entries.get("with")?.value),
    env: mapOf(reader, entries.get("env")?.value),
    condition: scalarText(entries.get("if")?.value ?? null),
  };
}

function stepsOf(reader: Reader, node: unknown): Step[] {
  const items = itemsOf(reader, node).slice(0, Math.max(0, MAX_STEPS - reader.steps));
  reader.steps += items.length;
  return items.map((item) => stepOf(reader, item));
}

function runsOnOf(reader: Reader, entry: Entry | undefined): Located | null {
  if (entry === undefined) return null;
  const group = byKey(reader, entry.value).get("labels")?.value ?? entry.value;
  const labels = itemsOf(reader, group).map(scalarText);
  return { text: labels.length > 0 ? labels.join(",") : scalarText(group), lines: entry.lines };
}

function jobOf(reader: Reader, job: Entry): Job {
  const entries = byKey(reader, job.value);
  const secrets = entries.get("secrets");
  return {
    name: job.key,
    lines: job.lines,
    runsOn: runsOnOf(reader, entries.get("runs-on")),
    permissions: permissionsOf(reader, entries.get("permissions")),
    uses: located(entries.get("uses")),
    inheritsSecrets: scalarText(secrets?.value ?? null) === "inherit" ? (secrets?.lines ?? null) : null,
    env: mapOf(reader, entries.get("env")?.value),
    condition: scalarText(entries.get("if")?.value ?? null),
    hasEnvironment: entries.has("environment"),
    steps: stepsOf(reader, entries.get("steps")?.value),
  };
}

function triggersOf(reader: Reader, entry: Entry | undefined): ReadonlyMap<string, LineRange> {
  const found = new Map<string, LineRange>();
  if (entry === undefined) return found;
  if (isScalar(entry.value)) found.set(scalarText(entry.value), entry.lines);
  for (const item of itemsOf(reader, entry.value)) found.set(scalarText(item), nodeLines(reader, item));
  for (const event of entriesOf(reader, entry.value)) found.set(event.key, event.lines);
  return found;
}

/** Parses a whole workflow or composite action; null when it is broken, too large or too deep. */
export function readWorkflow(source: string, kind: "workflow" | "action"): Workflow | null {
  const opened = openReader(source);
  if (opened === null) return null;
  const { reader, root } = opened;
  const entries = byKey(reader, root);
  const composite = entries.get("runs");
  const jobs = entriesOf(reader, entries.get("jobs")?.value).map((job) => jobOf(reader, job));
  return {
    kind,
    isWhole: true,
    triggers: kind === "action" ? null : triggersOf(reader, entries.get("on") ?? entries.get("true")),
    permissions: permissionsOf(reader, entries.get("permissions")),
    env: mapOf(reader, entries.get("env")?.value),
    jobs: composite === undefined ? jobs : [...jobs, jobOf(reader, composite)],
  };
}
