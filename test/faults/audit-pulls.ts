import { deriveKeys } from "../../src/entrypoints/app/derive-keys.ts";
import { readMarkers } from "../../src/review/pull-request/sign-marker.ts";
import type { GitHubDouble } from "../fakes/github/start-github-double.ts";
import type { Review } from "../fakes/github/world.ts";
import type { ModelServer } from "../fakes/model-server.ts";
import { countQuestions } from "./defective-model.ts";
import type { FaultPull } from "./open-fault-scene.ts";

/** What stands on GitHub. The lists name pull requests and must be empty, apart from `reviewed`. */
export interface Audit {
  readonly reviewed: readonly string[];
  /** Open, and no review of the head with our marker. */
  readonly lost: readonly string[];
  /** Of those the ones whose check says that they are inconclusive. */
  readonly toldInstead: readonly string[];
  /** More than one review of one head, or the same comment twice. */
  readonly duplicates: readonly string[];
  /** Check runs that did not end. */
  readonly openChecks: readonly string[];
  /** A pending review left over, a wrong verdict, a head without a check, or a review where none may be. */
  readonly wrong: readonly string[];
  /** Different questions to the model. */
  readonly questions: number;
  /** Questions that were asked more than once, each time counted. */
  readonly extraQuestions: number;
}

/** Looks at pull requests with one defect each; closed ones and drafts must have no review of their head. */
export function auditPulls(
  { github, model }: { readonly github: GitHubDouble; readonly model: ModelServer },
  pulls: readonly FaultPull[],
): Audit {
  const key = deriveKeys(github.app.privateKey).marker;
  const questions = countQuestions(model.requests);
  const views = pulls.map((pull) => viewPull(github, pull, key));
  const titles = (fits: (view: PullView) => boolean) => views.filter(fits).map(({ title }) => title);
  const times = pulls.flatMap(({ names }) =>
    names.flatMap((name) => [...(questions.get(name)?.values() ?? [])]),
  );
  return {
    reviewed: titles(({ isReviewed }) => isReviewed),
    lost: titles(({ isWanted, isReviewed }) => isWanted && !isReviewed),
    toldInstead: titles(({ isWanted, isReviewed, isTold }) => isWanted && !isReviewed && isTold),
    duplicates: titles(({ hasDuplicates }) => hasDuplicates),
    openChecks: titles(({ hasOpenCheck }) => hasOpenCheck),
    wrong: titles(({ isWrong }) => isWrong),
    questions: times.length,
    extraQuestions: times.reduce((sum, count) => sum + count - 1, 0),
  };
}

interface PullView {
  readonly title: string;
  readonly isWanted: boolean;
  readonly isReviewed: boolean;
  readonly isTold: boolean;
  readonly hasDuplicates: boolean;
  readonly hasOpenCheck: boolean;
  readonly isWrong: boolean;
}

const heading = "## 1 security defect is detected in the code.";

function viewPull(github: GitHubDouble, { handle, title }: FaultPull, key: string): PullView {
  const { state, headSha } = handle;
  const own = <Item extends { readonly author: unknown }>(items: readonly Item[]) =>
    items.filter(({ author }) => author === github.app.bot);
  const all = own(handle.reviews());
  const reviews = all.filter((review) => review.state !== "PENDING");
  const ofHead = reviews.filter((review) => isOfHead(review, headSha, key));
  const comments = own(handle.reviewComments()).map(
    ({ path, line, body, commitId }) => `${commitId} ${path} ${line} ${body}`,
  );
  const replies = own(handle.comments()).map(({ body }) => body);
  const runs = handle.checkRuns();
  const isWanted = state.state === "open" && !state.isDraft;
  const conclusion = runs.filter((run) => run.headSha === headSha).at(-1)?.conclusion;
  const isUnsound = ofHead.some(({ body }) => !body.includes(heading)) || conclusion !== "failure";
  return {
    title,
    isWanted,
    isReviewed: ofHead.length > 0,
    isTold: conclusion === "neutral",
    hasDuplicates:
      hasTwice(reviews.map(({ commitId }) => commitId)) || hasTwice(comments) || hasTwice(replies),
    hasOpenCheck: runs.some(({ status }) => status !== "completed"),
    isWrong: all.length > reviews.length || (isWanted ? ofHead.length > 0 && isUnsound : ofHead.length > 0),
  };
}

function isOfHead({ commitId, body }: Review, head: string, key: string): boolean {
  return commitId === head && readMarkers(body, key).some((marker) => marker.head === head);
}

const hasTwice = (texts: readonly string[]) => new Set(texts).size < texts.length;

/** Whether every pull request has its one review and nothing is left over. */
export function isClean({ lost, duplicates, openChecks, wrong }: Audit): boolean {
  return lost.length + duplicates.length + openChecks.length + wrong.length === 0;
}

/** For the scorecard. */
export function describeAudit(audit: Audit): string {
  const { reviewed, lost, toldInstead, duplicates, openChecks, wrong, extraQuestions } = audit;
  const told = toldInstead.length > 0 ? ` (${toldInstead.length} of them told as inconclusive)` : "";
  const counts = `${lost.length} lost${told}, ${duplicates.length} duplicates, ${openChecks.length} checks left open`;
  return `${reviewed.length} reviewed, ${counts}, ${wrong.length} wrong, ${extraQuestions} questions asked again`;
}
