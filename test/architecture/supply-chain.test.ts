import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { projectRoot } from "./run-tool.ts";

interface LockedPackage {
  readonly integrity?: string;
  readonly resolved?: string;
  readonly license?: string;
  readonly dev?: boolean;
  readonly link?: boolean;
  readonly hasInstallScript?: boolean;
}

interface Manifest {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly allowScripts: Readonly<Record<string, boolean>>;
}

const readJson = (path: string): unknown => JSON.parse(readFileSync(join(projectRoot, path), "utf8"));
const manifest = readJson("package.json") as Manifest;
const lock = readJson("package-lock.json") as { readonly packages: Readonly<Record<string, LockedPackage>> };
const packages = Object.entries(lock.packages).filter(([path]) => path !== "");

/** What may be shipped with a program under Apache-2.0 without further duties than naming it. */
const shippedLicences = ["MIT", "ISC", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "0BSD", "BlueOak-1.0.0"];
/** Tools are not shipped. */
const toolLicences = [...shippedLicences, "MIT OR Apache-2.0", "MPL-2.0"];

describe("the packages", () => {
  it("are named in exact versions", () => {
    const loose = Object.entries({ ...manifest.dependencies, ...manifest.devDependencies }).filter(
      ([, version]) => !/^\d+\.\d+\.\d+(?:-[\w.]+)?$/.test(version),
    );
    expect(loose).toEqual([]);
  });

  it("each have a hash, and come from a registry", () => {
    expect(packages.length).toBeGreaterThan(100);
    const unproved = packages.filter(
      ([, { integrity = "", resolved = "https:", link }]) =>
        link === true || !integrity.startsWith("sha512-") || !resolved.startsWith("https:"),
    );
    expect(unproved.map(([path]) => path)).toEqual([]);
  });

  it("have licences that are known and may be used", () => {
    const wrong = packages.filter(
      ([, { license = "none", dev }]) => !(dev === true ? toolLicences : shippedLicences).includes(license),
    );
    expect(wrong.map(([path, { license }]) => `${path}: ${license}`)).toEqual([]);
  });

  it("run an install script only when that was decided", () => {
    const withScript = packages
      .filter(([, { hasInstallScript }]) => hasInstallScript === true)
      .map(([path]) => path.split("node_modules/").at(-1) ?? path);
    // Where a package brings this file npm takes `node-gyp rebuild` for its script, whatever the lock file says.
    const withBinding = packages
      .filter(([path]) => existsSync(join(projectRoot, path, "binding.gyp")))
      .map(([path]) => path.split("node_modules/").at(-1) ?? path);
    expect(new Set([...withScript, ...withBinding])).toEqual(new Set(Object.keys(manifest.allowScripts)));
    const shippedAndAllowed = Object.keys(manifest.dependencies).filter(
      (name) => manifest.allowScripts[name],
    );
    expect(shippedAndAllowed).toEqual([]);
  });
});

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}

interface Workflow {
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly jobs: Readonly<Record<string, { readonly steps: readonly Step[] }>>;
}

const folder = join(projectRoot, ".github/workflows");
const workflows = readdirSync(folder).map((name) => {
  const text = readFileSync(join(folder, name), "utf8");
  const workflow = parse(text) as Workflow;
  return { name, text, workflow, steps: Object.values(workflow.jobs).flatMap(({ steps }) => steps) };
});

describe.each(workflows)("the workflow $name", ({ text, workflow, steps }) => {
  it("names every action by its commit, and says which version that is", () => {
    const used = [...text.matchAll(/uses: (.+)/g)].map((match) => match[1] ?? "");
    const loose = used.filter((action) => !/^[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(action));
    expect(loose).toEqual([]);
  });

  it("may do nothing by default but read", () => {
    expect(workflow.permissions).toBeDefined();
    expect(Object.values(workflow.permissions ?? {}).filter((right) => right !== "read")).toEqual([]);
  });

  it("runs nothing of a stranger with the rights of this repository, and knows no secret", () => {
    expect(Object.keys(workflow.on)).not.toContain("pull_request_target");
    expect(Object.keys(workflow.on)).not.toContain("workflow_run");
    const checkouts = steps.filter(({ uses = "" }) => uses.startsWith("actions/checkout@"));
    expect(text).not.toContain("secrets.");
    expect(checkouts.filter((step) => step.with?.["persist-credentials"] !== false)).toEqual([]);
    // What an outsider names a branch or a title would be run as a command.
    expect(steps.filter(({ run = "" }) => run.includes("${{"))).toEqual([]);
  });
});

it("a release is tested, lists what it is made of, and is attested", () => {
  const release = workflows.find(({ name }) => name === "release.yml");
  const runs = release?.steps.map(({ run = "" }) => run).join("\n") ?? "";
  const used = release?.steps.map(({ uses = "" }) => uses.split("@")[0]) ?? [];
  expect(runs).toContain(".ci/run");
  expect(runs).toContain("npm sbom");
  expect(used.filter((action) => action === "actions/attest-build-provenance")).toHaveLength(2);
  expect(runs.indexOf(".ci/run")).toBeLessThan(runs.indexOf("gh release create"));
});
