import { readingModel } from "../app/answers.ts";
import { openAppScene } from "../app/github/open-app-scene.ts";
import type { RecordedRequest } from "../fakes/model-server.ts";
import { atMost, type Figure, type MeasureOptions, told } from "./figure.ts";
import { measureCrash } from "./measure-crash.ts";
import { countTokens } from "./review-synthetic.ts";
import { synthesizeChange, usualShape } from "./synthetic-change.ts";

/** Of the first review's prompt tokens, in percent. */
const mostOfFirst = 5;
/** An ordinary one of the forty: three of its functions are changed. */
const pushedFile = 2;

/** What a review costs after the first one: of a further push, of a rebase, and after a crash. */
export async function measureSecondPush(options: MeasureOptions): Promise<readonly Figure[]> {
  return [...(await measurePushes()), ...(await measureCrash(options))];
}

async function measurePushes(): Promise<readonly Figure[]> {
  const change = synthesizeChange(usualShape);
  const bases = Object.fromEntries(change.files.map(({ path, base }) => [path, base]));
  const heads = Object.fromEntries(change.files.map(({ path, head }) => [path, head]));
  await using scene = await openAppScene({ files: bases, script: readingModel() });
  const { repository, app, model } = scene;
  let taken = 0;
  const takeTokens = async () => {
    await app.idle();
    const tokens = model.requests.slice(taken).reduce((sum, request) => sum + tokensOf(request), 0);
    const calls = model.requests.length - taken;
    taken = model.requests.length;
    return { tokens, calls };
  };
  const pull = await repository.openPullRequest({ branch: "feature", files: heads });
  const first = await takeTokens();
  const file = change.files[pushedFile]!;
  await pull.push({ [file.path]: touchEachHunk(file) });
  const second = await takeTokens();
  const rebased = { ...heads, [file.path]: touchEachHunk(file) };
  const parent = repository.commit({ files: { "docs/notes.md": "Nothing that the change touches.\n" } });
  await pull.forcePush(rebased, parent);
  const rebase = await takeTokens();
  const reviews = pull.reviews().length;
  if (reviews < 2) throw new Error(`the pushes were not reviewed: ${reviews} reviews`);
  const share = (100 * second.tokens) / first.tokens;
  return [
    told("first review of 40 files: prompt tokens", "", first.tokens),
    told("one of 40 files pushed again: prompt tokens", "", second.tokens),
    told("one of 40 files pushed again: model calls", "", second.calls),
    atMost(mostOfFirst, {
      name: "one of 40 files pushed again: of the first review",
      unit: "%",
      value: share,
    }),
    atMost(0, { name: "rebase without change: prompt tokens", unit: "", value: rebase.tokens }),
    atMost(0, { name: "rebase without change: model calls", unit: "", value: rebase.calls }),
  ];
}

/** The head with one more word in each changed function. */
function touchEachHunk({ head, diff }: { readonly head: string; readonly diff: string }): string {
  const added = [...diff.matchAll(/^@@[^\n]*\n(?:[ -][^\n]*\n)+\+([^\n]*)$/gm)].map(
    (match) => match[1] ?? "",
  );
  return added.reduce((text, line) => text.replace(`${line}\n`, () => `${line} again\n`), head);
}

function tokensOf({ body }: RecordedRequest): number {
  return (body?.messages ?? []).reduce((sum, { content }) => sum + countTokens(content), 0);
}
