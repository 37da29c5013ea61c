import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { afterEach, beforeEach, expect, it } from "vitest";
import { runAssay } from "./run-assay.ts";

let home = "";
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "assay-home-"));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const kept = () => join(home, ".cache", "assay");

async function start(
  environment: Readonly<Record<string, string>> = {},
  directory = tmpdir(),
): Promise<void> {
  const run = await runAssay(["--version"], {
    directory,
    environment: { HOME: home, NODE_COMPILE_CACHE: "", ...environment },
  });
  expect({ code: run.code, stderr: run.stderr }).toEqual({ code: 0, stderr: "" });
}

it("what was compiled is kept for the next start, readable by nobody else", async () => {
  await start();

  expect(readdirSync(kept()).length).toBe(1);
  expect(statSync(kept()).mode & 0o777).toBe(0o700);
});

it("it stands where the person keeps such things", async () => {
  await start({ XDG_CACHE_HOME: join(home, "caches") });

  expect(readdirSync(home)).toEqual(["caches"]);
  expect(readdirSync(join(home, "caches"))).toEqual(["assay"]);
});

it("nothing is kept where Node is told not to", async () => {
  await start({ NODE_DISABLE_COMPILE_CACHE: "1" });

  expect(existsSync(kept()) ? readdirSync(kept()) : []).toEqual([]);
});

it("nothing is kept in a home that others may write to", async () => {
  chmodSync(home, 0o777);
  await start();

  expect(readdirSync(home)).toEqual([]);
});

it("nothing is taken from a folder that others may write to", async () => {
  mkdirSync(kept(), { recursive: true });
  chmodSync(kept(), 0o777);
  await start();

  expect(readdirSync(kept())).toEqual([]);
});

it("nothing is kept where others could put another folder in its place, though it looks like one of ours", async () => {
  const open = join(home, "open");
  const strangers = join(home, "clone");
  for (const folder of [open, strangers]) mkdirSync(folder);
  chmodSync(open, 0o777);
  symlinkSync(strangers, join(open, "assay"));
  await start({ XDG_CACHE_HOME: open });
  await start({ XDG_CACHE_HOME: join(open, "deeper") });

  expect([readdirSync(strangers), readdirSync(open)]).toEqual([[], ["assay"]]);
});

it("a relative folder, which would lie in what is reviewed, does not count", async () => {
  const reviewed = mkdtempSync(join(home, "reviewed-"));
  await start({ XDG_CACHE_HOME: "cache" }, reviewed);
  await start({ HOME: "." }, reviewed);

  expect(readdirSync(reviewed)).toEqual([]);
  expect(readdirSync(kept()).length).toBe(1);
});

it.runIf(process.getuid?.() === 0)("nothing is kept in the home of somebody else", async () => {
  chownSync(home, 12_345, 12_345);
  await start();

  expect(readdirSync(home)).toEqual([]);
});

it("a home that does not exist is not made", async () => {
  rmSync(home, { recursive: true });
  await start();

  expect(existsSync(home)).toBe(false);
});
