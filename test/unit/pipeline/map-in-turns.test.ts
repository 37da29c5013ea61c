import { expect, it } from "vitest";
import { inTurn, mapInTurns } from "../../../src/pipeline/map-in-turns.ts";

function keepBusy(ms: number): void {
  const endsAt = performance.now() + ms;
  while (performance.now() < endsAt);
}

it("keeps the order, also of work that takes its time", async () => {
  const doubled = await mapInTurns([3, 1, 2], async (item) => {
    if (item === 3) await new Promise((resolve) => setImmediate(resolve));
    return item * 2;
  });

  expect(doubled).toEqual([6, 2, 4]);
  expect(await mapInTurns([], keepBusy)).toEqual([]);
});

it("lets others have their turn between long pieces of work", async () => {
  const seen: string[] = [];
  const others = setInterval(() => seen.push("other"), 1);
  await mapInTurns([1, 2, 3], (item) => {
    seen.push(String(item));
    keepBusy(30);
  });
  clearInterval(others);

  expect(seen.filter((who, at) => who !== "other" && seen[at - 1] === "other").length).toBeGreaterThanOrEqual(
    2,
  );
});

it("passes on what fails", async () => {
  const failing = mapInTurns([1, 2], (item) => {
    if (item === 2) throw new Error("the second");
  });

  await expect(failing).rejects.toThrow("the second");
});

it("lets others have their turn before a long step", async () => {
  const seen: string[] = [];
  setImmediate(() => seen.push("other"));
  const made = await inTurn(() => {
    seen.push("long");
    return 7;
  });

  expect([made, seen]).toEqual([7, ["other", "long"]]);
});
