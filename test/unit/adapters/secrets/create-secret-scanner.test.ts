import { describe, expect, it } from "vitest";
import { createSecretScanner } from "../../../../src/adapters/secrets/create-secret-scanner.ts";
import { madeUp } from "../../checks/made-up-secrets.ts";

const scanner = createSecretScanner();
const awsKey = `AKIA${madeUp(16, 1, "ABCDEFGHJKLMNPQR2345")}`;

describe("createSecretScanner", () => {
  it("reports a value with every line on which it stands", async () => {
    const secret = madeUp(40, 2);
    const text = `x\nAWS_SECRET_ACCESS_KEY = "${secret}"\n\nagain(${secret})`;
    const at = (line: number) => ({
      kind: "aws-secret-key",
      rule: "secret.aws-secret-key",
      value: secret,
      startLine: line,
      endLine: line,
    });
    expect(await scanner.scan(text, "a.py")).toEqual([at(2), at(4)]);
  });

  it("finds the id of an AWS key, and does not take the number of an account for a secret", async () => {
    const text = `a = "${awsKey}"\naws_account_id = "1234-5678-9012"`;
    expect((await scanner.scan(text, "a.py")).map(({ kind }) => kind)).toEqual(["aws-access-key"]);
  });

  it("narrows an address to its password", async () => {
    const password = madeUp(14, 3);
    const text = `url = "mysql://app:${password}@db.internal/prod"`;
    expect((await scanner.scan(text, "a.py")).map(({ value }) => value)).toEqual([password]);
  });

  it("finds a value that lies across two slices of a large text", async () => {
    for (const offset of [-30, -20, -10, 0]) {
      const text = `${"x\n".repeat(16 * 1024 + offset / 2)}"${awsKey}"\n${"y\n".repeat(20_000)}`;
      expect((await scanner.scan(text, "a.txt")).map(({ value }) => value)).toEqual([awsKey]);
    }
  });

  it("stops at 500 values of one text", async () => {
    const keys = Array.from(
      { length: 2000 },
      (_, index) => `AKIA${madeUp(16, index, "ABCDEFGHJKLMNPQR2345")}`,
    );
    expect(await scanner.scan(keys.join("\n"), "a.txt")).toHaveLength(500);
  });

  it("leaves no entries of a profiler behind", async () => {
    await scanner.scan(`"${awsKey}"`, "a.txt");
    expect([...performance.getEntriesByType("mark"), ...performance.getEntriesByType("measure")]).toEqual([]);
  });

  it.each([
    ["nothing", ""],
    ["a null character", "\u0000".repeat(1000)],
    ["half of a surrogate pair", "\uD800 \uDC00 a"],
    ["a directive of the scanner", `${["secretlint", "enable"].join("-")} ${"x,".repeat(1000)}`],
  ])("gives no result for %s", async (_, text) => {
    expect(await scanner.scan(text, "a.txt")).toEqual([]);
  });

  it("takes hostile names of files", async () => {
    for (const path of ["", "../../etc/passwd", "a.p12", "a.json", "\u0000", "x".repeat(10_000)]) {
      expect((await scanner.scan(`"${awsKey}"`, path)).map(({ value }) => value)).toEqual([awsKey]);
    }
  });
});
