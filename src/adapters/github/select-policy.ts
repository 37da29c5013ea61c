import { z } from "zod";
import type { PolicyText } from "../../pipeline/ports-code-host.ts";

/** A file and the folder that lists it, as GraphQL answers them for one commit. */
export const PolicyPlace = z.object({
  folder: z
    .object({
      entries: z.array(z.object({ name: z.string(), mode: z.number(), oid: z.string() })).nullish(),
    })
    .nullable(),
  file: z
    .object({
      oid: z.string().optional(),
      byteSize: z.number().optional(),
      isBinary: z.boolean().nullish(),
      isTruncated: z.boolean().optional(),
      text: z.string().nullish(),
    })
    .nullable(),
});
export type PolicyPlace = z.infer<typeof PolicyPlace>;

/** GraphQL fields of a place: `alias` names its two members, `folder` and `file` are expressions or variables. */
export function composePolicyFields(alias: string, folder: string, file: string): string {
  return `${alias}Folder: object(expression: ${folder}) { ... on Tree { entries { name mode oid } } }
    ${alias}File: object(expression: ${file}) { ... on Blob { oid byteSize isBinary isTruncated text } }`;
}

const policyName = "assay.yml";
const maxBytes = 32 * 1024;
// File types of git: the high bits of a mode.
const typeBits = 0o170000;
const regularFile = 0o100000;
const otherTypes: ReadonlyMap<number, string> = new Map([
  [0o120000, "a symbolic link"],
  [0o160000, "a submodule"],
  [0o040000, "a folder"],
]);

/** The text of the configuration, where it is a regular file of at most 32 KB of text; nothing is followed. */
export function selectPolicy(place: PolicyPlace): PolicyText {
  const entry = place.folder?.entries?.find(({ name }) => name === policyName);
  if (entry === undefined) return { kind: "absent" };
  const type = entry.mode & typeBits;
  if (type !== regularFile) return refuse(`is ${otherTypes.get(type) ?? "not a regular file"}`);
  const { file } = place;
  if (file?.oid !== entry.oid || file.byteSize === undefined) return refuse("could not be read");
  if (file.byteSize > maxBytes) return refuse("is larger than 32 KB");
  if (file.isBinary === true) return refuse("is not text");
  if (file.isTruncated === true || file.text == null) return refuse("could not be read");
  return { kind: "text", text: file.text };
}

function refuse(what: string): PolicyText {
  return { kind: "refused", reason: `${policyName} ${what}` };
}
