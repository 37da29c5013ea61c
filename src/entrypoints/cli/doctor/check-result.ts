import { ReviewError } from "../../../domain/errors.ts";
import { exitCode, exitCodeOfError } from "../../shared/exit-codes.ts";

/** What is looked at, in the order of the report: the stable name of each check, and how people read it. */
export const checkTitles = {
  node: "Node.js",
  git: "git",
  settings: "settings",
  prices: "price file",
  "model-endpoint": "model endpoint",
  "model-key": "model key",
  "model-name": "model",
  "model-answer": "model's answer",
  "model-schema": "structured output",
  "model-context": "context length",
  "model-fallback": "fallback model",
  "model-price": "model's price",
  "github-credentials": "App's credentials",
  "github-access": "access to GitHub",
  "github-clock": "clock",
  "github-permissions": "App's permissions",
  "github-events": "App's events",
  "github-installations": "installations",
  "webhook-secret": "webhook secret",
  "webhook-address": "webhook address",
  "webhook-reachable": "webhook server",
  "webhook-deliveries": "webhook deliveries",
  "data-folder": "data folder",
  "disk-space": "disk space",
  store: "store",
  "store-key": "encryption key",
  port: "port",
} as const;

/** Stable: programs read it. */
export type CheckName = keyof typeof checkTitles;

/** How one check ended. `found` and `remedy` are for people, and hold no secret. */
export type Verdict =
  | { readonly state: "ok" | "not-checked"; readonly found: string }
  | { readonly state: "warning"; readonly found: string; readonly remedy: string }
  | {
      readonly state: "problem";
      readonly found: string;
      readonly remedy: string;
      /** What the program ends with when nothing worse is found. */
      readonly exitCode: number;
    };

/** A verdict, and what it is about. */
export type CheckResult = Verdict & { readonly name: CheckName };

/** Something as it should be. */
export function ok(found: string): Verdict {
  return { state: "ok", found };
}

/** Something that works, and may not be what is wanted. */
export function warning(found: string, remedy: string): Verdict {
  return { state: "warning", found, remedy };
}

/** Something without which nothing works; `code` for settings that are wrong unless said otherwise. */
export function problem(found: string, remedy: string, code: number = exitCode.configuration): Verdict {
  return { state: "problem", found, remedy, exitCode: code };
}

/** Something that cannot be looked at, as long as something else is wrong. */
export function notChecked(because: string): Verdict {
  return { state: "not-checked", found: `because ${because}` };
}

/** What a broken world means here. Codes of the model and of GitHub that pass by themselves ask to try later. */
export function problemOfError(error: unknown): Verdict {
  if (!(error instanceof ReviewError)) {
    const name = error instanceof Error ? error.name : typeof error;
    return problem(`Assay failed here (${name})`, "Report this: it is a defect of Assay.", exitCode.internal);
  }
  const remedy =
    error.remedy ?? (error.retryable ? "Try again later." : "See docs/local-models.md and README.md.");
  const passes = /^(MODEL|GITHUB)_(UNAVAILABLE|RATE_LIMITED|QUOTA|TIMEOUT|BAD_RESPONSE)$/.test(error.code);
  const isOfGitHub = error.code.startsWith("GITHUB_") && !passes;
  const code = passes ? exitCode.tryLater : isOfGitHub ? exitCode.configuration : exitCodeOfError(error.code);
  return problem(error.message.replace(/\.$/, ""), remedy, code);
}

/** Worst first: what has to be repaired by hand stands before what may pass. */
const exitOrder: readonly number[] = [
  exitCode.internal,
  exitCode.configuration,
  exitCode.unavailable,
  exitCode.storeBroken,
  exitCode.cannotWrite,
];

/** 0 without a problem; otherwise the code of the worst. */
export function exitCodeOfChecks(results: readonly CheckResult[]): number {
  const codes = results.flatMap((result) => (result.state === "problem" ? [result.exitCode] : []));
  return exitOrder.find((code) => codes.includes(code)) ?? codes[0] ?? 0;
}
