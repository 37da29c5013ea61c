import { afterEach, beforeEach, expect, it } from "vitest";
import { createTreeSearch } from "../../../../src/adapters/git/create-tree-search.ts";
import { createRepository, type TemporaryRepository } from "../../../git/temporary-repository.ts";

let repository: TemporaryRepository;

beforeEach(() => {
  repository = createRepository();
});

afterEach(() => {
  repository.remove();
});

it("a word that stands everywhere does not hide the others of its turn", async () => {
  const long = "everywhere ".repeat(400);
  repository.write("large.txt", `${long}\n`.repeat(1_200));
  repository.write("small.txt", "here once\nand elsewhere\n");
  repository.commit();
  const { directory, environment } = repository;
  const place = { directory, environment, signal: new AbortController().signal };
  const search = createTreeSearch(place, repository.git("rev-parse", "HEAD").trim());
  const [everywhere, once, absent] = await Promise.all(["everywhere", "once", "else"].map(search));
  expect(everywhere).toEqual([]);
  expect(once).toEqual([{ path: "small.txt", line: 1, text: "here once" }]);
  expect(absent).toEqual([]);
});
