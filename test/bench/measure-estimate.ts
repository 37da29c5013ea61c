import type { Depth } from "../../src/domain/review.ts";
import { readAll } from "../app/answers.ts";
import { modelEnvironment, runAssay } from "../app/run-assay.ts";
import { completion } from "../fakes/model-replies.ts";
import { questionOf, startModelServer } from "../fakes/model-server.ts";
import { confirmClaim, isDoubt } from "../fakes/refuting.ts";
import { createRepository, type TemporaryRepository } from "../git/temporary-repository.ts";
import { atMost, type Figure, type MeasureOptions, told } from "./figure.ts";
import { countTokens } from "./review-synthetic.ts";
import {
  type ChangeShape,
  smallEditsShape,
  storageModules,
  synthesizeChange,
  usualShape,
} from "./synthetic-change.ts";
import { claimFirst } from "./timed-model.ts";

/** Of the real prompt tokens, in percent. */
const mostOff = 15;
/** One question in so many ends in a defect, and so in a second question. */
const defectEvery = 10;
const depths: readonly Depth[] = ["quick", "standard", "thorough"];

/** How far `--estimate` is from what the same review then sends, schemas and second questions included. */
export async function measureEstimate({ isQuick }: MeasureOptions): Promise<readonly Figure[]> {
  const shapes: readonly (readonly [string, ChangeShape])[] = [
    ["40 files", usualShape],
    ["40 files, small edits", smallEditsShape],
    ["4 files", { ...usualShape, files: 4 }],
  ];
  const figures: Figure[] = [];
  for (const [name, shape] of shapes.slice(0, isQuick ? 1 : shapes.length)) {
    const repository = commitChange(shape);
    try {
      for (const depth of depths) figures.push(...(await measureOne(`${name}, ${depth}`, repository, depth)));
    } finally {
      repository.remove();
    }
  }
  return figures;
}

/** A repository whose last commit is the change. */
function commitChange(shape: ChangeShape): TemporaryRepository {
  const repository = createRepository();
  const { files } = synthesizeChange(shape);
  for (const [path, text] of Object.entries(storageModules)) repository.write(path, text);
  for (const { path, base } of files) repository.write(path, base);
  repository.commit("base");
  for (const { path, head } of files) repository.write(path, head);
  repository.commit("change");
  return repository;
}

async function measureOne(
  name: string,
  { directory }: TemporaryRepository,
  depth: Depth,
): Promise<readonly Figure[]> {
  const args = ["review", "HEAD~1..HEAD", "--depth", depth];
  const estimate = await runAssay([...args, "--estimate"], { directory });
  const estimated = Number(/prompt tokens +([\d,]+)/.exec(estimate.stdout)?.[1]?.replaceAll(",", ""));
  let asked = 0;
  await using model = await startModelServer((request) => {
    const question = questionOf(request);
    if (isDoubt(question)) return completion(confirmClaim(question), { usage: null });
    asked += 1;
    const defects = asked % defectEvery === 0 ? claimFirst(question) : [];
    return completion(readAll(question, defects), { usage: null });
  });
  await runAssay([...args, "--fail-on", "never"], { directory, environment: modelEnvironment(model.url) });
  let messages = 0;
  let whole = 0;
  for (const { body } of model.requests) {
    const texts = body?.messages?.map(({ content }) => content) ?? [];
    const tokens = texts.reduce((sum, text) => sum + countTokens(text), 0);
    messages += tokens;
    whole += tokens + countTokens(JSON.stringify(body?.["response_format"] ?? ""));
  }
  if (messages === 0 || Number.isNaN(estimated)) throw new Error(`${name}: nothing was asked`);
  const off = (real: number) => (100 * Math.abs(estimated - real)) / real;
  return [
    told(`${name}: estimated prompt tokens`, "", estimated),
    told(`${name}: sent prompt tokens`, "", messages),
    atMost(mostOff, { name: `${name}: estimate off by`, unit: "%", value: off(messages) }),
    atMost(mostOff, {
      name: `${name}: off by, with the schemas of the answers`,
      unit: "%",
      value: off(whole),
    }),
  ];
}
