import { readFileSync } from "node:fs";
import { Ajv } from "ajv";
import addFormatsModule from "ajv-formats";
import { describe, expect, test } from "vitest";
import type { ChangeSet } from "../../../src/domain/change-set.ts";
import type { RuleDescription } from "../../../src/domain/rule.ts";
import { renderSarif } from "../../../src/review/render/render-sarif.ts";
import {
  aFinding,
  aPlace,
  cleanResult,
  defectsResult,
  failuresResult,
  hostileResult,
  interruptedResult,
  noModelResult,
  path,
  patternFinding,
  removedCheck,
} from "../../fakes/review-results.ts";

const {
  $schema: _draft,
  id: _id,
  ...schema
} = JSON.parse(readFileSync(new URL("../../contract/sarif-2.1.0.schema.json", import.meta.url), "utf8"));
// Draft 4 uses nothing here that a later draft reads differently, apart from its own identification; one of its
// patterns is not a valid expression under the `u` flag.
const ajv = new Ajv({ strict: false, allErrors: true, unicodeRegExp: false });
addFormatsModule.default(ajv);
const validate = ajv.compile(schema);

const tlsRule: RuleDescription = {
  id: "javascript.tls.reject-unauthorized",
  title: "Certificate check switched off",
  cwe: "CWE-295",
  severity: "medium",
  description: "A TLS client that accepts any certificate.",
  help: "Remove the option.",
};
const render = (result: typeof cleanResult, change?: ChangeSet) => {
  const log = JSON.parse(renderSarif(result, [tlsRule], change));
  validate(log);
  expect(validate.errors).toBeNull();
  return log.runs[0];
};

describe("a review in SARIF", () => {
  test.each([
    ["clean", cleanResult],
    ["defects", defectsResult],
    ["no model", noModelResult],
    ["interrupted", interruptedResult],
    ["failures", failuresResult],
    ["hostile", hostileResult],
  ])("of the %s result follows the standard's schema", (_name, result) => {
    expect(render(result).tool.driver.name).toBe("Assay");
  });

  test("holds a result for a finding of a model", () => {
    expect(render(defectsResult).results[0]).toEqual({
      ruleId: "assay/cwe-89",
      ruleIndex: 1,
      level: "error",
      message: {
        text: [
          "SQL query built from a request parameter",
          aFinding().explanation,
          `Attack: ${aFinding().attack}`,
          `Fix: ${aFinding().fix}`,
          "(confirmed by a second question)",
        ].join("\n\n"),
      },
      locations: [
        {
          physicalLocation: {
            artifactLocation: { uri: "src/orders.ts", uriBaseId: "%SRCROOT%" },
            region: { startLine: 42, startColumn: 1, endLine: 43, endColumn: 28 },
          },
        },
      ],
      partialFingerprints: {
        primaryLocationLineHash: "1b2c3d4e:1",
        "assay/v1": "1b2c3d4e".repeat(8),
      },
      properties: {
        id: "A-1b2c3d4e",
        severity: "critical",
        confidence: "confirmed",
        side: "RIGHT",
        status: "new",
      },
    });
  });

  test("describes known rules and those that the findings need, as severe as the worst", () => {
    const defects = [
      patternFinding,
      aFinding({ severity: "low" }),
      aFinding({ severity: "high" }),
      aFinding({ cwe: null, severity: "medium" }),
    ];
    const { rules } = render({ ...cleanResult, defects }).tool.driver;
    expect(rules.map((rule: { id: string }) => rule.id)).toEqual([
      "javascript.tls.reject-unauthorized",
      "assay/cwe-89",
      "assay/other",
    ]);
    expect(rules[0]).toEqual({
      id: "javascript.tls.reject-unauthorized",
      name: "JavascriptTlsRejectUnauthorized",
      shortDescription: { text: "Certificate check switched off" },
      fullDescription: { text: "A TLS client that accepts any certificate." },
      help: { text: "Remove the option." },
      helpUri: "https://cwe.mitre.org/data/definitions/295.html",
      defaultConfiguration: { level: "warning" },
      properties: { tags: ["security", "external/cwe/cwe-295"], "security-severity": "5.5" },
    });
    expect(rules[1].properties).toEqual({
      tags: ["security", "external/cwe/cwe-89"],
      "security-severity": "8.0",
    });
    expect(rules[2].properties.tags).toEqual(["security"]);
  });

  test("is an unsuccessful execution with reasons when the review is inconclusive", () => {
    const [invocation] = render(noModelResult).invocations;
    expect(invocation.executionSuccessful).toBe(false);
    expect(invocation.toolExecutionNotifications.map((item: { level: string }) => item.level)).toEqual([
      "warning",
      "warning",
    ]);
    expect(render(noModelResult).results[0].level).toBe("note");
    expect(render(cleanResult).invocations).toEqual([
      { executionSuccessful: true, toolExecutionNotifications: [] },
    ]);
  });

  test("leaves out what was fixed and suppresses what was dismissed", () => {
    const defects = [
      aFinding({ id: "A-1" }),
      aFinding({ id: "A-2", status: "fixed" }),
      aFinding({ id: "A-3", status: "dismissed" }),
    ];
    const { results } = render({ ...cleanResult, defects });
    expect(
      results.map((item: { properties: { id: string }; suppressions: unknown }) => [
        item.properties.id,
        item.suppressions,
      ]),
    ).toEqual([
      ["A-1", []],
      ["A-3", [{ kind: "external", status: "accepted" }]],
    ]);
  });
});

describe("the location of removed code", () => {
  const change: ChangeSet = {
    base: null,
    head: null,
    label: "x",
    files: [
      {
        path: path("src/new name.ts"),
        previousPath: path("src/export.ts"),
        status: "renamed",
        kind: "text",
        oldMode: null,
        newMode: null,
        oldBlob: null,
        newBlob: null,
        hunks: [],
        base: [],
        head: [],
        isComplete: false,
        unreadable: null,
      },
    ],
  };
  const result = {
    ...cleanResult,
    defects: [{ ...removedCheck, place: { ...removedCheck.place, file: 0 } }],
  };

  test("is the nearest head line, and the message says that the code is gone", () => {
    const [item] = render(result, change).results;
    expect(item.locations[0].physicalLocation).toEqual({
      artifactLocation: { uri: "src/new%20name.ts", uriBaseId: "%SRCROOT%" },
      region: { startLine: 7, startColumn: 1, endLine: 7, endColumn: 1 },
    });
    expect(item.message.text).toContain("The change removes this code: line 7 before the change.");
  });

  test("is the beginning of the file where the change is not at hand", () => {
    expect(render(result).results[0].locations[0].physicalLocation).toEqual({
      artifactLocation: { uri: "src/export.ts", uriBaseId: "%SRCROOT%" },
      region: { startLine: 1, startColumn: 1, endLine: 1, endColumn: 1 },
    });
  });
});

describe("hostile text in SARIF", () => {
  test.each([
    ["a b/ü#?.ts", "a%20b/%C3%BC%23%3F.ts"],
    ["//evil.example/x", "evil.example/x"],
    ["../../etc/./passwd", "%E2%80%A5/%E2%80%A5/etc/%E2%80%A4/passwd"],
    ["/", "%2F"],
    ["javascript:alert(1)", "javascript%3Aalert(1)"],
    ["a\ud800b", "a%EF%BF%BDb"],
  ])("the path %j becomes the relative reference %s", (name, uri) => {
    const defects = [aFinding({ place: aPlace({ path: path(name) }) })];
    const [item] = render({ ...cleanResult, defects }).results;
    expect(item.locations[0].physicalLocation.artifactLocation.uri).toBe(uri);
  });

  test("holds no link", () => {
    const defects = [aFinding({ explanation: "[click](https://evil.example)" })];
    expect(render({ ...cleanResult, defects }).results[0].message.text).toContain(
      "[click] (https://evil.example)",
    );
  });
});
