import { type ChangedText, numberedLines } from "../changed-text.ts";
import { type JsonEntry, readJsonEntries } from "../json-entries.ts";
import type { Observation } from "../observation.ts";
import { showText } from "../show-text.ts";
import { addressesIn } from "../source-address.ts";
import {
  type LineSight,
  observeLine,
  observeLines,
  sightDependencySource,
  sightRegistry,
  toList,
} from "./manifest-line.ts";
import { MANIFEST_RULES } from "./manifest-rules.ts";

const RUBY_DEFAULTS: ReadonlySet<string> = new Set(["rubygems.org", "index.rubygems.org"]);

function sightGem(line: string): readonly LineSight[] {
  if (/^\s*source\s*\(?\s*["']/.test(line))
    return addressesIn(line).flatMap((one) => toList(sightRegistry(one, RUBY_DEFAULTS)));
  const name = /^\s*gem\s*\(?\s*["']([^"']{1,100})["']/.exec(line)?.[1];
  if (name === undefined) return [];
  const origin = /(?:\b(?:git|github|gist|bitbucket):|:(?:git|github)\s*=>)\s*["']([^"']{1,300})["']/.exec(
    line,
  )?.[1];
  const revision = /\bref(?::|\s*=>)\s*["']([0-9a-f]{40})["']/.exec(line)?.[1];
  if (origin !== undefined) {
    const address = origin.includes("://") || origin.startsWith("git@") ? `${origin}` : `github:${origin}`;
    return toList(sightDependencySource(name, `${address}${revision === undefined ? "" : `#${revision}`}`));
  }
  return /\bsource:/.test(line)
    ? addressesIn(line).flatMap((one) => toList(sightRegistry(one, RUBY_DEFAULTS)))
    : [];
}

/** Gemfile: sources and gems from git. */
export function checkGemfile(text: ChangedText): Observation[] {
  return observeLines(text, "#", sightGem);
}

const ownerOf = (path: string) => path.split("/").slice(0, 2).join("/").toLowerCase();

function sightGoReplace(line: string): readonly LineSight[] {
  const match = /^\s*(?:replace\s+)?([\w.~/-]{1,200})(?:\s+v\S{1,100})?\s+=>\s+([\w.~/-]{1,200})/.exec(line);
  const from = match?.[1] ?? "";
  const to = match?.[2] ?? "";
  if (match === null || to.startsWith(".") || to.startsWith("/") || ownerOf(from) === ownerOf(to)) return [];
  return [
    {
      rule: MANIFEST_RULES.moduleReplaced,
      key: `${from} ${to}`,
      explanation: `${showText(from)} is replaced by ${showText(to)}, which another owner controls.`,
    },
  ];
}

/** go.mod: replacements by another owner's module. */
export function checkGoModule(text: ChangedText): Observation[] {
  return observeLines(text, "//", sightGoReplace);
}

const CARGO_DEFAULTS: ReadonlySet<string> = new Set(["index.crates.io", "crates.io", "static.crates.io"]);

function sightCrateFromGit(line: string, section: string, address: string): LineSight | null {
  const revision = /\brev\s*=\s*["']([0-9a-f]{40})["']/.exec(line)?.[1];
  const name =
    /dependencies\.(.+)$/.exec(section)?.[1] ?? /^\s*["']?([\w-]{1,100})/.exec(line)?.[1] ?? "crate";
  const sight = sightDependencySource(name, `git+${address}${revision === undefined ? "" : `#${revision}`}`);
  const isReplaced = section.startsWith("patch") || section.startsWith("replace");
  if (sight === null || !isReplaced || sight.rule === MANIFEST_RULES.insecureTransport) return sight;
  return { ...sight, rule: MANIFEST_RULES.moduleReplaced };
}

function sightCargo(line: string, section: string): LineSight | null {
  if (section === "source.crates-io" && /^\s*replace-with\s*=/.test(line)) {
    const explanation = "Every crate comes from another source than crates.io.";
    return { rule: MANIFEST_RULES.moduleReplaced, key: line.trim(), explanation };
  }
  const [address] = addressesIn(line);
  if (address === undefined) return null;
  if (/\bgit\s*=/.test(line)) return sightCrateFromGit(line, section, address);
  return /\b(?:registry|index|registry-index)\s*=/.test(line) ? sightRegistry(address, CARGO_DEFAULTS) : null;
}

/** Cargo.toml and .cargo/config.toml: crates from git, replaced sources, other registries. */
export function checkCargo(text: ChangedText): Observation[] {
  const found: Observation[] = [];
  let section = "";
  for (const { line, text: content } of numberedLines(text)) {
    const cut = content.slice(0, 4000);
    const header = /^\s*\[{1,2}([^\][]{1,200})\]{1,2}/.exec(cut);
    if (header !== null) section = (header[1] ?? "").trim();
    else if (!cut.trimStart().startsWith("#"))
      for (const sight of toList(sightCargo(cut, section))) found.push(observeLine(sight, line));
  }
  return found;
}

const BUILD_REACHES_OUT =
  /\bCommand::new\s*\(\s*"(?:curl|wget|sh|bash|cmd|powershell|python3?|nc)"|\b(?:reqwest|ureq|TcpStream|hyper|attohttpc|curl)::/;

/** build.rs: programs and connections that the compilation starts; with `isNew` the script as such. */
export function checkCargoBuild(text: ChangedText, isNew: boolean): Observation[] {
  const rule = MANIFEST_RULES.buildProgram;
  const found = observeLines(text, "//", (line) =>
    BUILD_REACHES_OUT.test(line)
      ? [
          {
            rule,
            key: line.trim(),
            severity: "high",
            explanation: "Compilation starts a shell or reaches the network.",
          },
        ]
      : [],
  );
  if (!isNew || text.segments.length === 0) return found;
  const explanation = "A build script was added; it runs on every machine that compiles the crate.";
  return [...found, observeLine({ rule, key: "new", severity: "low", explanation }, 1)];
}

const COMPOSER_HOOK =
  /^(?:pre|post)-(?:install|update|autoload-dump|root-package-install|create-project)(?:-cmd)?$/;
const COMPOSER_DEFAULTS: ReadonlySet<string> = new Set(["repo.packagist.org", "packagist.org"]);

function sightComposerHook(entry: JsonEntry): LineSight | null {
  const hook = [entry.key, entry.parent?.key ?? ""].find((one) => COMPOSER_HOOK.test(one));
  if (hook === undefined || !entry.isString || entry.value.startsWith("@auto-scripts")) return null;
  const explanation = `${showText(hook)} runs ${showText(entry.value)}.`;
  return { rule: MANIFEST_RULES.installScript, key: `${hook} ${entry.value}`, explanation };
}

function sightComposer(entry: JsonEntry): LineSight | null {
  const { key, value, parent } = entry;
  if (`${key} ${value}` === "secure-http false" || `${key} ${value}` === "disable-tls true") {
    const explanation = "Packages may come over connections that nobody checks.";
    return { rule: MANIFEST_RULES.tlsOff, key, explanation };
  }
  const isRepository = [parent?.key, parent?.parent?.key].includes("repositories");
  return key === "url" && isRepository ? sightRegistry(value, COMPOSER_DEFAULTS) : sightComposerHook(entry);
}

/** composer.json: hooks, repositories, switched-off TLS. */
export function checkComposer(text: ChangedText): Observation[] {
  return text.segments.flatMap((segment) =>
    readJsonEntries(segment.lines.join("\n"), segment.firstLine).flatMap((entry) =>
      toList(sightComposer(entry)).map((sight) => observeLine(sight, entry.line)),
    ),
  );
}
