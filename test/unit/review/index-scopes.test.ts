import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Scope } from "../../../src/domain/syntax.ts";
import { indexScopes } from "../../../src/review/units/index-scopes.ts";

const scope = (kind: Scope["kind"], name: string, startLine: number, endLine: number): Scope => ({
  kind,
  name,
  startLine,
  endLine,
});
const scopes = [
  scope("class", "Outer", 1, 100),
  scope("function", "method", 10, 50),
  scope("function", "callback", 20, 30),
  scope("class", "Inner", 60, 90),
  scope("function", "deep", 70, 80),
];

describe("the scope around lines", () => {
  test.each([
    [{ first: 25, last: 26 }, "callback"],
    [{ first: 20, last: 30 }, "callback"],
    [{ first: 25, last: 31 }, "method"],
    [{ first: 31, last: 31 }, "method"],
    [{ first: 65, last: 66 }, "Inner"],
    [{ first: 75, last: 85 }, "Inner"],
    [{ first: 55, last: 55 }, "Outer"],
    [{ first: 5, last: 60 }, "Outer"],
    [{ first: 99, last: 101 }, undefined],
    [{ first: 0, last: 0 }, undefined],
  ])("%j is %s", (span, name) => {
    expect(indexScopes(scopes)(span)?.name).toBe(name);
  });

  test("is the one that a look at all of them finds, for nested scopes in any order", () => {
    const nested = fc.array(fc.tuple(fc.nat(3), fc.boolean()), { maxLength: 12 }).map((steps) => {
      const made: Scope[] = [];
      let [start, end] = [1, 400];
      for (const [shrink, isFunction] of steps) {
        made.push(scope(isFunction ? "function" : "class", `${start}-${end}`, start, end));
        start += shrink + 1;
        end -= shrink + 1;
      }
      return made;
    });
    fc.assert(
      fc.property(nested, fc.integer({ min: 1, max: 400 }), fc.nat(20), (all, first, length) => {
        const span = { first, last: first + length };
        const around = all.filter(
          ({ startLine, endLine }) => startLine <= span.first && endLine >= span.last,
        );
        const functions = around.filter(({ kind }) => kind === "function");
        expect(indexScopes(all.toReversed())(span)).toEqual(functions.at(-1) ?? around.at(-1) ?? null);
      }),
    );
  });
});
