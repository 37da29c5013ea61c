import { describe, expect, it } from "vitest";
import { createSyntax } from "../../../../src/adapters/syntax/create-syntax.ts";
import { patternPack, patternRuleDescriptions, rulesFor } from "../../../../src/checks/pattern-pack.ts";
import { Language } from "../../../../src/domain/syntax.ts";
import { addedTables, controlTables } from "./control-snippets.ts";

const syntax = createSyntax();

const cases = [...addedTables, ...controlTables].flatMap(({ prefix, language, wrap, snippets }) =>
  Object.entries(snippets).map(([name, [found, left]]) => ({
    id: `${prefix}.${name}`,
    language,
    found: wrap(found),
    left: wrap(left),
  })),
);

async function matchedRules(code: string, language: Language): Promise<ReadonlySet<string>> {
  const facts = await syntax.inspect(code, language, { rules: rulesFor(language), detail: "names" });
  return new Set(facts?.matches.map((match) => match.rule));
}

describe("every rule of the pattern pack", () => {
  it.each(cases)(
    "$id finds its example and leaves its counter-example alone",
    async ({ id, language, found, left }) => {
      expect([
        (await matchedRules(found, language)).has(id),
        (await matchedRules(left, language)).has(id),
      ]).toEqual([true, false]);
    },
  );

  it("has an example and a counter-example", () => {
    expect(cases.map(({ id }) => id).toSorted()).toEqual(patternPack.map(({ id }) => id).toSorted());
  });

  it.each([
    ["\\unserialize($data);", true],
    ["\\Assay\\unserialize($data);", false],
    ["Assay\\unserialize($data);", false],
  ])("sees a call of the outermost namespace of PHP, and no other: %s", async (code, isFound) => {
    const rules = await matchedRules(`<?php\nnamespace A;\n${code}\n`, "php");
    expect(rules.has("php.deserialization.unserialize")).toBe(isFound);
  });

  it("has an id of three parts that nothing else has", () => {
    const ids = patternPack.map(({ id }) => id);
    expect(ids.filter((id) => !/^[a-z]+\.[a-z-]+\.[a-z0-9-]+$/.test(id))).toEqual([]);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it("is described with its own CWE and severity and a remedy", () => {
    const described = patternRuleDescriptions.map(({ id, cwe, severity }) => ({ id, cwe, severity }));
    expect(described).toEqual(patternPack.map(({ id, cwe, severity }) => ({ id, cwe, severity })));
    expect(
      patternRuleDescriptions.filter(({ help, description }) => help === "" || description === ""),
    ).toEqual([]);
  });

  it("asks a question", () => {
    expect(patternPack.filter(({ question }) => !question.includes("?"))).toEqual([]);
  });

  it("looks neither upwards nor sideways nor into whole subtrees, which a deep tree makes slow", () => {
    const slow = /"(inside|follows|precedes|stopBy|nthChild)":/;
    expect(patternPack.filter(({ match }) => slow.test(JSON.stringify(match))).map(({ id }) => id)).toEqual(
      [],
    );
  });

  it.each(Language.options)("is taken by the grammar of %s", async (language) => {
    const facts = await syntax.inspect("", language, { rules: rulesFor(language), detail: "names" });
    expect(facts?.matches).toEqual([]);
  });
});
