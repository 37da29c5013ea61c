import type { FaultPull, FaultScene } from "./open-fault-scene.ts";

/** What goes on when the process dies. */
export type Story = "first review" | "push" | "explain" | "review again" | "merge group";

/** What people do, and what is wrong in the end. */
interface StoryLine {
  /** Whether a review has to be there before. */
  readonly beginsReviewed: boolean;
  readonly act: (scene: FaultScene, pull: FaultPull) => Promise<unknown>;
  /** What the audit of the pull request does not see; empty when nothing is wrong. */
  readonly findProblems: (scene: FaultScene, pull: FaultPull) => readonly string[];
}

const none = () => [];

/** By somebody who may give orders. */
function say({ github, repositories }: FaultScene, { handle }: FaultPull, body: string) {
  const maintainer = github.account("mona");
  for (const repository of repositories) repository.setRole(maintainer, "write");
  return handle.comment(maintainer, body);
}

function findReplyProblems(scene: FaultScene, { handle }: FaultPull): readonly string[] {
  const comments = handle.comments();
  const replies = comments.filter(({ author }) => author === scene.github.app.bot).length;
  const reactions = comments.flatMap((comment) => comment.reactions.map(({ content }) => content)).join(", ");
  return [
    ...(replies === 1 ? [] : [`${replies} replies`]),
    ...(reactions === "eyes" ? [] : [`reactions: ${reactions}`]),
  ];
}

/** The check of the full review is the second one. */
function findRepeatProblems(_: FaultScene, { handle }: FaultPull): readonly string[] {
  const runs = handle.checkRuns().length;
  return runs === 2 ? [] : [`${runs} check runs`];
}

function findGroupProblems({ github }: FaultScene, { handle }: FaultPull): readonly string[] {
  const { repository, number } = handle.state;
  const { git } = repository;
  const branch = `gh-readonly-queue/${handle.state.baseBranch}/pr-${number}-${git.tip(handle.state.baseBranch)}`;
  const head = git.tip(branch);
  const states = [...github.world.checkRuns.values()]
    .filter(({ headSha }) => headSha === head)
    .map(({ conclusion }) => conclusion);
  return states.join() === "failure" ? [] : [`checks of the group: ${states.join(", ")}`];
}

export const stories: Readonly<Record<Story, StoryLine>> = {
  "first review": {
    beginsReviewed: false,
    act: (_, { handle }) => handle.deliver("opened"),
    findProblems: none,
  },
  push: { beginsReviewed: true, act: (scene, pull) => scene.push(pull), findProblems: none },
  explain: {
    beginsReviewed: true,
    act: (scene, pull) => {
      const body = pull.handle.reviews().at(-1)?.body ?? "";
      return say(scene, pull, `/explain ${/`(A-[0-9a-f]{8})`/.exec(body)?.[1]}`);
    },
    findProblems: findReplyProblems,
  },
  "review again": {
    beginsReviewed: true,
    act: (scene, pull) => say(scene, pull, "/review full"),
    findProblems: findRepeatProblems,
  },
  "merge group": {
    beginsReviewed: true,
    act: ({ repositories }, { handle }) =>
      repositories.find(({ id }) => id === handle.state.repository.id)!.requestMergeGroup(handle),
    findProblems: findGroupProblems,
  },
};
