import type { ChangedText } from "../changed-text.ts";
import type { Observation } from "../observation.ts";
import { joinContinued, readRemoteScript } from "../remote-script.ts";
import { showText } from "../show-text.ts";
import { addressesIn, readSourceAddress } from "../source-address.ts";
import { observeRemoteScript } from "../workflow/check-injection.ts";
import { sightPip } from "./check-python.ts";
import { type LineSight, observeLine } from "./manifest-line.ts";
import { MANIFEST_RULES } from "./manifest-rules.ts";

interface Instruction {
  readonly word: string;
  readonly rest: string;
  readonly start: number;
  readonly end: number;
}

function readInstructions(text: ChangedText): Instruction[] {
  return text.segments.flatMap((segment) => {
    return joinContinued(segment.lines, segment.firstLine).flatMap(({ text: content, start, end }) => {
      const match = /^[\s\\]*([A-Za-z]{2,12})\s+(.*)$/.exec(content.slice(0, 20_000));
      return match === null ? [] : { word: (match[1] ?? "").toUpperCase(), rest: match[2] ?? "", start, end };
    });
  });
}

function sightFrom(rest: string, stages: ReadonlySet<string>): LineSight | null {
  const image =
    rest
      .replaceAll(/--\w+=\S+\s*/g, "")
      .trim()
      .split(/\s+/)[0] ?? "";
  if (image === "" || image === "scratch" || image.includes("$") || image.includes("@sha256:")) return null;
  const name = image.slice(image.lastIndexOf("/") + 1);
  if (stages.has(image.toLowerCase()) || (name.includes(":") && !name.endsWith(":latest"))) return null;
  return {
    rule: MANIFEST_RULES.imageUnpinned,
    key: image.replace(/:latest$/, ""),
    explanation: `${showText(image)} has no fixed version.`,
  };
}

function sightAdd(rest: string): LineSight | null {
  const [address] = addressesIn(rest);
  if (address === undefined || rest.includes("--checksum=")) return null;
  const source = readSourceAddress(address);
  if (source === null || source.kind === "git") return null;
  return {
    rule: MANIFEST_RULES.remoteAdd,
    key: address,
    severity: source.isEncrypted ? "low" : "high",
    explanation: `${showText(address)} is downloaded${source.isEncrypted ? "" : " without TLS"} and not compared with a hash.`,
  };
}

const SECRET_NAME =
  /(?:^|_)(?:PASSWORD|PASSWD|PASSPHRASE|SECRET|TOKEN|API_?KEY|PRIVATE_?KEY|ACCESS_?KEY|CREDENTIALS?)(?:$|_(?:KEY|VALUE|ID)$)/i;
const NOT_SECRET =
  /^$|^\$|^["']{2}$|^(?:true|false|none|null|changeme|xxx+|<.*>|\d{1,4})$|^(?:\/|\.\/|https?:)/i;

function sightSecret(rest: string): LineSight | null {
  const pairs = rest.matchAll(/(?:^|\s)([A-Za-z_]\w{0,100})=("[^"]{0,500}"|'[^']{0,500}'|\S{0,500})/g);
  const legacy = /^([A-Za-z_]\w{0,100})\s+([^=\s].{0,500})$/.exec(rest);
  const all = [...pairs].map((match) => [match[1] ?? "", match[2] ?? ""] as const);
  if (all.length === 0 && legacy !== null) all.push([legacy[1] ?? "", legacy[2] ?? ""]);
  for (const [name, written] of all) {
    const value = written.replace(/^(["'])(.*)\1$/, "$2").trim();
    if (!SECRET_NAME.test(name) || NOT_SECRET.test(value)) continue;
    const explanation = `${showText(name)} gets a literal value that stays in the image's history.`;
    return { rule: MANIFEST_RULES.imageSecret, key: name, explanation, hide: value };
  }
  return null;
}

function sightRun(rest: string): readonly LineSight[] {
  if (
    /--no-check-certificate\b|\bcurl\b[^|;&]{0,300}\s(?:-\w{0,8}k\w{0,8}|--insecure)\b|--allow-unauthenticated\b|\bstrict-ssl\s+false\b/.test(
      rest,
    )
  ) {
    return [
      {
        rule: MANIFEST_RULES.tlsOff,
        key: rest.trim(),
        explanation: "This command does not check whom it downloads from.",
      },
    ];
  }
  return /\bpip3?\s+install\b|\buv\s+pip\b/.test(rest) ? sightPip(rest) : [];
}

function sightInstruction(
  { word, rest }: Instruction,
  stages: ReadonlySet<string>,
): readonly (LineSight | null)[] {
  if (word === "FROM") return [sightFrom(rest, stages)];
  if (word === "ADD") return [sightAdd(rest)];
  if (word === "ENV" || word === "ARG") return [sightSecret(rest)];
  return word === "RUN" ? sightRun(rest) : [];
}

function isRoot(user: string): boolean {
  return /^(?:root|0)(?::|\s|$)/.test(user.trim());
}

/** The USER that the container runs as: the last one of the last stage. */
function lastUser(instructions: readonly Instruction[]): Instruction | null {
  const stage = instructions.findLastIndex((one) => one.word === "FROM");
  return instructions.slice(stage + 1).findLast((one) => one.word === "USER") ?? null;
}

function rootUser(instructions: readonly Instruction[], isWhole: boolean): Observation[] {
  const user = lastUser(instructions);
  if (user === null || !isRoot(user.rest)) return [];
  const explanation = `The container runs as root${isWhole ? "" : ", unless a later line outside this diff changes the user"}.`;
  const seen = observeLine({ rule: MANIFEST_RULES.rootUser, key: "root", explanation }, user.start);
  return [{ ...seen, confidence: isWhole ? "certain" : "pattern" }];
}

function observeInstruction(one: Instruction, stages: ReadonlySet<string>): Observation[] {
  const evidence = [{ start: one.start, end: one.end }];
  const found = sightInstruction(one, stages).flatMap((sight): Observation[] =>
    sight === null ? [] : [{ ...observeLine(sight, one.start), evidence }],
  );
  const script = one.word === "RUN" ? readRemoteScript(one.rest) : null;
  return script === null
    ? found
    : [...found, observeRemoteScript(script, { start: one.start, end: one.end })];
}

/** Images, downloads, secrets and the final user of a Dockerfile. */
export function checkDockerfile(text: ChangedText): Observation[] {
  const instructions = readInstructions(text);
  const stages = new Set<string>();
  const found = rootUser(instructions, text.isWhole);
  for (const one of instructions) {
    found.push(...observeInstruction(one, stages));
    const stage = one.word === "FROM" ? /\sAS\s+(\S+)/i.exec(one.rest)?.[1] : undefined;
    if (stage !== undefined) stages.add(stage.toLowerCase());
  }
  return found;
}

/** The USER line whose removal leaves the container as root; the evidence is a base line. */
export function checkLostUser(base: ChangedText, head: ChangedText): Observation | null {
  if (!base.isWhole || !head.isWhole) return null;
  const before = lastUser(readInstructions(base));
  const after = readInstructions(head);
  if (before === null || isRoot(before.rest) || !base.touched.has(before.start)) return null;
  if (lastUser(after) !== null || after.length === 0) return null;
  const explanation = "Without this line the container runs as the user of the base image, usually root.";
  return observeLine({ rule: MANIFEST_RULES.rootUser, key: "removed", explanation }, before.start);
}
