import { expect, it } from "vitest";
import { findDefinitionLines } from "../../../src/review/refute/find-definition-lines.ts";

const lines = (...texts: readonly string[]) =>
  texts.map((text, index) => ({ path: "a", line: index + 1, text }));

it.each([
  ["def check(user):", "  check(user)"],
  ["    async def check(self):", "self.check()"],
  ["export default async function check(user) {", "await check(user);"],
  ["func (s *Server) check(user string) error {", "if err := s.check(user); err != nil {"],
  ["pub fn check(user: &str) -> bool {", "let ok = check(user);"],
  ["public static boolean check(User user) {", "return check(user);"],
  ["const check = (user) => user.isAdmin;", "list.filter(check)"],
  ["static int check(const char *user) {", "if (check(user)) {"],
  ["class check:", "except check:"],
  ["#define check(x) ((x) > 0)", "while (check(x)) {"],
  ["exports.check = function (user) {", "run({ check: 1 }, check)"],
  ["  check(user) {", "for (const user of check(users)) {"],
])("%s defines it, and %s does not", (definition, use) => {
  expect(findDefinitionLines(lines(use, definition), "check")).toEqual([
    { path: "a", line: 2, text: definition },
  ]);
});

it("the surest comes first, and a parameter defines nothing", () => {
  const found = findDefinitionLines(lines("  check(a) {", "def other(a, check):", "def check(a):"), "check");
  expect(found.map(({ line }) => line)).toEqual([3, 1]);
});
