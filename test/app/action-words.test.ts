import { afterAll, beforeAll, expect, it } from "vitest";
import { json } from "../fakes/model-replies.ts";
import { always, type ModelServer, startModelServer } from "../fakes/model-server.ts";
import { createRepository } from "../git/temporary-repository.ts";
import { runStep } from "./workflow-runner.ts";

let origin: ReturnType<typeof createRepository>;
let server: ModelServer;
beforeAll(async () => {
  origin = createRepository();
  server = await startModelServer(always(json(400, { error: { message: "no" } })));
});
afterAll(async () => {
  await server.close();
  origin.remove();
});

it("a step tells what to do in the words of its workflow, and leaves those of the change alone", async () => {
  origin.write("app.py", "a = 1\n");
  const base = origin.commit("root");
  origin.write("app.py", 'a = 1\nb = os.environ["OPENAI_API_KEY"]\n');
  const head = origin.commit("next");
  const { summary, commands, code } = await runStep({
    workspace: origin.directory,
    event: "merge_group",
    payload: { merge_group: { base_sha: base, head_sha: head }, repository: { id: 1 } },
    with: { "api-key": "k".repeat(20), "base-url": server.url, model: "gpt-test" },
  });

  const told = commands.filter(({ name }) => name === "error").map(({ data }) => data);
  expect([code, told]).toEqual([2, [expect.stringMatching(/^Not everything was reviewed\. /)]]);
  expect(summary).toContain("`assay doctor` on a command line with the same settings looks at the endpoint");
  expect(summary).not.toContain("`assay doctor` looks");
});
