import { describe, expect, it } from "vitest";
import { ruleCatalogue } from "../../../src/checks/rule-catalogue.ts";

describe("ruleCatalogue", () => {
  it("gives every rule an id of its own and complete texts", () => {
    expect(new Set(ruleCatalogue.map((rule) => rule.id)).size).toBe(ruleCatalogue.length);
    expect(
      ruleCatalogue.filter(
        ({ id, title, cwe, description, help }) =>
          !/^[a-z]+\.[a-z-]+$/.test(id) ||
          title.endsWith(".") ||
          !/^CWE-\d+$/.test(cwe ?? "") ||
          !description ||
          !help,
      ),
    ).toEqual([]);
  });
});
