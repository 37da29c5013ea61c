import { expect, it } from "vitest";
import { completion } from "../../fakes/model-replies.ts";
import { questionOf, type Script } from "../../fakes/model-server.ts";
import { confirmClaim, isDoubt } from "../../fakes/refuting.ts";
import { answeredDefect, readAll } from "../answers.ts";
import { openAppScene, unsafeQuery } from "./open-app-scene.ts";
import { conclusions, verdicts } from "./show-conversation.ts";

/** What a model does with a question about the unsafe query. */
interface Manner {
  readonly finds: boolean;
  /** Whether it lists the hunk as read. */
  readonly lists: boolean;
  /** Whether the answer ends behind its defects. */
  readonly breaksOff?: true;
}

const careful: Manner = { finds: true, lists: true };
const careless: Manner = { finds: false, lists: false };
const blind: Manner = { finds: false, lists: true };

function modelOf(manner: () => Manner): Script {
  return (request) => {
    const question = questionOf(request);
    if (isDoubt(question)) return completion(confirmClaim(question));
    const { finds, lists, breaksOff } = manner();
    const [, file, line, quote] =
      /^file (\d+) [^\n]*find\.js[\s\S]*?^R(\d+) \+ +(return .*name \+ .*)$/m.exec(question) ?? [];
    const isFound = finds && quote !== undefined;
    const whole = readAll(
      question,
      isFound ? [answeredDefect({ file: Number(file), line: Number(line), quote })] : [],
    );
    const answer = lists ? whole : { ...whole, reviewed: [] };
    const text = JSON.stringify(answer);
    return breaksOff === true
      ? completion(text.slice(0, text.indexOf(',"suggestions"') - 1), { finish: "length" })
      : completion(answer);
  };
}

/** A pull request whose defect was found, and a model that does next what it is told. */
async function openFound() {
  let manner = careful;
  const scene = await openAppScene({ script: modelOf(() => manner) });
  const { github, repository, app } = scene;
  const maintainer = github.account("mona");
  repository.setRole(maintainer, "write");
  const files = { "src/find.js": unsafeQuery };
  const author = github.account("alice");
  const pull = await repository.openPullRequest({ branch: "feature", files, author });
  await app.idle();
  const push = async (next: Manner, text: string) => {
    manner = next;
    await pull.push({ "src/find.js": text });
    await app.idle();
    return pull.reviews().at(-1)?.body ?? "";
  };
  const id = /`(A-[0-9a-f]{8})`/.exec(pull.reviews()[0]?.body ?? "")?.[1] ?? "none";
  const dismiss = async () => {
    await pull.comment(maintainer, `/dismiss ${id} false-positive because names are letters`);
    await app.idle();
  };
  return { pull, push, dismiss, [Symbol.asyncDispose]: () => scene[Symbol.asyncDispose]() };
}

const since = (body: string) => /\*\*Since the last review\*\* of `\w+`: (.*)\./.exec(body)?.[1];

it("a defect is called not seen again only by an answer that lists its code as read, and stays a defect", async () => {
  await using scene = await openFound();
  const { pull, push } = scene;

  expect(since(await push(careless, `${unsafeQuery}// two\n`))).toBe("1 still present");
  expect(since(await push(blind, `${unsafeQuery}// three\n`))).toBe("1 not seen again");
  expect(since(await push(careless, `${unsafeQuery}// four\n`))).toBe("1 still present");
  expect(verdicts(pull)).toEqual(Array(4).fill("1 security defect is detected in the code."));
  expect(conclusions(pull)).toEqual(Array(4).fill("failure"));
});

it.each<readonly [string, Manner]>([
  ["does not list its code as read", { finds: true, lists: false }],
  ["breaks off behind it", { finds: true, lists: true, breaksOff: true }],
])(
  "a dismissal lapses where an answer that %s reports the defect in other surroundings",
  async (_how, next) => {
    await using scene = await openFound();
    const { pull, push, dismiss } = scene;
    await dismiss();
    expect(conclusions(pull).at(-1)).toBe("success");

    expect(since(await push(next, unsafeQuery.replace("}", "  // } \n}")))).toBe("1 new");
    expect(conclusions(pull).at(-1)).toBe("failure");
  },
);
