import { describe, expect, it } from "vitest";
import { scanTextForSecrets } from "../../../src/checks/scan-text-for-secrets.ts";
import { madeUp } from "./made-up-secrets.ts";

const megabyte = (part: string) => part.repeat(Math.ceil(1_000_000 / part.length));

describe("hostile texts of 1 MB", () => {
  it.each([
    ["one character", "a"],
    ["line feeds", "\n"],
    ["spaces behind a name", `password${" ".repeat(999_990)}`],
    ["names", "password"],
    ["names with separators", "secret_"],
    ["openings of values", 'token="'],
    ["beginnings of web tokens", "eyJ"],
    ["segments of web tokens", "eyJaaaaaaaaa."],
    ["headers of keys", "-----BEGIN PRIVATE KEY-----\n"],
    ["halves of headers", "-----BEGIN "],
    ["addresses", "ab://x:"],
    ["addresses with an at sign", "ab://x:@"],
    ["prefixes", "ghp_"],
    ["AWS prefixes", "AKIA"],
    ["AWS keys", `AKIA${madeUp(16, 1, "ABCDEFGHJKLMNPQR2345")} `],
    ["halves of connection strings", "Uid=a;"],
    ["assignments", `password = "q7!${madeUp(6, 1)}"; `],
    ["opening brackets", "<{[("],
    ["secret words", "awssecretaccesskey"],
    ["dots", "SG.a."],
  ])("are scanned in time: %s", (_, part) => {
    const start = performance.now();
    scanTextForSecrets(megabyte(part), "a.env");
    expect(performance.now() - start).toBeLessThan(4000);
  });
});
