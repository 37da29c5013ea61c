import { gzipSync } from "node:zlib";

// The rules by which GitHub takes a SARIF file for code scanning, shows all of it, and finds an alert again:
// "SARIF support for code scanning" and "SARIF results exceed one or more limits" in GitHub's documentation.

interface Rule {
  readonly id?: unknown;
  readonly name?: unknown;
  readonly shortDescription?: { readonly text?: unknown };
  readonly fullDescription?: { readonly text?: unknown };
  readonly help?: { readonly text?: unknown };
  readonly defaultConfiguration?: { readonly level?: unknown };
  readonly properties?: Readonly<Record<string, unknown>>;
}

interface Result {
  readonly ruleId?: unknown;
  readonly ruleIndex?: unknown;
  readonly level?: unknown;
  readonly message?: { readonly text?: unknown };
  readonly locations?: readonly { readonly physicalLocation?: PhysicalLocation }[];
  readonly partialFingerprints?: Readonly<Record<string, unknown>>;
}

interface PhysicalLocation {
  readonly artifactLocation?: { readonly uri?: unknown; readonly uriBaseId?: unknown };
  readonly region?: Readonly<Record<"startLine" | "startColumn" | "endLine" | "endColumn", unknown>>;
}

interface Run {
  readonly tool?: { readonly driver?: { readonly name?: unknown; readonly rules?: readonly Rule[] } };
  readonly automationDetails?: { readonly id?: unknown };
  readonly results?: readonly Result[];
}

const mostBytes = 10_000_000;
const mostRuns = 20;
const mostRules = 25_000;
/** More are accepted and not shown. */
const mostResults = 5_000;
const mostTags = 10;
const longestName = 255;
const longestDescription = 1_024;
const levels: readonly unknown[] = ["none", "note", "warning", "error"];

/** What GitHub would refuse, leave out or not recognise in a SARIF file; nothing when all is well. */
export function checkCodeScanning(text: string): readonly string[] {
  const log = JSON.parse(text) as { $schema?: unknown; version?: unknown; runs?: readonly Run[] };
  const runs = log.runs ?? [];
  return [
    ...demand(isText(log.$schema), "$schema is missing"),
    ...demand(log.version === "2.1.0", "the version is not 2.1.0"),
    ...demand(runs.length > 0 && runs.length <= mostRuns, `${runs.length} runs`),
    ...demand(gzipSync(text).length <= mostBytes, "more than 10 MB after compression"),
    ...runs.flatMap(checkRun),
  ];
}

function checkRun({ tool, automationDetails, results }: Run): readonly string[] {
  const rules = tool?.driver?.rules ?? [];
  const ids = rules.map(({ id }) => id);
  const found = results ?? [];
  const identities = found.map(({ ruleId, locations, partialFingerprints }) =>
    JSON.stringify([ruleId, locations?.[0]?.physicalLocation?.artifactLocation, partialFingerprints]),
  );
  return [
    ...demand(isText(tool?.driver?.name), "the tool has no name"),
    ...demand(automationDetails === undefined || isText(automationDetails.id), "the category is no text"),
    ...demand(rules.length <= mostRules, `${rules.length} rules`),
    ...demand(new Set(ids).size === ids.length, "two rules have the same id"),
    ...demand(results !== undefined && found.length <= mostResults, `${found.length} results`),
    ...demand(new Set(identities).size === found.length, "two results would be one alert"),
    ...rules.flatMap(checkRule),
    ...found.flatMap((result, index) => checkResult(result, ids).map((fault) => `result ${index}: ${fault}`)),
  ];
}

function checkRule(rule: Rule): readonly string[] {
  const tags = rule.properties?.["tags"];
  const severity = rule.properties?.["security-severity"];
  const faults = [
    ...demand(isText(rule.id), "no id"),
    ...demand(isText(rule.name, longestName), "the name is missing or too long"),
    ...demand(isText(rule.shortDescription?.text, longestDescription), "no short description, or too long"),
    ...demand(isText(rule.fullDescription?.text, longestDescription), "no full description, or too long"),
    ...demand(isText(rule.help?.text), "no help"),
    ...demand(levels.includes(rule.defaultConfiguration?.level), "no level"),
    ...demand(Array.isArray(tags) && tags.includes("security"), "not tagged as security"),
    ...demand(Array.isArray(tags) && tags.length <= mostTags && tags.every((tag) => isText(tag)), "tags"),
    ...demand(
      isText(severity) && Number(severity) > 0 && Number(severity) <= 10,
      "no severity above 0 up to 10",
    ),
  ];
  return faults.map((fault) => `rule ${String(rule.id)}: ${fault}`);
}

function checkResult(result: Result, ruleIds: readonly unknown[]): readonly string[] {
  const { locations = [], partialFingerprints = {} } = result;
  const hash = partialFingerprints["primaryLocationLineHash"];
  return [
    ...demand(ruleIds[Number(result.ruleIndex)] === result.ruleId, "its rule is not the one at its index"),
    ...demand(levels.includes(result.level), "no level"),
    ...demand(isText(result.message?.text), "no message"),
    ...demand(locations.length === 1, `${locations.length} locations`),
    ...demand(isText(hash) && /^[0-9a-f]+:\d+$/.test(hash), "no fingerprint that GitHub reads"),
    ...checkPlace(locations[0]?.physicalLocation),
  ];
}

function checkPlace({ artifactLocation, region }: PhysicalLocation = {}): readonly string[] {
  const uri = artifactLocation?.uri;
  const [startLine, startColumn, endLine, endColumn] = [
    region?.startLine,
    region?.startColumn,
    region?.endLine,
    region?.endColumn,
  ].map(Number);
  const isForward =
    Number(startLine) < Number(endLine) ||
    (startLine === endLine && Number(startColumn) <= Number(endColumn));
  const isCounted = [startLine, startColumn, endLine, endColumn].every(
    (value) => Number.isSafeInteger(value) && Number(value) >= 1,
  );
  return [
    ...demand(isText(uri) && isRelative(uri), `the address ${JSON.stringify(uri)} is not relative`),
    ...demand(artifactLocation?.uriBaseId === "%SRCROOT%", "the address has no base"),
    ...demand(isCounted && isForward, `the region ${JSON.stringify(region)}`),
  ];
}

/** A path below the root of the repository, whatever a reader resolves it against. */
function isRelative(uri: string): boolean {
  const resolved = URL.parse(uri, "https://root.invalid/top/");
  return !/^[/\\]|^[a-z][a-z0-9+.-]*:/i.test(uri) && resolved?.href === `https://root.invalid/top/${uri}`;
}

function isText(value: unknown, longest = Number.POSITIVE_INFINITY): value is string {
  return typeof value === "string" && value.trim() !== "" && value.length <= longest;
}

function demand(isKept: boolean, fault: string): readonly string[] {
  return isKept ? [] : [fault];
}
