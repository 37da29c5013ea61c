import { expect, it } from "vitest";
import type { ErrorCode } from "../../../../src/domain/errors.ts";
import { exitCodeHelp, exitCodeOfError } from "../../../../src/entrypoints/shared/exit-codes.ts";

it.each<[ErrorCode, number]>([
  ["STORE_LOCKED", 75],
  ["STORE_UNAVAILABLE", 75],
  ["STORE_CORRUPT", 74],
  ["STORE_FAILED", 74],
  ["STORE_LEASE_LOST", 74],
  ["STORE_NOT_EMPTY", 73],
  ["STORE_TOO_NEW", 69],
  ["STORE_KEY", 78],
  ["STORE_UNSAFE", 78],
  ["CONFIG_INVALID", 78],
  ["GIT_BAD_RANGE", 65],
  ["DIFF_UNREADABLE", 65],
])("%s ends the program with %i, which its help explains", (code, expected) => {
  expect(exitCodeOfError(code)).toBe(expected);
  expect(exitCodeHelp).toMatch(new RegExp(`^  ${expected} +\\S`, "m"));
});
