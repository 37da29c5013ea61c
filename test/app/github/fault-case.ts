import type { PullRequestHandle } from "../../fakes/github/act-on-pull-request.ts";
import type { RepositoryHandle } from "../../fakes/github/act-on-repository.ts";
import type { Fault, FaultRule, FaultTarget, PlannedFault } from "../../fakes/github/faults.ts";
import type { RecordedCall } from "../../fakes/github/recorded-call.ts";
import type { CheckRun } from "../../fakes/github/world.ts";
import { nameCall, readOwner } from "./fault-kinds.ts";
import { type AppScene, safeQuery } from "./open-app-scene.ts";

/** One pull request in an account of its own, so that neither limits nor faults reach another one. */
export interface FaultCase {
  readonly repository: RepositoryHandle;
  readonly installationId: number;
  readonly isMine: (call: Pick<FaultTarget, "route" | "path" | "body">) => boolean;
  /** Its calls so far, in their order. */
  readonly calls: () => readonly RecordedCall[];
  /** Plans a fault at one of its calls. */
  readonly fault: (call: string, fault: Fault, rule?: Pick<FaultRule, "after" | "times">) => PlannedFault;
  readonly open: (files: Readonly<Record<string, string>>) => Promise<PullRequestHandle>;
}

/** `hasPolicy`: the organisation has a repository for its policy. */
export function openCase({ github }: AppScene, index: number, hasPolicy = false): FaultCase {
  const login = `owner-${index}`;
  const owner = github.account(login, "Organization");
  const repository = github.repository({
    fullName: `${login}/shop`,
    files: { "src/find.js": safeQuery },
  });
  if (hasPolicy) github.repository({ fullName: `${login}/.github`, files: { "assay.yml": "{}\n" } });
  const { id: installationId } = github.install({ account: owner });
  const starts = [`/repositories/${repository.id}/`, `/app/installations/${installationId}/`];
  const isMine: FaultCase["isMine"] = (call) =>
    starts.some((start) => `${call.path}/`.startsWith(start)) || readOwner(call) === login;
  return {
    repository,
    installationId,
    isMine,
    calls: () => github.calls.filter(isMine),
    fault: (call, fault, rule = {}) =>
      github.fault({ ...rule, fault, when: (target) => isMine(target) && nameCall(target) === call }),
    open: (files) =>
      repository.openPullRequest({ branch: "feature", files, author: github.account("alice") }),
  };
}

/** How a pull request came out of its faults. */
export type Ending =
  /** One review of what is there, and the check that belongs to it. */
  | "one correct review"
  | "visibly inconclusive"
  /** Neither review nor check. */
  | "untold"
  | "check never ended"
  | `wrong: ${string}`;

export interface Expected {
  /** The whole change is safe, or holds the one defect of `unsafeQuery`. */
  readonly isSafe: boolean;
}

/** Judges what stands on GitHub. Only submitted reviews of the App count; pending ones are left-overs. */
export function judgeEnding({ github }: AppScene, pull: PullRequestHandle, { isSafe }: Expected): Ending {
  const own = pull.reviews().filter(({ author }) => author === github.app.bot);
  const reviews = own.filter(({ state }) => state !== "PENDING");
  const comments = pull.reviewComments().filter(({ author }) => author === github.app.bot);
  const runs = pull.checkRuns();
  const excess = findExcess(
    { pending: own.length - reviews.length, reviews: reviews.length },
    comments.length,
  );
  if (excess !== null || pull.comments().length > 0) return `wrong: ${excess ?? "a comment"}`;
  const heading = `## ${isSafe ? "No security defects are" : "1 security defect is"} detected in the code.`;
  const isRight = reviews[0]?.body.includes(heading) === true && comments.length === (isSafe ? 0 : 1);
  if (runs.some(({ conclusion }) => conclusion === "success") && !(isSafe && isRight)) return "wrong: green";
  if (runs.some(({ status }) => status !== "completed")) return "check never ended";
  return judgeCheck(runs.at(-1) ?? null, { isSafe, isRight, reviews: reviews.length });
}

function findExcess(
  { pending, reviews }: { readonly pending: number; readonly reviews: number },
  comments: number,
): string | null {
  if (pending > 0) return "a pending review left over";
  if (reviews > 1) return `${reviews} reviews`;
  return comments > 1 ? `${comments} inline comments` : null;
}

function judgeCheck(
  run: CheckRun | null,
  { isSafe, isRight, reviews }: { isSafe: boolean; isRight: boolean; reviews: number },
): Ending {
  if (run === null) return reviews === 0 ? "untold" : "wrong: review without check";
  if (isRight && run.conclusion === (isSafe ? "success" : "failure")) return "one correct review";
  const isNeutral = run.conclusion === "neutral" && run.title === "Inconclusive.";
  return isNeutral ? "visibly inconclusive" : `wrong: ${reviews} reviews, check ${run.conclusion}`;
}
