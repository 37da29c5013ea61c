import type { IncomingMessage } from "node:http";
import { PassThrough } from "node:stream";
import { describe, expect, it } from "vitest";
import { createBodyReader } from "../../../../src/entrypoints/app/read-body.ts";

const open = () => {
  const stream = new PassThrough();
  // A reader needs no more of a request than that it is a stream.
  return { stream, request: stream as unknown as IncomingMessage };
};
const ignore = () => undefined;

describe("a reader of bodies", () => {
  it("gives a whole body in its pieces, and shows each on its way", async () => {
    const { stream, request } = open();
    const seen: string[] = [];
    const reading = createBodyReader({ bodyBytes: 10, allBytes: 10 }).read(request, (piece) => {
      seen.push(piece.toString());
    });
    stream.write("abc");
    stream.end("defg");

    expect(await reading).toEqual({ kind: "whole", pieces: [Buffer.from("abc"), Buffer.from("defg")] });
    expect(seen).toEqual(["abc", "defg"]);
  });

  it.each([
    ["at the limit", 10, "whole"],
    ["above the limit", 11, "too-large"],
  ])("takes no more than its limit: %s", async (_, bytes, kind) => {
    const { stream, request } = open();
    const reading = createBodyReader({ bodyBytes: 10, allBytes: 100 }).read(request, ignore);
    stream.end(Buffer.alloc(bytes));

    expect((await reading).kind).toBe(kind);
  });

  it("notices that the other side went away", async () => {
    const { stream, request } = open();
    const reading = createBodyReader({ bodyBytes: 10, allBytes: 100 }).read(request, ignore);
    stream.write("abc");
    stream.destroy(new Error("reset"));

    expect(await reading).toEqual({ kind: "broken-off" });
  });

  it("takes nothing more of a body that was cut, and gives its room to others", async () => {
    const reader = createBodyReader({ bodyBytes: 8, allBytes: 10 });
    const [large, small, next] = [open(), open(), open()];
    const seen: number[] = [];
    const cut = reader.read(large.request, (piece) => seen.push(piece.length));
    const kept = reader.read(small.request, ignore);
    large.stream.write(Buffer.alloc(6));
    small.stream.end(Buffer.alloc(5));
    const results = [(await cut).kind, (await kept).kind];
    for (let piece = 0; piece < 5; piece++) large.stream.write(Buffer.alloc(1));
    const last = reader.read(next.request, ignore);
    next.stream.end(Buffer.alloc(8));

    expect([...results, (await last).kind]).toEqual(["crowded-out", "whole", "whole"]);
    expect(seen).toEqual([6]);
  });
});
