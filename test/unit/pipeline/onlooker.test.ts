import { expect, test } from "vitest";
import { ReviewError } from "../../../src/domain/errors.ts";
import type { ModelPause } from "../../../src/pipeline/ports.ts";
import {
  askAll,
  askingWith,
  type ScriptedModel,
  type Step,
  says,
  scriptModel,
  throws,
} from "../../fakes/asking.ts";
import { buildUnit } from "../../fakes/build-prompt.ts";

const never = new AbortController().signal;
const refused = (connectionCode: string) =>
  throws(new ReviewError("MODEL_UNAVAILABLE", "down", { retryable: true, connectionCode }));
const times = (count: number, step: Step) => Array.from({ length: count }, () => step);
const units = ["u1", "u2", "u3"].map((id) => buildUnit(id));

type WatchedModel = ScriptedModel & { readonly script: readonly string[] };

/** Asks while somebody watches: what was told, and how long was waited. */
async function askWatched(model: WatchedModel, isWatched = true) {
  const pauses: ModelPause[] = [];
  const givenUp: string[] = [];
  const onlooker = {
    onPause: (pause: ModelPause) => void pauses.push(pause),
    onGivenUp: ({ code }: ReviewError) => void givenUp.push(code),
  };
  const deps = askingWith(model, isWatched ? { onlooker } : {});
  const asked = units.filter(({ id }) => model.script.includes(id));
  const { outcomes } = await askAll(asked, deps, never);
  const told = pauses.map(({ waitMs, nextTry, lastTry }) => [waitMs, nextTry, lastTry]);
  return { kinds: outcomes.map(({ kind }) => kind), slept: deps.slept, told, givenUp };
}

test.each(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN"])(
  "an address at which nobody ever answered (%s) is given up after three tries while somebody waits",
  async (code) => {
    const model = withUnits({ u1: times(3, refused(code)) });
    expect(await askWatched(model)).toEqual({
      kinds: ["failed"],
      slept: [1_000, 2_000],
      told: [
        [1_000, 2, 3],
        [2_000, 3, 3],
      ],
      givenUp: ["MODEL_UNAVAILABLE"],
    });
  },
);

test("no other question is asked then", async () => {
  const model = withUnits({ u1: times(3, refused("ECONNREFUSED")), u2: times(3, refused("ECONNREFUSED")) });
  const { kinds, slept } = await askWatched(model);
  expect([kinds, slept.length <= 4, model.asked.length <= 6]).toEqual([["failed", "failed"], true, true]);
});

test.each<[string, WatchedModel, boolean]>([
  ["nobody watches", withUnits({ u1: [...times(5, refused("ECONNREFUSED")), says("ok")] }), false],
  ["the connection broke later", withUnits({ u1: [...times(5, refused("ECONNRESET")), says("ok")] }), true],
])("the patience is the ordinary one where %s", async (_what, model, isWatched) => {
  const { kinds, slept } = await askWatched(model, isWatched);
  expect([kinds, slept]).toEqual([["answered"], [1_000, 2_000, 4_000, 8_000, 16_000]]);
});

test("an endpoint that answered before is waited for as ever", async () => {
  const model = withUnits({ u1: [says("ok")], u2: [...times(5, refused("ECONNREFUSED")), says("ok")] });
  const { kinds, told } = await askWatched(model);
  expect([kinds, told.at(-1)]).toEqual([
    ["answered", "answered"],
    [16_000, 6, 6],
  ]);
});

function withUnits(script: Readonly<Record<string, readonly Step[]>>) {
  return { ...scriptModel("main", script), script: Object.keys(script) };
}
