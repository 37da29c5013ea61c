import { describe, expect, it } from "vitest";
import type { Fault } from "../../fakes/github/faults.ts";
import { judgeEnding, openCase } from "./fault-case.ts";
import { faultKinds } from "./fault-kinds.ts";
import { openAppScene, safeQuery, unsafeQuery } from "./open-app-scene.ts";
import { createVirtualClock } from "./virtual-clock.ts";

const kinds = [
  "500",
  "502 after the work",
  "secondary limit (403)",
  "reset after the work",
  "HTML for 200",
  "token revoked",
];
const faults = kinds.map((kind) => [kind, faultKinds[kind]!] as const);

const openScene = () => openAppScene({ clock: createVirtualClock(), requestTimeoutMs: 1_500 });
const defect = { "src/find.js": unsafeQuery };
const others = { "src/other.js": "export const answer = 42;\n" };
const supersede = "PUT /pulls/{pull_number}/reviews/{review_id}";
const compare = "GET /compare/{basehead}";

const isSuperseded = ({ body }: { readonly body: string }) => body.startsWith("**Superseded**");

/** Runs the story once for each fault, all beside each other. */
async function forEachFault(
  play: (fault: Fault, index: number, kind: string) => Promise<void>,
): Promise<void> {
  await Promise.all(faults.map(([kind, fault], index) => play(fault, index, kind)));
}

describe("a fault at a write that an ordinary first review does not make", () => {
  it("leaves one review a head when it hits the mark on the older one, or what came since", async () => {
    await using scene = await openScene();
    await forEachFault(async (fault, index, kind) => {
      for (const [offset, call] of [supersede, compare].entries()) {
        const one = openCase(scene, 2 * index + offset);
        const pull = await one.open(defect);
        await scene.app.idle();
        // The second comparison of the second review is the one with the head that was reviewed.
        one.fault(call, fault, { after: call === compare ? 1 : 0 });
        await pull.push(others);
        await scene.app.idle();
        const label = `${call}: ${kind}`;
        expect(pull.reviews().length, label).toBe(2);
        expect(new Set(pull.reviews().map(({ commitId }) => commitId)).size, label).toBe(2);
        expect(pull.reviewComments().length, label).toBe(1);
        expect(pull.checkRuns().at(-1)?.conclusion, label).toBe("failure");
        expect(pull.checkRuns().filter(({ status }) => status !== "completed")).toEqual([]);
        if (call === compare || kind !== "secondary limit (403)")
          expect(pull.reviews().map(isSuperseded), label).toEqual([true, false]);
      }
    });
  });

  it("leaves one correct review when it hits the removal of a pending one", async () => {
    await using scene = await openScene();
    await forEachFault(async (fault, index, kind) => {
      const one = openCase(scene, index);
      one.fault("DELETE /pulls/{pull_number}/reviews/{review_id}", fault);
      const request = { branch: "feature", files: defect, author: scene.github.account("alice") };
      const pull = await one.repository.openPullRequest({ ...request, isDelivered: false });
      pull.leavePendingReview();
      await pull.deliver("opened");
      await scene.app.idle();
      expect(judgeEnding(scene, pull, { isSafe: false }), kind).toBe("one correct review");
    });
  });

  it("leaves one reply and one reaction to a command", async () => {
    await using scene = await openScene();
    const maintainer = scene.github.account("maintainer");
    await forEachFault(async (fault, index, kind) => {
      const calls = ["POST /issues/comments/{comment_id}/reactions", "POST /issues/{issue_number}/comments"];
      for (const [offset, call] of calls.entries()) {
        const one = openCase(scene, 2 * index + offset);
        one.repository.setRole(maintainer, "write");
        const request = { branch: "feature", files: { "src/find.js": safeQuery.replace("?", "$1") } };
        const pull = await one.repository.openPullRequest({ ...request, isDelivered: false });
        one.fault(call, fault);
        const { comment } = await pull.comment(maintainer, "/help");
        await scene.app.idle();
        const label = `${call}: ${kind}`;
        const replies = pull.comments().filter(({ author }) => author === scene.github.app.bot);
        expect(replies.length, label).toBe(1);
        expect(
          comment.reactions.map(({ content }) => content),
          label,
        ).toEqual(["eyes"]);
      }
    });
  });

  it("leaves one review when it hits the new text of a review whose finding was dismissed", async () => {
    await using scene = await openScene();
    const maintainer = scene.github.account("maintainer");
    await forEachFault(async (fault, index, kind) => {
      const one = openCase(scene, index);
      one.repository.setRole(maintainer, "write");
      const pull = await one.open(defect);
      await scene.app.idle();
      const id = /`(A-[0-9a-f]{8})`/.exec(pull.reviews()[0]?.body ?? "")?.[1];
      one.fault(supersede, fault);
      await pull.comment(maintainer, `/dismiss ${id} false-positive because the value is a constant`);
      await scene.app.idle();
      expect(pull.reviews().length, kind).toBe(1);
      expect(
        pull.checkRuns().filter(({ status }) => status !== "completed"),
        kind,
      ).toEqual([]);
      expect(pull.checkRuns().at(-1)?.conclusion, `${kind} ${id}`).toBe("success");
    });
  });
});
