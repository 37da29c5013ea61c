import { describe, expect, it } from "vitest";
import { checkAnswer, checkRequest, githubApi } from "./validate-exchange.ts";

type Json = Record<string, unknown>;

function exampleOf(value: unknown): unknown {
  const reference = (value as Json | undefined)?.["$ref"];
  const found =
    typeof reference === "string"
      ? githubApi.components["examples"]?.[reference.split("/").pop() ?? ""]
      : (value as Json);
  return found?.["value"];
}

const operations = Object.entries(githubApi.paths).flatMap(([template, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({
    method: method.toUpperCase(),
    template,
    operation,
  })),
);

const answers = operations.flatMap(({ method, template, operation }) =>
  Object.entries(operation.responses).flatMap(([status, response]) => {
    const content = response["content"] as Json | undefined;
    const examples = (content?.["application/json"] as Json | undefined)?.["examples"] as Json | undefined;
    return Object.entries(examples ?? {}).map(([name, example]) => ({
      title: `${method} ${template} ${status} (${name})`,
      answer: { method, template, status: Number(status), body: exampleOf(example) },
    }));
  }),
);

const requests = operations.flatMap(({ method, template, operation }) => {
  const content = operation.requestBody?.content["application/json"] as unknown as Json | undefined;
  return Object.entries((content?.["examples"] ?? {}) as Json).map(([name, example]) => ({
    title: `${method} ${template} (${name})`,
    problems: checkRequest({
      method,
      template,
      params: paramsOf(template),
      query: {},
      body: exampleOf(example),
    }),
  }));
});

function paramsOf(template: string): Readonly<Record<string, string>> {
  return Object.fromEntries([...template.matchAll(/\{(\w+)\}/g)].map((match) => [match[1] ?? "", "1"]));
}

describe("GitHub's own examples", () => {
  it("are there in number", () => {
    expect(operations.length).toBeGreaterThanOrEqual(40);
    expect(answers.length).toBeGreaterThanOrEqual(40);
    expect(requests.length).toBeGreaterThanOrEqual(15);
  });

  it("of answers agree with the description, apart from the known contradictions", () => {
    const failing = answers
      .map(({ title, answer }) => ({ title, problems: checkAnswer(answer) }))
      .filter(({ problems }) => problems.length > 0);

    expect(
      Object.fromEntries(failing.map(({ title, problems }) => [title, problems])),
    ).toMatchInlineSnapshot(`
      {
        "GET /repos/{owner}/{repo} 200 (default-response)": [
          "/ must have required property 'language'",
          "/source must have required property 'language'",
        ],
        "GET /repos/{owner}/{repo}/collaborators/{username}/permission 200 (response-if-user-has-admin-permissions)": [
          "/user must have required property 'role_name'",
        ],
        "GET /repos/{owner}/{repo}/commits/{ref} 200 (default)": [
          "/files/0 must have required property 'contents_url'",
          "/files/0 must have required property 'sha'",
        ],
        "GET /repos/{owner}/{repo}/pulls 200 (default)": [
          "/0/requested_teams/0 must have required property 'type'",
        ],
        "GET /repos/{owner}/{repo}/pulls/{pull_number} 200 (default)": [
          "/requested_teams/0 must have required property 'type'",
        ],
        "POST /repos/{owner}/{repo}/check-suites/{check_suite_id}/rerequest 201 (default)": [
          "/ must be object",
        ],
      }
    `);
  });

  it("of requests agree with the description", () => {
    expect(requests.filter(({ problems }) => problems.length > 0)).toEqual([]);
  });
});

const review = { method: "POST", template: "/repos/{owner}/{repo}/pulls/{pull_number}/reviews" };
const run = { method: "POST", template: "/repos/{owner}/{repo}/check-runs" };
const annotation = { path: "a", start_line: 1, end_line: 1, annotation_level: "notice", message: "m" };

describe("the validator of requests", () => {
  it.each([
    ["a misspelt event", { ...review, body: { event: "COMENT" } }],
    ["a comment body that is a number", { ...review, body: { comments: [{ path: "a", body: 1 }] } }],
    ["a member nobody knows", { ...review, body: { bodi: "text" } }],
    ["a check run without a commit", { ...run, body: { name: "Assay" } }],
    ["an output without a summary", { ...run, body: { name: "n", head_sha: "s", output: { title: "t" } } }],
    ["a conclusion of its own", { ...run, body: { name: "n", head_sha: "s", conclusion: "good" } }],
    [
      "51 annotations",
      {
        ...run,
        body: {
          name: "n",
          head_sha: "s",
          output: { title: "t", summary: "s", annotations: Array(51).fill(annotation) },
        },
      },
    ],
    [
      "an operation that is not described",
      { method: "DELETE", template: "/repos/{owner}/{repo}", body: undefined },
    ],
  ])("refuses %s", (_title, { method, template, body }) => {
    const problems = checkRequest({ method, template, params: paramsOf(template), query: {}, body });

    expect(problems.length).toBeGreaterThan(0);
  });

  it("refuses a query parameter that is not described", () => {
    const template = "/repos/{owner}/{repo}/pulls";

    expect(
      checkRequest({
        method: "GET",
        template,
        params: paramsOf(template),
        query: { pge: "1" },
        body: undefined,
      }),
    ).toEqual(["query parameter pge is unknown"]);
  });
});
