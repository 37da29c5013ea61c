import { expect, it, onTestFinished } from "vitest";
import { completion } from "../fakes/model-replies.ts";
import { always, startModelServer } from "../fakes/model-server.ts";
import { createRepository } from "../git/temporary-repository.ts";
import { loadFixture } from "../unit/review/fixtures/load-fixture.ts";
import { readReport } from "./read-report.ts";
import { modelEnvironment, runAssay } from "./run-assay.ts";

it("a prose review that calls used code unused is published without those claims", async () => {
  const repository = createRepository();
  onTestFinished(() => repository.remove());
  repository.commit("root");
  repository.write("agents/notification_agent.py", loadFixture("notification_agent.py"));
  repository.commit("add the agent");
  const server = await startModelServer(
    always(completion(loadFixture("review-of-notification-agent.txt"), { usage: null })),
  );
  onTestFinished(() => server.close());

  const { code, stdout } = await runAssay(["review", "HEAD", "--format", "json"], {
    directory: repository.directory,
    environment: modelEnvironment(server.url),
  });

  const report = readReport(stdout);
  expect(report.suggestions.map(({ title, startLine }) => [title, startLine])).toEqual([
    ["No error handling", 25],
    ["No docstrings", 9],
  ]);
  expect(report.defects).toEqual([]);
  expect(report.dropped).toEqual([{ reason: "contradicted-by-code", count: 3 }]);
  expect([report.verdict, code]).toEqual(["no-defects", 0]);
});
