import type { LineRange } from "../../domain/finding.ts";
import type { ChangedText, Segment } from "../changed-text.ts";
import type { Grant, Job, Located, Permissions, Step, Workflow } from "./workflow-facts.ts";

const EVENTS =
  /^(?:pull_request(?:_target|_review|_review_comment)?|workflow_(?:run|call|dispatch)|issue_comment|issues|discussion(?:_comment)?|push|schedule|release|merge_group|gollum)$/;
const KEY = /^(\s*)((?:-\s+)*)["']?([\w.-]+)["']?\s*:(?:\s+(.*))?$/;
const MAX_LINE = 4000;

interface OpenStep {
  readonly start: number;
  end: number;
  uses: Located | null;
  script: Located | null;
  condition: string;
  readonly with: Map<string, Located>;
  readonly env: Map<string, Located>;
}

interface State {
  readonly triggers: Map<string, LineRange>;
  readonly grants: Grant[];
  permissionLines: LineRange | null;
  readonly steps: Step[];
  step: OpenStep | null;
  runsOn: Located | null;
  jobUses: Located | null;
  inherits: LineRange | null;
  /** The enclosing key whose children are read in a special way, with its indentation. */
  section: { readonly name: string; readonly indent: number } | null;
  /** An open block scalar. */
  block: { readonly indent: number; readonly start: number; readonly lines: string[] } | null;
  /** Indentation of an `on:` at the margin whose children are events. */
  isOn: boolean;
}

function closeStep(state: State): void {
  if (state.step === null) return;
  const { start, end, ...rest } = state.step;
  state.steps.push({ ...rest, lines: { start, end } });
  state.step = null;
}

function unquote(value: string): string {
  const text = value.replace(/\s+#.*$/, "").trim();
  return /^(["']).*\1$/.test(text) ? text.slice(1, -1) : text;
}

function readTriggerLine(state: State, key: string, value: string, lines: LineRange): void {
  // `issues: write` is a permission, also where its heading is out of sight.
  if (/^(?:read|write|none)$/.test(value)) return;
  if (key !== "on" && EVENTS.test(key)) state.triggers.set(key, lines);
  if (key !== "on") return;
  for (const name of value.split(/[^\w]+/)) if (EVENTS.test(name)) state.triggers.set(name, lines);
}

function readPermission(state: State, key: string, value: string, lines: LineRange): void {
  if (key === "permissions") {
    state.permissionLines = lines;
    if (value === "write-all") state.grants.push({ scope: "*", level: "write", lines });
  } else if (/^(?:read|write|none)$/.test(value)) {
    state.grants.push({ scope: key, level: value, lines });
  }
}

function readStepKey(state: State, key: string, value: Located): void {
  const step = state.step;
  if (step === null) return;
  step.end = value.lines.end;
  const section = state.section?.name;
  if (section === "with" || section === "env") step[section].set(key, value);
  else if (key === "uses") step.uses = value;
  else if (key === "if") step.condition = value.text;
}

function openBlock(
  state: State,
  key: string,
  indent: number,
  at: { line: number; raw: string; value: string },
): void {
  const isScript = key === "run" || key === "script";
  if (!isScript) return;
  state.step ??= newStep(at.line);
  if (/^[|>]/.test(at.value)) state.block = { indent, start: at.line, lines: [at.raw] };
  else state.step.script = { text: at.value, lines: { start: at.line, end: at.line } };
}

function newStep(line: number): OpenStep {
  return { start: line, end: line, uses: null, script: null, condition: "", with: new Map(), env: new Map() };
}

function closeBlock(state: State, end: number): void {
  if (state.block === null) return;
  const { start, lines } = state.block;
  if (state.step !== null) {
    state.step.script = { text: lines.join("\n"), lines: { start, end: Math.max(start, end) } };
    state.step.end = Math.max(start, end);
  }
  state.block = null;
}

interface KeyLine {
  readonly key: string;
  readonly value: string;
  readonly indent: number;
  readonly isItem: boolean;
  readonly lines: LineRange;
}

/** Opens and closes steps and sections, as the indentation tells. */
function moveTo(state: State, at: KeyLine): void {
  if (state.section !== null && at.indent <= state.section.indent) state.section = null;
  if (at.isItem && /^(?:name|uses|run|id|if|env|with|shell)$/.test(at.key)) {
    closeStep(state);
    state.step = newStep(at.lines.start);
  } else if (at.indent < 4 && !at.isItem) {
    closeStep(state);
  }
  if (at.indent === 0) state.isOn = at.key === "on";
}

function readJobKey(state: State, { key, value, indent, lines }: KeyLine): void {
  if (state.step === null && (state.isOn || indent <= 4)) readTriggerLine(state, key, value, lines);
  if (key === "permissions" || state.section?.name === "permissions")
    readPermission(state, key, value, lines);
  if (key === "runs-on") state.runsOn = { text: value, lines };
  if (key === "secrets" && value === "inherit") state.inherits = lines;
  if (key === "uses" && state.step === null) state.jobUses = { text: value, lines };
}

function readKey(state: State, match: RegExpExecArray, line: number, raw: string): void {
  const [, margin = "", dashes = "", key = "", rest = ""] = match;
  const indent = margin.length + dashes.length;
  const at = { key, value: unquote(rest), indent, isItem: dashes !== "", lines: { start: line, end: line } };
  moveTo(state, at);
  readJobKey(state, at);
  readStepKey(state, key, { text: at.value, lines: at.lines });
  if (/^(?:with|env|permissions)$/.test(key) && at.value === "") state.section = { name: key, indent };
  openBlock(state, key, indent, { line, raw, value: rest.trim() });
}

function readLine(state: State, raw: string, line: number): void {
  const text = raw.slice(0, MAX_LINE);
  if (state.block !== null) {
    const indent = text.length - text.trimStart().length;
    if (text.trim() === "" || indent > state.block.indent) {
      state.block.lines.push(text);
      return;
    }
    closeBlock(state, line - 1);
  }
  const match = KEY.exec(text);
  if (match !== null) readKey(state, match, line, text);
}

function readSegment(segment: Segment): State {
  const state: State = {
    triggers: new Map(),
    grants: [],
    permissionLines: null,
    steps: [],
    step: null,
    runsOn: null,
    jobUses: null,
    inherits: null,
    section: null,
    block: null,
    isOn: false,
  };
  for (const [offset, text] of segment.lines.entries()) readLine(state, text, segment.firstLine + offset);
  closeBlock(state, segment.firstLine + segment.lines.length - 1);
  closeStep(state);
  return state;
}

function jobOf(state: State): Job {
  const permissions: Permissions | null =
    state.permissionLines === null && state.grants.length === 0
      ? null
      : {
          lines: state.permissionLines ?? state.grants[0]?.lines ?? { start: 1, end: 1 },
          grants: state.grants,
        };
  return {
    name: "",
    lines: { start: 1, end: 1 },
    runsOn: state.runsOn,
    permissions,
    uses: state.jobUses,
    inheritsSecrets: state.inherits,
    env: new Map(),
    condition: "",
    hasEnvironment: false,
    steps: state.steps,
  };
}

/** Reads the known parts of a workflow line by line, one pseudo-job a part. For diffs and for broken texts. */
export function readWorkflowLines(text: ChangedText, kind: "workflow" | "action"): Workflow {
  const states = text.segments.map(readSegment);
  const triggers = new Map(states.flatMap((state) => [...state.triggers]));
  return {
    kind,
    isWhole: false,
    triggers: triggers.size === 0 ? null : triggers,
    permissions: null,
    env: new Map(),
    jobs: states.map(jobOf),
  };
}
