import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { allowedFields } from "../../src/adapters/log/create-log.ts";
import { errorMeanings } from "../../src/domain/error-meanings.ts";
import { createOperatorMetrics } from "../../src/entrypoints/app/operator-metrics.ts";
import { listFolder } from "../architecture/list-files.ts";
import { projectRoot } from "../architecture/run-tool.ts";
import { listKnownVariables } from "./known-variables.ts";

const read = (path: string) => readFileSync(join(projectRoot, path), "utf8");
const document = read("docs/operations.md");
const dashboard = JSON.parse(read("docs/grafana-dashboard.json"));
const nothingInStore = { countJobs: () => Promise.resolve([]), readBacklogAge: () => Promise.resolve(0) };

/** Names of all metrics, and the kind of each. */
async function listMetrics(): Promise<ReadonlyMap<string, string>> {
  const text = await createOperatorMetrics().render(nothingInStore);
  const lines = [...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)];
  return new Map(lines.map(([, name = "", kind = ""]) => [name, kind]));
}

/** What of a text names no metric that there is. */
async function findUnknown(text: string): Promise<readonly string[]> {
  const metrics = await listMetrics();
  const named = [...text.matchAll(/\b(?:assay|process|nodejs)_[a-z0-9_]+/g)].map(([name]) => name);
  const isKnown = (name: string) =>
    metrics.has(name) || metrics.get(name.replace(/_(?:bucket|sum|count)$/, "")) === "histogram";
  return named.filter((name) => !isKnown(name));
}

describe("the metrics", () => {
  it("have names by convention: counters end in _total, and units are base units", async () => {
    const own = [...(await listMetrics())].filter(([name]) => name.startsWith("assay_"));

    expect(own.filter(([name, kind]) => name.endsWith("_total") !== (kind === "counter"))).toEqual([]);
    expect(own.filter(([name]) => /_(?:ms|millis|minutes|kb|mb)(?:_|$)/.test(name))).toEqual([]);
  });

  it("are all in the table of docs/operations.md", async () => {
    const own = [...(await listMetrics()).keys()].filter((name) => name.startsWith("assay_"));

    expect(own.length).toBeGreaterThan(10);
    expect(own.filter((name) => !document.includes(`| \`${name}\` |`))).toEqual([]);
  });

  it("are all there that the document speaks of", async () => {
    expect(await findUnknown(document.replaceAll("`process_…`, `nodejs_…`", ""))).toEqual([]);
  });
});

describe("the dashboard", () => {
  interface Panel {
    readonly id: number;
    readonly title: string;
    readonly gridPos: Readonly<Record<"x" | "y" | "w" | "h", number>>;
    readonly targets: readonly { readonly expr: string; readonly datasource: object }[];
  }
  const panels: readonly Panel[] = dashboard.panels;

  it("asks only for metrics that there are, and for every one of ours", async () => {
    const asked = panels.flatMap(({ targets }) => targets.map(({ expr }) => expr)).join("\n");
    const own = [...(await listMetrics()).keys()].filter((name) => name.startsWith("assay_"));

    expect(await findUnknown(asked)).toEqual([]);
    expect(own.filter((name) => !asked.includes(name))).toEqual([]);
  });

  it("can be imported: ids are unique, panels lie beside each other, the data source is chosen", () => {
    const cells = panels.flatMap(({ gridPos: { x, y, w, h } }) =>
      Array.from({ length: w * h }, (_, index) => `${x + (index % w)} ${y + Math.floor(index / w)}`),
    );

    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
    expect(new Set(cells).size).toBe(cells.length);
    expect(panels.filter(({ gridPos: { x, w } }) => x + w > 24)).toEqual([]);
    const sources = new Set(
      panels.flatMap(({ targets }) => targets.map((one) => JSON.stringify(one.datasource))),
    );
    // In two parts: it is Grafana that fills it in.
    expect([...sources]).toEqual([
      JSON.stringify({ type: "prometheus", uid: ["$", "{datasource}"].join("") }),
    ]);
    expect(dashboard.templating.list[0].name).toBe("datasource");
  });
});

describe("docs/operations.md", () => {
  it("explains every field of the log, and no other", () => {
    const [, table = ""] = /\| Field \| Meaning \|\n\|---\|---\|\n((?:\|.*\n)+)/.exec(document) ?? [];
    const named = table.split("\n").flatMap((row) => [...(row.split("|")[1] ?? "").matchAll(/`(\w+)`/g)]);

    expect(named.map(([, name]) => name).toSorted()).toEqual([...allowedFields].toSorted());
  });

  it("names variables that the App reads", () => {
    const known = listKnownVariables();
    const named = [...document.matchAll(/\b(?:ASSAY|OPENAI|APP|WEBHOOK|DATABASE|LOG)(?:_[A-Z]+)+\b/g)];

    expect(named.length).toBeGreaterThan(20);
    expect(named.map(([name]) => name).filter((name) => !known.has(name))).toEqual([]);
  });

  it("says of no error that it is not tried again which the code throws as passing", () => {
    const texts = listFolder("src", [".ts"]).map(read);
    const thrown = texts.flatMap((text) => [...text.matchAll(/new ReviewError\(\s*"([A-Z_]+)"([^;]*);/g)]);
    const passing = new Set(
      thrown.filter(([, , rest = ""]) => rest.includes("retryable: true")).map(([, code]) => code),
    );
    const denied = Object.entries(errorMeanings).filter(([, { retried }]) => retried === "no");

    expect(passing.size).toBeGreaterThan(5);
    expect(denied.map(([code]) => code).filter((code) => passing.has(code))).toEqual([]);
  });
});
