import { z } from "zod";
import { Severity } from "./finding.ts";
import { Depth } from "./review.ts";

/** A path pattern: `*`, `**`, `?` and `[…]`; no braces-in-braces, no extended globs. */
const Glob = z.string().min(1).max(200).describe("Path pattern with *, ** and ?; at most 200 characters");
const Globs = z.array(Glob).max(100);

const PathNote = z.strictObject({
  paths: Globs.min(1).describe("Files that the note is about"),
  note: z
    .string()
    .min(1)
    .max(1_000)
    .describe("What a reviewer of these files should know; given to the model as trusted text"),
});

const Triggers = z.strictObject({
  drafts: z.boolean().default(false).describe("Review pull requests that are still drafts"),
  branches: Globs.default(["**"]).describe("Base branches whose pull requests are reviewed"),
  "require-labels": z
    .array(z.string().max(100))
    .max(50)
    .default([])
    .describe("Review only pull requests with one of these labels"),
  "skip-labels": z
    .array(z.string().max(100))
    .max(50)
    .default([])
    .describe("Do not review pull requests with one of these labels"),
  "skip-authors": z
    .array(z.string().max(100))
    .max(200)
    .default([])
    .describe("Do not review pull requests of these accounts"),
});

/** `.github/assay.yml`: how a repository wants to be reviewed. Read at the base commit, never at the head. */
export const PolicyFile = z.strictObject({
  depth: Depth.default("standard").describe("How many independent looks each part of a change gets"),
  "fail-on": z
    .enum([...Severity.options, "never"])
    .default("high")
    .describe("The check fails on defects of this severity or above"),
  "comment-from": Severity.default("low").describe(
    "Inline comments for defects of this severity or above; the rest stands in the summary",
  ),
  suggestions: z.boolean().default(true).describe("Show verified suggestions"),
  language: z
    .string()
    .regex(
      /^[A-Za-z][A-Za-z -]{1,40}$/,
      "must begin with a letter, and hold 2 to 41 letters, blanks and dashes",
    )
    .default("English")
    .describe("Language of explanations"),
  include: Globs.default(["**"]).describe("Files that are reviewed"),
  exclude: Globs.default([]).describe("Files that are left out, and named as not reviewed"),
  "max-cost-usd": z
    .number()
    .positive()
    .max(10_000)
    .nullable()
    .default(null)
    .describe("Most that one review may cost; what is left is named as not reviewed"),
  "code-scanning": z
    .boolean()
    .default(false)
    .describe(
      "Show the defects as alerts of code scanning too; the App needs the right security_events: write",
    ),
  triggers: Triggers.prefault({}).describe("Which pull requests are reviewed without being asked"),
  notes: z.array(PathNote).max(50).default([]).describe("Facts about parts of the repository"),
});
export type PolicyFile = z.infer<typeof PolicyFile>;

/** A key of the policy that can be enforced; `triggers` stands for all keys below it. */
export const PolicyKey = z.enum(PolicyFile.keyof().options);
export type PolicyKey = z.infer<typeof PolicyKey>;

/** `assay.yml` in the organisation's `.github` repository: defaults for its repositories. */
export const OrganisationPolicyFile = PolicyFile.extend({
  enforce: z
    .array(PolicyKey)
    .max(50)
    .default([])
    .describe("Keys whose value here holds in every repository, whatever its own file says"),
});
export type OrganisationPolicyFile = z.infer<typeof OrganisationPolicyFile>;
