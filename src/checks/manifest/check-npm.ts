import type { Severity } from "../../domain/finding.ts";
import type { ChangedText } from "../changed-text.ts";
import { type JsonEntry, readJsonEntries } from "../json-entries.ts";
import type { Observation } from "../observation.ts";
import { showText } from "../show-text.ts";
import {
  type LineSight,
  observeLine,
  observeLines,
  sightDependencySource,
  sightRegistry,
  toList,
} from "./manifest-line.ts";
import { MANIFEST_RULES } from "./manifest-rules.ts";

const DEFAULTS: ReadonlySet<string> = new Set([
  "registry.npmjs.org",
  "registry.yarnpkg.com",
  "registry.npmjs.com",
]);
// Scripts that `npm install` runs: https://docs.npmjs.com/cli/using-npm/scripts#life-cycle-scripts
const AT_INSTALLATION = /^(?:preinstall|install|postinstall|prepublish|preprepare|prepare|postprepare)$/;
const DEPENDENCIES = /^(?:(?:dev|optional|peer)?[dD]ependencies|overrides|resolutions)$/;
const HARMLESS =
  /^(?:is-ci \|\| )?(?:husky|husky install|lefthook install|simple-git-hooks|patch-package|only-allow \w+|npx only-allow \w+|yarn husky install|npx simple-git-hooks)$/;
const REACHES_OUT =
  /\b(?:curl|wget|nc|ncat|iwr|powershell|base64|eval|fetch|https?)\b|\bnode\s+(?:-e|--eval|-p)\b|\bpython3?\s+-c\b|\bnpx\s+(?:-y|--yes)\b/i;

function severityOf(name: string, command: string): Severity {
  if (REACHES_OUT.test(command)) return "high";
  return /prepare$|^prepublish$/.test(name) ? "low" : "medium";
}

function sightScript(entry: JsonEntry): LineSight | null {
  if (!AT_INSTALLATION.test(entry.key) || HARMLESS.test(entry.value.trim())) return null;
  return {
    rule: MANIFEST_RULES.installScript,
    key: `${entry.key} ${entry.value}`,
    severity: severityOf(entry.key, entry.value),
    explanation: `${showText(entry.key)} runs ${showText(entry.value)} at installation.`,
  };
}

function sightDependency(entry: JsonEntry): LineSight | null {
  const alias = /^npm:(@?[^@]+)/.exec(entry.value);
  if (alias !== null) {
    if (alias[1] === entry.key) return null;
    return {
      rule: MANIFEST_RULES.alias,
      key: `${entry.key} ${alias[1]}`,
      explanation: `${showText(entry.key)} installs the package ${showText(alias[1] ?? "")}.`,
    };
  }
  return sightDependencySource(entry.key, entry.value);
}

// In a fragment the enclosing object may be out of sight; then the value's own form decides.
function sightOf(entry: JsonEntry): LineSight | null {
  const section = entry.parent?.key ?? null;
  if (!entry.isString) return null;
  if (section === "scripts") return sightScript(entry);
  if (section !== null && (DEPENDENCIES.test(section) || isInsideOverrides(entry)))
    return sightDependency(entry);
  if (section === "publishConfig" && entry.key.endsWith("registry"))
    return sightRegistry(entry.value, DEFAULTS);
  if (entry.parent !== null) return null;
  return AT_INSTALLATION.test(entry.key) ? sightScript(entry) : sightLooseDependency(entry);
}

function sightLooseDependency(entry: JsonEntry): LineSight | null {
  const isMetadata =
    /^(?:url|homepage|repository|bugs|funding|author|license|type|main|module|types|\$schema|name)$/.test(
      entry.key,
    );
  return !isMetadata &&
    /^(?:git[+:@]|github:|gitlab:|bitbucket:|npm:|https?:.*\.t(?:ar\.)?gz)/.test(entry.value)
    ? sightDependency(entry)
    : null;
}

function isInsideOverrides(entry: JsonEntry): boolean {
  const above = entry.parent?.parent?.key;
  return above === "overrides" || above === "resolutions" || above === "pnpm";
}

/** Install scripts and dependency sources of package.json. */
export function checkPackageJson(text: ChangedText): Observation[] {
  return text.segments.flatMap((segment) =>
    readJsonEntries(segment.lines.join("\n"), segment.firstLine).flatMap((entry) => {
      const sight = sightOf(entry);
      return sight === null ? [] : observeLine(sight, entry.line);
    }),
  );
}

const SETTING = /^\s*["']?([@\w.:/-]+?)["']?\s*(?:=|:\s|\s)\s*["']?([^"'\s]*)["']?/;

function sightSetting(name: string, value: string): LineSight | null {
  if (/(?:^|:)registry$|^npmRegistryServer$/i.test(name)) return sightRegistry(value, DEFAULTS);
  const shown = showText(`${name} ${value}`);
  if (/^(?:strict-ssl|enableStrictSsl)$/.test(name) && value === "false") {
    return { rule: MANIFEST_RULES.tlsOff, key: name, explanation: `${shown} accepts any certificate.` };
  }
  if (/^(?:yarnPath|yarn-path|pnpmfile|global-pnpmfile)$/.test(name)) {
    return {
      rule: MANIFEST_RULES.managerBinary,
      key: `${name} ${value}`,
      explanation: `${shown} names a program that runs at every installation.`,
    };
  }
  const allowsScripts =
    (name === "ignore-scripts" && value === "false") ||
    (/^(?:enableScripts|dangerouslyAllowAllBuilds|dangerously-allow-all-builds)$/.test(name) &&
      value === "true");
  return allowsScripts
    ? {
        rule: MANIFEST_RULES.buildsAllowed,
        key: name,
        explanation: `${shown} lets every dependency run its scripts.`,
      }
    : null;
}

/** Registry, TLS and program settings of .npmrc, .yarnrc, .yarnrc.yml and pnpm-workspace.yaml. */
export function checkNpmSettings(text: ChangedText): Observation[] {
  return observeLines(text, "#", (line) => {
    const match = SETTING.exec(line);
    if (match === null || line.trimStart().startsWith(";")) return [];
    return toList(sightSetting(match[1] ?? "", match[2] ?? ""));
  });
}
