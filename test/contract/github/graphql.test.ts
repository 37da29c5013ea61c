import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { PullRequestHandle } from "../../fakes/github/act-on-pull-request.ts";
import { openScene, type Scene } from "./open-scene.ts";

let scene: Scene;
let pull: PullRequestHandle;

beforeEach(async () => {
  scene = await openScene({}, { "a.ts": "one\n", "bin.dat": { mode: "100644", text: Buffer.from([0, 1]) } });
  pull = await scene.repository.openPullRequest({
    branch: "feature",
    files: { "a.ts": "one\ntwo\n", "b.ts": "b\n" },
    author: scene.github.account("alice"),
    isDraft: true,
  });
  await pull.label("security");
});

afterEach(async () => {
  expect(scene.github.violations).toEqual([]);
  await scene.github.close();
});

const ask = (query: string, variables: Record<string, unknown> = {}) =>
  scene.octokit.graphql(query, { owner: "octo-org", name: "shop", number: 1, ...variables });
const problems = async (query: string, variables: Record<string, unknown> = {}) =>
  ask(query, variables).then(
    () => [],
    (error: { readonly errors: readonly { readonly type?: string; readonly message: string }[] }) =>
      error.errors.map(({ type, message }) => [type ?? null, message]),
  );

const head = "query($owner: String!, $name: String!, $number: Int!, $author: String, $all: Boolean = false)";

describe("a GraphQL query", () => {
  it("tells a pull request, its earlier reviews and files at once", async () => {
    const { bot } = scene.github.app;
    pull.addReview({ author: bot, body: "first" });
    pull.addReview({ author: scene.github.account("bob"), body: "looks good" });
    const answer = await ask(
      `${head} {
        repository(owner: $owner, name: $name) {
          databaseId
          policy: object(expression: "${pull.baseSha}:a.ts") { ...text }
          none: object(expression: "${pull.baseSha}:.github/assay.yml") { ...text }
          binary: object(expression: "main:bin.dat") { oid ... on Blob { isBinary text byteSize } }
          tree: object(expression: "main:") { ... on Tree { entries { name type mode } } }
          pullRequest(number: $number) {
            number state isDraft locked headRefOid baseRefOid baseRefName changedFiles additions deletions mergeable
            headRepository { databaseId }
            author { __typename login ... on User { databaseId } ... on Bot { databaseId } }
            labels(first: 20) { nodes { name } }
            reviews(last: 10, author: $author) {
              totalCount
              nodes { databaseId body state viewerDidAuthor author { login ... on Bot { databaseId } } commit { oid } }
            }
            comments(first: 1) @include(if: $all) { totalCount }
          }
        }
        rateLimit { cost remaining }
        viewer { login }
      }
      fragment text on Blob { oid text byteSize isBinary isTruncated }`,
      { author: "assay" },
    );

    expect(answer).toEqual({
      repository: {
        databaseId: scene.repository.id,
        policy: { oid: expect.any(String), text: "one\n", byteSize: 4, isBinary: false, isTruncated: false },
        none: null,
        binary: { oid: expect.any(String), isBinary: true, text: null, byteSize: 2 },
        tree: {
          entries: [
            { name: "a.ts", type: "blob", mode: 0o100644 },
            { name: "bin.dat", type: "blob", mode: 0o100644 },
          ],
        },
        pullRequest: {
          number: 1,
          state: "OPEN",
          isDraft: true,
          locked: false,
          headRefOid: pull.headSha,
          baseRefOid: pull.baseSha,
          baseRefName: "main",
          changedFiles: 2,
          additions: 2,
          deletions: 0,
          mergeable: "MERGEABLE",
          headRepository: { databaseId: scene.repository.id },
          author: { __typename: "User", login: "alice", databaseId: pull.state.author.id },
          labels: { nodes: [{ name: "security" }] },
          reviews: {
            totalCount: 1,
            nodes: [
              {
                databaseId: pull.reviews()[0]?.id,
                body: "first",
                state: "COMMENTED",
                viewerDidAuthor: true,
                author: { login: "assay", databaseId: scene.github.app.bot.id },
                commit: { oid: pull.headSha },
              },
            ],
          },
        },
      },
      rateLimit: { cost: 1, remaining: 4_999 },
      viewer: { login: "assay" },
    });
    expect(scene.github.writes).toEqual([]);
  });

  it("comes in pages", async () => {
    for (const body of ["1", "2", "3"]) await pull.comment(scene.github.account("bob"), body);
    const query = `query($after: String) { node(id: "PR_kwDO${pull.id}") { ... on PullRequest {
      comments(first: 2, after: $after) { nodes { body } pageInfo { hasNextPage endCursor } } } } }`;
    interface Page {
      readonly node: {
        readonly comments: {
          readonly nodes: readonly { readonly body: string }[];
          readonly pageInfo: { readonly endCursor: string; readonly hasNextPage: boolean };
        };
      };
    }
    const first = ((await ask(query)) as Page).node.comments;
    const second = ((await ask(query, { after: first.pageInfo.endCursor })) as Page).node.comments;

    expect([first.nodes, first.pageInfo.hasNextPage]).toEqual([[{ body: "1" }, { body: "2" }], true]);
    expect([second.nodes, second.pageInfo.hasNextPage]).toEqual([[{ body: "3" }], false]);
  });

  it.each([
    ["an unknown field", "{ viewer { logn } }", [[null, "Field 'logn' doesn't exist on type 'User'"]]],
    [
      "an unknown argument",
      "{ viewer { login(x: 1) } }",
      [[null, "Field 'login' doesn't accept argument 'x'"]],
    ],
    ["an undeclared variable", "{ node(id: $id) { id } }", [[null, "Variable $id is used but not declared"]]],
    [
      "a repository that is not there",
      '{ repository(owner: "octo-org", name: "none") { id } }',
      [["NOT_FOUND", "Could not resolve to a Repository with the name 'octo-org/none'."]],
    ],
    [
      "a list without bounds",
      '{ repository(owner: "octo-org", name: "shop") { pullRequests { totalCount } } }',
      [
        [
          "MISSING_PAGINATION_BOUNDARIES",
          "You must provide a `first` or `last` value to properly paginate the `PullRequest` connection.",
        ],
      ],
    ],
  ])("with %s is an error", async (_title, query, expected) => {
    expect(await problems(query)).toEqual(expected);
  });

  it("does not see what its token does not cover, and reads nothing without the permission", async () => {
    scene.github.repository({ fullName: "other-org/secret" });
    await scene.installation.setPermissions({ contents: "read" });

    expect(await problems('{ repository(owner: "other-org", name: "secret") { id } }')).toEqual([
      ["NOT_FOUND", "Could not resolve to a Repository with the name 'other-org/secret'."],
    ]);
    expect(
      await problems('{ repository(owner: "octo-org", name: "shop") { pullRequest(number: 1) { id } } }'),
    ).toEqual([["FORBIDDEN", "Resource not accessible by integration"]]);
  });
});

describe("a GraphQL mutation", () => {
  const minimize = `mutation($id: ID!) { minimizeComment(input: { subjectId: $id, classifier: OUTDATED }) {
    minimizedComment { isMinimized minimizedReason } } }`;

  it("minimizes a review, and is counted as a write", async () => {
    const review = pull.addReview({ author: scene.github.app.bot, body: "first" });
    const answer = await ask(minimize, { id: `PRR_kwDO${review.id}` });

    expect(answer).toEqual({
      minimizeComment: { minimizedComment: { isMinimized: true, minimizedReason: "outdated" } },
    });
    expect(pull.reviews()).toMatchObject([{ minimizedReason: "outdated" }]);
    expect(scene.github.writes.map(({ route }) => route)).toEqual(["/graphql"]);
  });

  it("does not resolve threads without the right to write code", async () => {
    const query = 'mutation { resolveReviewThread(input: { threadId: "PRRT_kwDO1" }) { clientMutationId } }';

    expect(await problems(query)).toEqual([["FORBIDDEN", "Resource not accessible by integration"]]);
    expect(scene.github.writes).toEqual([]);
  });
});
