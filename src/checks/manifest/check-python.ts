import { type ChangedText, numberedLines } from "../changed-text.ts";
import type { Observation } from "../observation.ts";
import { showText } from "../show-text.ts";
import { addressesIn, readSourceAddress } from "../source-address.ts";
import {
  type LineSight,
  observeLine,
  observeLines,
  sightDependencySource,
  sightRegistry,
  toList,
} from "./manifest-line.ts";
import { MANIFEST_RULES } from "./manifest-rules.ts";

const DEFAULTS: ReadonlySet<string> = new Set(["pypi.org", "pypi.python.org", "files.pythonhosted.org"]);
// Public indexes of well-known projects: confusion is possible, a private name less likely.
const KNOWN_EXTRA: ReadonlySet<string> = new Set([
  "download.pytorch.org",
  "pypi.nvidia.com",
  "pypi.org",
  "test.pypi.org",
]);

const EXTRA_INDEX = /(?:--extra-index-url|extra[-_]index[-_]url)\s*[=\s]/i;
const INDEX = /(?:(?:^|\s)-i\s|--index-url|\bindex[-_]url\b|--find-links|(?:^|\s)-f\s|\bfind[-_]links\b)/i;
const TRUSTED_HOST =
  /(?:--trusted-host|\btrusted[-_]host\b)\s*[=\s]|\bverify_ssl\s*=\s*false|\bPIP_TRUSTED_HOST\b/i;
const UNSAFE_STRATEGY = /\bindex-strategy\s*=\s*["']unsafe-/;

function sightExtraIndex(line: string): LineSight[] {
  return addressesIn(line).flatMap((address) => {
    const source = readSourceAddress(address);
    if (source === null) return [];
    if (!source.isEncrypted) return sightRegistry(address, DEFAULTS) ?? [];
    return {
      rule: MANIFEST_RULES.extraIndex,
      key: source.host,
      severity: KNOWN_EXTRA.has(source.host) ? "low" : "medium",
      explanation: `${showText(source.host)} is asked besides the main index; the highest version wins, wherever it comes from.`,
    };
  });
}

function nameOf(line: string): string {
  return /^[\s"'-]*(?:e\s+)?["']?([A-Za-z0-9][\w.-]{0,100})/.exec(line)?.[1] ?? "dependency";
}

/** What one line of requirements, pip settings or an install command says. */
export function sightPip(line: string): readonly LineSight[] {
  const sights: LineSight[] = [];
  if (TRUSTED_HOST.test(line)) {
    sights.push({
      rule: MANIFEST_RULES.tlsOff,
      key: line.trim(),
      explanation: "The certificate of this host is not checked.",
    });
  }
  if (EXTRA_INDEX.test(line)) sights.push(...sightExtraIndex(line));
  else if (INDEX.test(line))
    for (const address of addressesIn(line)) sights.push(...toList(sightRegistry(address, DEFAULTS)));
  else if (/^\s*(?:-e\s|--editable\s|git\+|hg\+|https?:|[\w.[\],-]+\s*@\s)/.test(line)) {
    for (const address of addressesIn(line))
      sights.push(...toList(sightDependencySource(nameOf(line), address)));
  }
  return sights;
}

/** requirements files, constraints and pip.conf. */
export function checkRequirements(text: ChangedText): Observation[] {
  return observeLines(text, "#", sightPip);
}

function sightToml(line: string, section: string): readonly LineSight[] {
  if (UNSAFE_STRATEGY.test(line)) {
    return [
      {
        rule: MANIFEST_RULES.extraIndex,
        key: "strategy",
        explanation: "Every index is asked for every name, and the highest version wins.",
      },
    ];
  }
  if (EXTRA_INDEX.test(line) || TRUSTED_HOST.test(line) || INDEX.test(line)) return sightPip(line);
  const addresses = addressesIn(line);
  if (
    /^(?:tool\.poetry\.source|tool\.uv\.index|source|tool\.pdm\.source)$/.test(section) &&
    /^\s*url\s*=/.test(line)
  ) {
    return addresses.flatMap((address) => toList(sightRegistry(address, DEFAULTS)));
  }
  const isDependency =
    /(?:depend|packages|tool\.uv\.sources|build-system|optional-)/i.test(section) ||
    /\bgit\s*=\s*["']|@\s*(?:git\+)?https?:/.test(line);
  if (
    !isDependency ||
    /^project\.urls$/.test(section) ||
    /^\s*(?:homepage|repository|documentation|url)\s*=/i.test(line)
  )
    return [];
  return addresses.flatMap((address) =>
    toList(sightDependencySource(nameOf(line), /\bgit\s*=/.test(line) ? gitAddress(line, address) : address)),
  );
}

function gitAddress(line: string, address: string): string {
  const revision = /\brev\s*=\s*["']([0-9a-f]{40})["']/.exec(line)?.[1];
  return `git+${address}${revision === undefined ? "" : `#${revision}`}`;
}

/** pyproject.toml, Pipfile and uv.toml, line by line with the section that is in sight. */
export function checkPythonProject(text: ChangedText): Observation[] {
  const found: Observation[] = [];
  let section = "";
  for (const { line, text: content } of numberedLines(text)) {
    const cut = content.slice(0, 4000);
    const header = /^\s*\[{1,2}([^\][]{1,200})\]{1,2}\s*(?:#.*)?$/.exec(cut);
    if (header !== null) section = (header[1] ?? "").trim();
    else if (!cut.trimStart().startsWith("#"))
      for (const sight of sightToml(cut, section)) found.push(observeLine(sight, line));
  }
  return found;
}

const NETWORK =
  /\b(?:urlopen|urlretrieve|requests\.(?:get|post|put)|httpx\.\w+|socket\.(?:socket|create_connection)|http\.client)\s*\(/;
const BUILT_UP =
  /(?:^|[^\w.])(?:exec|eval)\s*\((?!\s*(?:open|f\.read|fp\.read|read|compile\(open))|\bb64decode\s*\(|\bmarshal\.loads\s*\(/;
const PROGRAM =
  /\b(?:subprocess\.(?:run|call|Popen|check_call|check_output|getoutput)|os\.(?:system|popen|exec\w+|spawn\w+))\s*\(/;
const HARMLESS_PROGRAM = /\[\s*["'](?:git|pkg-config|llvm-config|uname)["']/;
const INSTALL_CLASS =
  /\bcmdclass\s*=.*["'](?:install|develop|egg_info|build_py)["']|^\s*class\s+\w+\s*\(\s*(?:install|develop|egg_info)\s*\)/;

function sightSetup(line: string): readonly LineSight[] {
  const rule = MANIFEST_RULES.setupCode;
  const key = line.trim();
  if (NETWORK.test(line))
    return [{ rule, key, severity: "high", explanation: "Installation opens a network connection." }];
  if (BUILT_UP.test(line))
    return [{ rule, key, severity: "high", explanation: "Installation runs or decodes built-up code." }];
  if (PROGRAM.test(line)) {
    return HARMLESS_PROGRAM.test(line)
      ? []
      : [{ rule, key, explanation: "Installation starts another program." }];
  }
  return INSTALL_CLASS.test(line)
    ? [{ rule, key, severity: "low", explanation: "Installation runs code of the package's own." }]
    : [];
}

/** setup.py: calls that run at installation. */
export function checkSetupScript(text: ChangedText): Observation[] {
  return observeLines(text, "#", sightSetup);
}
