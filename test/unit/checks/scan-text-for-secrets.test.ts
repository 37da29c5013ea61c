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
    ["openings of three quotes", `token = ${'"'.repeat(3)}`],
    ["openings of three quotes and lines", `token = ${'"'.repeat(3)}\n${"a1\n".repeat(2000)}`],
    ["openings of blocks", `token: |\n ${"a1\n ".repeat(2000)}`],
    ["openings of heredocs", "token = <<A\n"],
    ["elements without an end", `token>${"\n".repeat(80)}${"a ".repeat(255)}`],
    ["names of AWS keys and spaces", `aws_secret_key = ${" ".repeat(60)}`],
  ])("are scanned in time: %s", (_, part) => {
    const start = performance.now();
    scanTextForSecrets(megabyte(part), "a.env");
    expect(performance.now() - start).toBeLessThan(4000);
  });
});
