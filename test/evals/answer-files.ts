import { createHash, randomUUID } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import type { Prompt } from "../../src/domain/prompt.ts";

const count = z.number().min(0);
const Recording = z.object({
  answer: z.object({
    text: z.string(),
    finish: z.enum(["stop", "length", "declined"]),
    model: z.string(),
    usage: z.object({ promptTokens: count, completionTokens: count, cachedTokens: count }).nullable(),
  }),
  durationMs: count,
});
/** An answer as it came, and how long it took, in milliseconds. */
export type Recording = z.infer<typeof Recording>;

/** Answers of one folder, a file a question, named after what was asked. */
export interface AnswerFiles {
  /** Null when the question was not answered yet, or its file is broken. */
  read(prompt: Prompt, sample: number): Recording | null;
  /** On the disk when it returns. */
  write(prompt: Prompt, sample: number, recording: Recording): void;
  count(): number;
}

/** Opens `<folder>/answers`; the folder is made with the first answer. */
export function openAnswerFiles(folder: string): AnswerFiles {
  const answers = join(folder, "answers");
  const fileOf = (prompt: Prompt, sample: number) => join(answers, `${hashQuestion(prompt, sample)}.json`);
  return {
    read: (prompt, sample) => readRecording(fileOf(prompt, sample)),
    write(prompt, sample, recording) {
      mkdirSync(answers, { recursive: true });
      const { id, version, system, user } = prompt;
      const content = { prompt: { id, version, system, user }, sample, ...recording };
      const target = fileOf(prompt, sample);
      // Renamed into place, so that an interruption leaves no half of a file under its name.
      const draft = `${target}.${randomUUID()}.tmp`;
      writeFileSync(draft, `${JSON.stringify(content, null, 1)}\n`);
      renameSync(draft, target);
    },
    count: () => listNames(answers).filter((name) => name.endsWith(".json")).length,
  };
}

/** Everything of a question that a model sees. The sample counts, so that the same question can be asked again. */
function hashQuestion({ system, user, answer, maxOutputTokens }: Prompt, sample: number): string {
  const question = JSON.stringify([sample, system, user, answer, maxOutputTokens]);
  return createHash("sha256").update(question).digest("hex").slice(0, 32);
}

function readRecording(file: string): Recording | null {
  const text = readIfThere(file);
  if (text === null) return null;
  try {
    return Recording.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}

function readIfThere(file: string): string | null {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

function listNames(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOENT";
}
