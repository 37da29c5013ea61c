import { type Command, changesMemory } from "../domain/command.ts";
import type { Intent } from "../domain/intent.ts";
import type { Dismissal, RememberedFinding } from "../domain/memory.ts";
import { explainUsage, type ParsedCommand, parseCommand } from "../review/pull-request/parse-command.ts";
import { composePermalink } from "../review/render/compose-permalink.ts";
import { renderDecision } from "../review/render/render-decision.ts";
import { renderExplain } from "../review/render/render-explain.ts";
import { renderHelp } from "../review/render/render-help.ts";
import { estimatePullRequest } from "./estimate-pull-request.ts";
import type { Conversation, Reaction } from "./ports-code-host.ts";
import type { PullRequestDependencies } from "./pull-request-job.ts";

export type CommandIntent = Extract<Intent, { kind: "command" | "malformed-command" }>;
type GoodCommand = Extract<Intent, { kind: "command" }>;

export interface CommandDependencies extends PullRequestDependencies {
  readonly conversation: Conversation;
  /** Whether one more command may run now on this pull request. */
  readonly admitCommand: (intent: CommandIntent) => boolean;
  /** Wants more work; resolves when that cannot be lost any more. */
  readonly enqueue: (intent: Intent) => Promise<void>;
}

/**
 * Runs one command. Who may not gets one reaction and no comment; what cannot be decided is refused. The comment is
 * read again first: what was checked is what is carried out. Commands that change what is remembered of a pull
 * request run beside no other work on it: the store sees to that. A mistyped one is answered with its right form.
 */
export async function runCommand(intent: CommandIntent, deps: CommandDependencies): Promise<void> {
  if (intent.kind === "command" && intent.isExamined) return carryOut(intent, deps);
  if (intent.actor.isBot || !deps.admitCommand(intent)) return;
  if (intent.kind === "malformed-command") return correct(intent, deps);
  if (!(await examine(intent, deps))) return;
  // A review may be running: its author is answered now, and the deed waits for its turn.
  if (changesMemory(intent.command)) await deps.enqueue({ ...intent, isExamined: true });
  else await carryOut(intent, deps);
}

/** Answers with a reaction; whether the command is to be carried out. */
async function examine(intent: GoodCommand, deps: CommandDependencies): Promise<boolean> {
  const react = async (reaction: Reaction, isAccepted: boolean) => {
    await deps.conversation.react(intent.pullRequest, intent.comment, reaction);
    return isAccepted;
  };
  if (!(await isAllowed(intent, deps))) return react("-1", false);
  const parsed = await parseAgain(intent, deps);
  if (parsed === null) return false;
  if (!isSameCommand(parsed, intent.command)) return react("confused", false);
  return react("eyes", true);
}

/** Shows the right form, to whom the command would be obeyed. What only resembles ours may be meant for another program. */
async function correct(intent: CommandIntent, deps: CommandDependencies): Promise<void> {
  const { conversation } = deps;
  const { pullRequest, comment } = intent;
  const parsed = await parseAgain(intent, deps);
  if (parsed?.kind !== "malformed") return;
  if (await isAllowed(intent, deps)) {
    await conversation.react(pullRequest, comment, "confused");
    await conversation.reply(pullRequest, comment, explainUsage(parsed));
  } else if (!parsed.isNearMiss) {
    await conversation.react(pullRequest, comment, "-1");
  }
}

/** What the comment says now; null where it is gone, or somebody else's. */
async function parseAgain(intent: CommandIntent, deps: CommandDependencies): Promise<ParsedCommand | null> {
  const current = await deps.conversation.fetchComment(intent.pullRequest, intent.comment);
  return current === null || current.authorId !== intent.actor.id ? null : parseCommand(current.body);
}

async function isAllowed(intent: CommandIntent, deps: CommandDependencies): Promise<boolean> {
  try {
    const permission = await deps.conversation.fetchPermission(
      intent.pullRequest.repository,
      intent.actor.login,
    );
    return permission === "admin" || permission === "write";
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "unknown";
    deps.log.warn("a command was refused because the permission could not be read", { code });
    return false;
  }
}

function isSameCommand(parsed: ParsedCommand, command: Command): boolean {
  return parsed.kind === "command" && JSON.stringify(parsed.command) === JSON.stringify(command);
}

async function carryOut(intent: GoodCommand, deps: CommandDependencies): Promise<void> {
  const { command, pullRequest } = intent;
  switch (command.kind) {
    case "review":
      return deps.enqueue({ kind: "review", pullRequest, trigger: "command", scope: command.scope });
    case "estimate":
      return reply(intent, await estimatePullRequest(pullRequest, deps), deps);
    case "help":
      return reply(intent, renderHelp(deps.docsUrl), deps);
    case "explain":
      return explain(intent, command.finding, deps);
    case "dismiss": {
      const { reason, because, until } = command;
      const dismissal = { reason, because, until, byLogin: intent.actor.login, byId: intent.actor.id };
      return decide(intent, { finding: command.finding, dismissal }, deps);
    }
    case "reopen":
      return decide(intent, { finding: command.finding, dismissal: null }, deps);
    case "pause":
      return setPaused(intent, true, deps);
    case "resume":
      return setPaused(intent, false, deps);
  }
}

async function explain(intent: GoodCommand, id: string, deps: CommandDependencies): Promise<void> {
  const { lastReview } = await deps.memory.load(intent.pullRequest);
  const found = lastReview?.findings.find(({ finding }) => finding.id === id);
  if (lastReview === null || found === undefined) return reply(intent, unknownFinding(id), deps);
  const { place } = found.finding;
  const commit = place.side === "LEFT" ? lastReview.mergeBase : lastReview.head;
  const repositoryUrl = deps.repositoryUrl(intent.pullRequest);
  const url = composePermalink({ repositoryUrl, commit, ...place });
  return reply(intent, renderExplain(found, url), deps);
}

/** Keeps or takes back a decision about a finding, then says the review anew; no model is asked for that. */
async function decide(
  intent: GoodCommand,
  decision: { readonly finding: string; readonly dismissal: Dismissal | null },
  deps: CommandDependencies,
): Promise<void> {
  const { pullRequest } = intent;
  const memory = await deps.memory.load(pullRequest);
  const { lastReview } = memory;
  const found = lastReview?.findings.find(({ finding }) => finding.id === decision.finding);
  if (lastReview === null || found === undefined) {
    return reply(intent, unknownFinding(decision.finding), deps);
  }
  const decided: RememberedFinding = { ...found, dismissal: decision.dismissal };
  const findings = lastReview.findings.map((entry) => (entry === found ? decided : entry));
  await deps.memory.save(pullRequest, { ...memory, lastReview: { ...lastReview, findings } });
  await deps.enqueue({ kind: "review", pullRequest, trigger: "decision", scope: "changed" });
  // Last: a conversation that takes no answer must not keep the decision from its effect.
  await reply(intent, renderDecision(decided, intent.actor.login), deps);
}

async function setPaused(intent: GoodCommand, isPaused: boolean, deps: CommandDependencies): Promise<void> {
  const { pullRequest, comment } = intent;
  await deps.memory.save(pullRequest, { ...(await deps.memory.load(pullRequest)), isPaused });
  await deps.conversation.react(pullRequest, comment, "+1");
  if (!isPaused) await deps.enqueue({ kind: "review", pullRequest, trigger: "resumed", scope: "changed" });
}

function unknownFinding(id: string): string {
  return `There is no open finding \`${id}\` on this pull request. The review names each finding's id.`;
}

function reply(intent: GoodCommand, markdown: string, deps: CommandDependencies): Promise<void> {
  return deps.conversation.reply(intent.pullRequest, intent.comment, markdown);
}
