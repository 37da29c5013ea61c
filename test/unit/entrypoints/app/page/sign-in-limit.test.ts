import { beforeEach, expect, it } from "vitest";
import {
  createSignInLimit,
  type SignInLimit,
  signInWindowMs,
} from "../../../../../src/entrypoints/app/page/sign-in-limit.ts";

let nowMs: number;
let limit: SignInLimit;
beforeEach(() => {
  nowMs = 1_000_000;
  limit = createSignInLimit(() => nowMs);
});
const failTimes = (address: string, count: number) => {
  for (let index = 0; index < count; index += 1) limit.fail(address);
};

it("one address that goes on failing is refused alone", () => {
  failTimes("127.0.0.2", 1_000);

  expect([limit.mayTry("127.0.0.2"), limit.mayTry("127.0.0.1")]).toEqual([false, true]);
});

it("asking is free, however often", () => {
  for (let index = 0; index < 1_000; index += 1) expect(limit.mayTry("127.0.0.1")).toBe(true);
});

it("many addresses together are refused, and forgotten when the time is over", () => {
  for (let index = 0; index < 10; index += 1) failTimes(`127.0.1.${index}`, 10);
  expect(limit.mayTry("127.0.0.1")).toBe(false);

  nowMs += signInWindowMs;
  expect([limit.mayTry("127.0.0.1"), limit.mayTry("127.0.1.1")]).toEqual([true, true]);
});
