import type { ChangedText } from "../changed-text.ts";
import { numberedLines } from "../changed-text.ts";
import type { Observation } from "../observation.ts";
import type { Located, Workflow } from "./workflow-facts.ts";
import { WORKFLOW_RULES } from "./workflow-rules.ts";

const MAX_LINE = 4000;
const ALL_SECRETS = /\$\{\{[^}]*\btojson\(\s*secrets\s*\)|\$\{\{\s*secrets\s*\}\}/i;
const SECRET_EXPRESSION = /\$\{\{\s*secrets\.\w+\s*\}\}/i;
const PRINTED = /^\s*(?:-\s*run\s*:|run\s*:)?\s*["']?(?:echo|printf|cat\s*<<<|write-host|write-output)\b/i;
const HANDED_ON = /[|>]/;
const ENCODED = /\|\s*(?:base64|xxd|rev|od|hexdump)\b(?!\s+(?:-d|-D|--decode|-r))/;
const ENVIRONMENT_SENT =
  /(?:^|[\s;&(`])(?:printenv|env)\s*\|\s*(?:sudo\s+)?(?:curl|wget|nc|ncat|base64|xxd|gzip)\b/;

function secretUse(text: string): { readonly key: string; readonly explanation: string } | null {
  if (ENVIRONMENT_SENT.test(text)) {
    return {
      key: "environment",
      explanation: "The whole environment, secrets included, is handed to another program.",
    };
  }
  if (!SECRET_EXPRESSION.test(text)) return null;
  if (ENCODED.test(text)) {
    return { key: "encoded", explanation: "The secret is encoded; the log masks only its exact text." };
  }
  if (PRINTED.test(text) && !HANDED_ON.test(text.replaceAll(/\$\{\{[^}]*\}\}/g, ""))) {
    return { key: "printed", explanation: "The secret is printed to the log of the workflow." };
  }
  return null;
}

function checkScript(script: Located): Observation[] {
  return script.text.split("\n").flatMap((text, offset): Observation[] => {
    const found = secretUse(text.slice(0, MAX_LINE));
    if (found === null || text.trimStart().startsWith("#")) return [];
    const line = script.lines.start + offset;
    return [
      {
        rule: WORKFLOW_RULES.secretPrinted,
        key: found.key,
        evidence: [{ start: line, end: line }],
        severity: "high",
        confidence: "pattern",
        explanation: found.explanation,
      },
    ];
  });
}

function checkAllSecrets(text: ChangedText): Observation[] {
  const found: Observation[] = [];
  for (const { line, text: content } of numberedLines(text)) {
    if (content.length > MAX_LINE || !ALL_SECRETS.test(content) || content.trimStart().startsWith("#"))
      continue;
    found.push({
      rule: WORKFLOW_RULES.allSecrets,
      key: "all",
      evidence: [{ start: line, end: line }],
      severity: "high",
      confidence: "certain",
      explanation: "The expression holds every secret that the workflow can see.",
    });
  }
  return found;
}

/** Finds secrets that a workflow prints, encodes or takes all at once. */
export function checkSecretsUse(workflow: Workflow, text: ChangedText): Observation[] {
  const scripts = workflow.jobs.flatMap((job) => job.steps.flatMap((step) => step.script ?? []));
  return [...checkAllSecrets(text), ...scripts.flatMap(checkScript)];
}
