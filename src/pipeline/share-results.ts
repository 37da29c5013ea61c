import { allRuleDescriptions } from "../checks/all-rules.ts";
import { ReviewError } from "../domain/errors.ts";
import type { CheckDraft } from "../domain/review-draft.ts";
import { groupDefects } from "../review/findings/group-defects.ts";
import type { ReconciledFindings } from "../review/findings/reconcile-findings.ts";
import { renderSarif } from "../review/render/render-sarif.ts";
import type { CodeScanning, UploadOutcome } from "./ports-code-scanning.ts";
import type { PullRequestDependencies, PullRequestJob } from "./pull-request-job.ts";
import type { ReviewTrace } from "./review-change.ts";

export interface SharedResults {
  readonly trace: ReviewTrace;
  readonly reconciled: ReconciledFindings;
  readonly check: CheckDraft;
}

/**
 * Hands what a posted review counts to code scanning, where the repository wants that. Nothing that goes wrong there
 * changes the review: its check says so. What was dismissed or is fixed is left out, so that its alert closes.
 */
export async function shareResults(
  job: PullRequestJob,
  results: SharedResults,
  { codeScanning, log }: Pick<PullRequestDependencies, "codeScanning" | "log">,
): Promise<CheckDraft> {
  const { check } = results;
  if (codeScanning === undefined || !job.governing.policy["code-scanning"]) return check;
  try {
    const outcome = await upload(job, results, codeScanning);
    return outcome.kind === "uploaded" ? check : withNote(check, describeRefusal(outcome.reason));
  } catch (error) {
    if (!(error instanceof ReviewError)) throw error;
    log.warn("results could not be handed to code scanning", { code: error.code });
    return withNote(
      check,
      `GitHub could not be reached for it (${error.code}). The next review tries again.`,
    );
  }
}

function upload(
  { request, snapshot }: PullRequestJob,
  { trace, reconciled }: SharedResults,
  codeScanning: CodeScanning,
): Promise<UploadOutcome> {
  const head = snapshot.state.headSha;
  const { detected } = groupDefects(reconciled.findings);
  const result = { ...trace.result, head, defects: detected };
  const sarif = renderSarif(result, allRuleDescriptions, trace.prepared.change);
  return codeScanning.uploadResults(request.pullRequest, head, sarif);
}

function withNote(check: CheckDraft, text: string): CheckDraft {
  return { ...check, summary: `${check.summary}\n\n**Note.** The results are not in code scanning. ${text}` };
}

function describeRefusal(reason: Extract<UploadOutcome, { kind: "refused" }>["reason"]): string {
  switch (reason) {
    case "not-granted":
      return "The App has not the right `security_events: write`: add it in the settings of the App, and accept it for this installation.";
    case "not-enabled":
      return "GitHub refuses them: code scanning is not enabled in this repository. A private one needs GitHub Code Security.";
    case "too-large":
      return "They are too large for it.";
    case "rejected":
      return "GitHub does not take them for this commit.";
  }
}
