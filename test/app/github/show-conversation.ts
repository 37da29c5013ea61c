import type { PullRequestHandle } from "../../fakes/github/act-on-pull-request.ts";
import type { CheckRun, IssueComment, Reaction, ReviewComment } from "../../fakes/github/world.ts";

/** Everything that stands on a pull request and in its checks, as a person would read it from top to bottom. */
export function showConversation(pull: PullRequestHandle): string {
  const entries = [
    ...pull.comments().map((comment) => ({ id: comment.id, text: showComment(comment) })),
    ...pull.reviews().map(({ id, author, commitId, state, body }) => ({
      id,
      text: section(`${author.login} · review ${state.toLowerCase()} at ${short(commitId)}`, body),
    })),
    ...pull.reviewComments().map((comment) => ({ id: comment.id, text: showReviewComment(comment) })),
  ].toSorted((left, right) => left.id - right.id);
  const checks = pull.checkRuns().map(showCheck);
  return settle(`${[...entries.map(({ text }) => text), ...checks].join("\n\n")}\n`);
}

/** Replaces what differs from run to run: ports, ids, signatures, sizes of prompts, prices and times. */
export function settle(text: string): string {
  return text
    .replace(/http:\/\/127\.0\.0\.1:\d+/g, "https://github.example.com")
    .replace(/<!-- assay:[^>]*-->/g, "<!-- marker -->")
    .replace(/#pullrequestreview-\d+/g, "#pullrequestreview-ID")
    .replace(/#discussion_r\d+/g, "#discussion_rID")
    .replace(/[\d,]+ tokens in, [\d,]+ out · \$[\d.]+ · [\d.]+ s/g, "TOKENS · USD · SECONDS")
    .replace(/ · [\d.]+ s · depth/g, " · SECONDS · depth")
    .replace(/Tokens: [\d,]+ in/g, "Tokens: N in")
    .replace(/about \$[\d.]+, at most \$[\d.]+/g, "about USD, at most USD")
    .replace(/(find-defects|refute-defect) [\d.]+/g, "$1");
}

/** Verdict lines of the App's reviews, oldest first. */
export function verdicts(pull: PullRequestHandle): readonly (string | undefined)[] {
  return pull.reviews().map(({ body }) => /^## (.*)$/m.exec(body)?.[1]);
}

/** Conclusions of all checks of a pull request, oldest first. */
export function conclusions(pull: PullRequestHandle): readonly (string | null)[] {
  return pull.checkRuns().map(({ conclusion }) => conclusion);
}

/** What stands in reactions, in the order in which they were added. */
export function reactionsOf({ reactions }: { readonly reactions: readonly Reaction[] }): readonly string[] {
  return reactions.map(({ content }) => content);
}

function showComment(comment: IssueComment): string {
  return section(`${comment.author.login} · comment${showReactions(comment)}`, comment.body);
}

function showReviewComment(comment: ReviewComment): string {
  const { author, path, line, side, inReplyTo } = comment;
  const kind = inReplyTo === null ? "line comment" : "reply in the thread";
  return section(
    `${author.login} · ${kind} on ${path}:${line} ${side}${showReactions(comment)}`,
    comment.body,
  );
}

function showReactions(comment: { readonly reactions: readonly Reaction[] }): string {
  const shown = comment.reactions.map(({ author, content }) => `${author.login} ${content}`);
  return shown.length === 0 ? "" : ` · reactions: ${shown.join(", ")}`;
}

function showCheck({ headSha, status, conclusion, title, summary, annotations }: CheckRun): string {
  const marks = annotations.map(
    (mark) => `[${mark["annotation_level"]}] ${mark["path"]}:${mark["start_line"]} ${mark["title"]}`,
  );
  const body = [title, summary, ...marks].filter((part) => part !== null).join("\n\n");
  return section(`check of ${short(headSha)} · ${status} · ${conclusion}`, body);
}

function section(title: string, body: string): string {
  return `════════ ${title}\n\n${body.trim()}`;
}

function short(sha: string): string {
  return sha.slice(0, 7);
}
