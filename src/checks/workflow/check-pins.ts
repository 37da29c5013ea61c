import type { Observation } from "../observation.ts";
import { showText } from "../show-text.ts";
import type { Located, Workflow } from "./workflow-facts.ts";
import { WORKFLOW_RULES } from "./workflow-rules.ts";

interface Reference {
  readonly name: string;
  readonly version: string;
  readonly isPinned: boolean;
  readonly at: Located;
}

function readReference(at: Located): Reference | null {
  const text = at.text.trim();
  if (text === "" || text.startsWith("./") || text.startsWith("../") || text.includes("${{")) return null;
  if (text.startsWith("docker://")) {
    return { name: text.replace(/[@:][^/:@]*$/, ""), version: "", isPinned: text.includes("@sha256:"), at };
  }
  const split = text.indexOf("@");
  const name = (split < 0 ? text : text.slice(0, split)).toLowerCase();
  const version = split < 0 ? "" : text.slice(split + 1);
  if (!/^[\w.-]+\/[\w./-]+$/.test(name)) return null;
  return { name, version, isPinned: /^[0-9a-f]{40}$|^[0-9a-f]{64}$/i.test(version), at };
}

function referencesOf(workflow: Workflow): Reference[] {
  const all = workflow.jobs.flatMap((job) => [job.uses, ...job.steps.map((step) => step.uses)]);
  return all.flatMap((uses) => (uses === null ? [] : (readReference(uses) ?? [])));
}

// The maintainers of the platform itself: who controls them controls the runner anyway.
const isFirstParty = (name: string) => name.startsWith("actions/") || name.startsWith("github/");

function observe(reference: Reference, before: readonly Reference[]): Observation | null {
  const same = before.filter((one) => one.name === reference.name);
  const evidence = [reference.at.lines];
  if (reference.isPinned || same.some((one) => !one.isPinned)) return null;
  const common = { key: reference.name, evidence, confidence: "certain" as const };
  if (reference.name.startsWith("docker://")) {
    return {
      ...common,
      rule: WORKFLOW_RULES.unpinnedImage,
      severity: "low",
      explanation: `${showText(reference.at.text)} names a tag that can be moved.`,
    };
  }
  if (same.length > 0) {
    return {
      ...common,
      rule: WORKFLOW_RULES.pinRemoved,
      severity: isFirstParty(reference.name) ? "low" : "medium",
      explanation: `${showText(reference.name)} was pinned to a commit and is now named by ${showText(reference.version)}, which can be moved.`,
    };
  }
  if (isFirstParty(reference.name)) return null;
  return {
    ...common,
    rule: WORKFLOW_RULES.unpinnedAction,
    severity: "medium",
    explanation: `${showText(reference.at.text)} is named by a tag or branch that its owner can move at any time.`,
  };
}

/** Finds actions and images without a fixed commit or digest that the base did not already use that way. */
export function checkPins(workflow: Workflow, base: Workflow | null): Observation[] {
  const before = base === null ? [] : referencesOf(base);
  const seen = new Set<string>();
  return referencesOf(workflow).flatMap((reference) => {
    const found = observe(reference, before);
    if (found === null || seen.has(found.key)) return [];
    seen.add(found.key);
    return found;
  });
}
