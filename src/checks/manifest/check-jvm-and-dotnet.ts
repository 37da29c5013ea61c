import { type ChangedText, lineOf, numberedLines } from "../changed-text.ts";
import type { Observation } from "../observation.ts";
import { showText } from "../show-text.ts";
import { addressesIn, isLocalHost, readSourceAddress } from "../source-address.ts";
import { type LineSight, observeLine, observeLines, sightRegistry, toList } from "./manifest-line.ts";
import { MANIFEST_RULES } from "./manifest-rules.ts";

function sightPlainHttp(line: string): readonly LineSight[] {
  return addressesIn(line).flatMap((address) => {
    const source = readSourceAddress(address);
    if (source === null || source.isEncrypted || isLocalHost(source.host)) return [];
    return {
      rule: MANIFEST_RULES.insecureTransport,
      key: source.host,
      explanation: `${showText(address)} is fetched without TLS.`,
    };
  });
}

const SECTION =
  /<(\/?)(repositories|pluginRepositories|repository|pluginRepository|mirror|snapshotRepository)\b/g;

/** Lines that stand within a repository element, or open one. */
function* repositoryLines(text: ChangedText): Generator<{ readonly line: number; readonly text: string }> {
  let depth = 0;
  for (const { line, text: content } of numberedLines(text)) {
    const cut = content.slice(0, 4000);
    const tags = [...cut.matchAll(SECTION)];
    if (depth > 0 || tags.length > 0) yield { line, text: cut };
    for (const tag of tags) depth = Math.max(0, depth + (tag[1] === "/" ? -1 : 1));
  }
}

/** pom.xml and settings.xml: repositories without TLS. Addresses outside a repository element are no sources. */
export function checkMaven(text: ChangedText): Observation[] {
  const found: Observation[] = [];
  for (const { line, text: content } of repositoryLines(text)) {
    if (!/<url>|<uri>/.test(content)) continue;
    for (const sight of sightPlainHttp(content)) found.push(observeLine(sight, line));
  }
  return found;
}

function sightGradle(line: string): readonly LineSight[] {
  if (/\b(?:setA|isA|a)llowInsecureProtocol\b\s*[=(]?\s*\(?\s*true/.test(line)) {
    return [
      {
        rule: MANIFEST_RULES.tlsOff,
        key: "insecure-protocol",
        explanation: "Gradle accepts repositories without TLS.",
      },
    ];
  }
  return /\b(?:url|uri|setUrl|artifactUrls)\b/.test(line) ? sightPlainHttp(line) : [];
}

/** Gradle build files: repositories without TLS. */
export function checkGradle(text: ChangedText): Observation[] {
  return observeLines(text, "//", sightGradle);
}

const WRAPPER_HOSTS: ReadonlySet<string> = new Set([
  "services.gradle.org",
  "downloads.gradle.org",
  "repo.maven.apache.org",
  "repo1.maven.org",
]);

function sightWrapper(line: string): readonly LineSight[] {
  if (!/^\s*(?:distributionUrl|wrapperUrl)\s*[=:]/.test(line)) return [];
  return addressesIn(line.replaceAll("\\:", ":")).flatMap((address) => {
    const source = readSourceAddress(address);
    if (source === null || (source.isEncrypted && WRAPPER_HOSTS.has(source.host))) return [];
    return {
      rule: MANIFEST_RULES.wrapperSource,
      key: `${source.host} ${source.isEncrypted}`,
      explanation: `The build tool comes from ${showText(source.host)}${source.isEncrypted ? "" : ", without TLS"}.`,
    };
  });
}

/** Gradle and Maven wrapper settings: the server of the build tool. */
export function checkWrapper(text: ChangedText): Observation[] {
  return observeLines(text, "#", sightWrapper);
}

/** The removed hash line of a wrapper without a new one; the evidence is a base line. */
export function checkLostWrapperHash(base: ChangedText, head: ChangedText): Observation | null {
  for (const { text } of numberedLines(head)) if (text.includes("distributionSha256Sum")) return null;
  for (const line of base.touched) {
    if (!/^\s*distributionSha256Sum\s*=/.test(lineOf(base, line) ?? "")) continue;
    const explanation = "The download of the build tool is no longer compared with a known hash.";
    return observeLine({ rule: MANIFEST_RULES.wrapperHashRemoved, key: "hash", explanation }, line);
  }
  return null;
}

const NUGET_DEFAULTS: ReadonlySet<string> = new Set(["api.nuget.org", "www.nuget.org", "nuget.org"]);

function sightNuget(line: string): readonly LineSight[] {
  if (/allowInsecureConnections\s*=\s*["']true["']/i.test(line)) {
    return [
      {
        rule: MANIFEST_RULES.tlsOff,
        key: "insecure-connections",
        explanation: "NuGet accepts a source without TLS.",
      },
    ];
  }
  if (!/<add\s/i.test(line)) return [];
  const value = /\bvalue\s*=\s*["']([^"']{1,500})["']/i.exec(line)?.[1] ?? "";
  return /^https?:/i.test(value) ? toList(sightRegistry(value, NUGET_DEFAULTS)) : [];
}

/** NuGet.config: package sources. */
export function checkNuget(text: ChangedText): Observation[] {
  return observeLines(text, "<!--", sightNuget);
}
