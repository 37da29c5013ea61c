import { describe, expect, it } from "vitest";
import { headersOf, openIngress, openRaw, requestText, sendRaw } from "../app/open-ingress.ts";
import { pullRequestBody } from "../app/pull-request-payload.ts";
import { choose, tellFigure } from "./attack-figures.ts";
import { watchLoad } from "./watch-load.ts";

const megabyte = 1024 * 1024;
const piece = Buffer.alloc(megabyte, "x");
const anySignature = `sha256=${"0".repeat(64)}`;

/** Posts bytes until the other side has had enough; gives how many it took. */
async function post(port: number, headers: Readonly<Record<string, string | null>>, bytes: number) {
  const connection = openRaw(port);
  const { socket, closed } = connection;
  socket.write(requestText({ ...headersOf(""), ...headers }));
  if (headers["transfer-encoding"] === "chunked") socket.write(`${bytes.toString(16)}\r\n`);
  let written = 0;
  while (written < bytes && !socket.destroyed) {
    written += piece.length;
    if (!socket.write(piece))
      await Promise.race([new Promise((resolve) => socket.once("drain", resolve)), closed]);
  }
  await closed;
  return { written, status: connection.status() };
}

describe("posts of 60 MB that nobody signed", () => {
  const bytes = 60 * megabyte;
  const ways: Readonly<Record<string, Readonly<Record<string, string | null>>>> = {
    "announced, without a signature": { "content-length": String(bytes), "x-hub-signature-256": null },
    "announced, with any signature": { "content-length": String(bytes), "x-hub-signature-256": anySignature },
    "not announced, with any signature": {
      "content-length": null,
      "transfer-encoding": "chunked",
      "x-hub-signature-256": anySignature,
    },
  };

  it.each(Object.entries(ways))(
    "are refused within bounded memory: %s",
    async (way, headers) => {
      const count = choose(20, 6);
      await using ingress = await openIngress();
      await post(ingress.port, headers, megabyte);
      const load = watchLoad();
      const posts = await Promise.all(
        Array.from({ length: count }, () => post(ingress.port, headers, bytes)),
      );
      const figures = load.stop();

      expect(posts.filter(({ status }) => status !== null && status < 400)).toEqual([]);
      expect(ingress.accepted).toEqual([]);
      // At most 100 MB of bodies are open at the same time; our own side of the sockets needs some.
      expect(figures.grownBytes).toBeLessThan(300 * megabyte);
      expect(Buffer.byteLength(ingress.lines.join(""))).toBeLessThan((count + 1) * 300);
      expect(await sendRaw(ingress.port, requestText(headersOf(pullRequestBody)), pullRequestBody)).toBe(202);
      tellFigure({ row: "D6", tried: `${count} × 60 MB, ${way}: refused; ${figures.text}` });
    },
    choose(600_000, 120_000),
  );
});

describe("slow connections", () => {
  it(
    "in number keep nobody else from being answered, and are cut",
    async () => {
      const count = choose(500, 200);
      const requestTimeoutMs = choose(5_000, 2_000);
      await using ingress = await openIngress({ requestTimeoutMs });
      const text = requestText({ ...headersOf(pullRequestBody), "x-hub-signature-256": anySignature });
      const starts = [text, text.slice(0, 60), `${text}{`, "POST "];
      const load = watchLoad();
      const slow = Array.from({ length: count }, (_, index) => {
        const connection = openRaw(ingress.port);
        connection.socket.write(starts[index % starts.length]!);
        return connection;
      });
      const dripping = setInterval(() => {
        for (const { socket } of slow) if (!socket.destroyed) socket.write("x");
      }, 200);
      await Promise.all(
        slow.map(({ socket, closed }) =>
          Promise.race([
            new Promise((resolve) => (socket.connecting ? socket.once("connect", resolve) : resolve(null))),
            closed,
          ]),
        ),
      );
      const health = await fetch(`http://127.0.0.1:${ingress.port}/healthz`);
      const webhook = await sendRaw(ingress.port, requestText(headersOf(pullRequestBody)), pullRequestBody);
      await Promise.all(slow.map(({ closed }) => closed));
      clearInterval(dripping);
      const figures = load.stop();

      expect([health.status, webhook]).toEqual([200, 202]);
      const statuses = new Set(slow.map(({ status }) => status()));
      expect([...statuses].filter((status) => status !== null && status < 400)).toEqual([]);
      expect(figures.grownBytes).toBeLessThan(150 * megabyte);
      tellFigure({
        row: "D8",
        tried: `${count} slow connections: all cut, health check and webhook answered meanwhile; ${figures.text}`,
      });
    },
    choose(600_000, 120_000),
  );
});
