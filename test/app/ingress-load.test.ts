import { describe, expect, it } from "vitest";
import {
  headersOf,
  openIngress,
  openRaw,
  type RawConnection,
  requestText,
  sendRaw,
  sign,
} from "./open-ingress.ts";
import { pullRequestBody } from "./pull-request-payload.ts";

const megabyte = 1024 * 1024;
const anySignature = `sha256=${"0".repeat(64)}`;

const piece = Buffer.alloc(megabyte, "x");

async function writeAll(connection: RawConnection, bytes: number): Promise<number> {
  let written = 0;
  while (written < bytes && !connection.socket.destroyed) {
    written += piece.length;
    const isTaken = connection.socket.write(piece);
    if (!isTaken) {
      await Promise.race([
        new Promise((resolve) => connection.socket.once("drain", resolve)),
        connection.closed,
      ]);
    }
  }
  return written;
}

describe("a body that is too large", () => {
  it("is refused by its announced size before any of it is read", async () => {
    await using ingress = await openIngress();
    const text = requestText({
      ...headersOf(""),
      "content-length": String(60 * megabyte),
      "x-hub-signature-256": anySignature,
    });

    expect(await sendRaw(ingress.port, text)).toBe(413);
  });

  it("is cut at the limit when it announces no size, and the connection with it", async () => {
    await using ingress = await openIngress({ maxBodyBytes: 2 * megabyte });
    const connection = openRaw(ingress.port);
    connection.socket.write(
      requestText({
        ...headersOf(""),
        "content-length": null,
        "transfer-encoding": "chunked",
        "x-hub-signature-256": anySignature,
      }),
    );
    connection.socket.write(`${(60 * megabyte).toString(16)}\r\n`);
    const written = await writeAll(connection, 60 * megabyte);
    await connection.closed;

    expect(written).toBeLessThan(60 * megabyte);
    expect(ingress.lines.map((line) => JSON.parse(line).status)).toEqual([413]);
  });

  it("takes no memory when nobody signed it, however often it comes", async () => {
    await using ingress = await openIngress();
    const text = requestText({
      ...headersOf(""),
      "content-length": String(20 * megabyte),
      "x-hub-signature-256": null,
    });
    const post = async () => {
      const connection = openRaw(ingress.port);
      connection.socket.write(text);
      await writeAll(connection, 20 * megabyte);
      await connection.closed;
    };
    await post();
    const before = process.memoryUsage().arrayBuffers;
    let peak = before;
    const watching = setInterval(() => {
      peak = Math.max(peak, process.memoryUsage().arrayBuffers);
    }, 1);
    await Promise.all(Array.from({ length: 10 }, post));
    clearInterval(watching);

    // 200 MB were on their way at the same time; our own side of the sockets needs some.
    expect(peak - before).toBeLessThan(30 * megabyte);
    expect(ingress.lines).toHaveLength(11);
    expect(Buffer.byteLength(ingress.lines.join(""))).toBeLessThan(11 * 200);
  });

  it("gives way, the largest first, when all open bodies together are too much", async () => {
    await using ingress = await openIngress({ maxBodyBytes: 4 * megabyte, maxOpenBytes: 6 * megabyte });
    const open = async (bytes: number) => {
      const connection = openRaw(ingress.port);
      connection.socket.write(
        requestText({
          ...headersOf(""),
          "content-length": String(4 * megabyte),
          "x-hub-signature-256": anySignature,
        }),
      );
      await writeAll(connection, bytes);
      return connection;
    };
    const large = await open(3 * megabyte);
    const others = [await open(2 * megabyte), await open(2 * megabyte)];

    expect(await large.answered).toBe(503);
    expect(await sendRaw(ingress.port, requestText(headersOf(pullRequestBody)), pullRequestBody)).toBe(202);
    expect(others.map((connection) => connection.status())).toEqual([null, null]);
    for (const { socket } of [large, ...others]) socket.destroy();
  });

  it("of the largest size that GitHub sends is taken over", async () => {
    await using ingress = await openIngress();
    const filler = "x".repeat(25 * megabyte - pullRequestBody.length - 100);
    const body = `${pullRequestBody.slice(0, -1)},"filler":"${filler}"}`;

    const response = await fetch(ingress.url, {
      method: "POST",
      body,
      headers: { ...headersOf(body), "x-hub-signature-256": sign(body) },
    });
    expect(response.status).toBe(202);
    expect(ingress.accepted).toHaveLength(1);
  });
});

describe("a slow connection", () => {
  const patience = { requestTimeoutMs: 1_000 };

  it("is cut when its body comes byte by byte", async () => {
    await using ingress = await openIngress(patience);
    const connection = openRaw(ingress.port);
    connection.socket.write(requestText({ ...headersOf(pullRequestBody) }));
    const dripping = setInterval(() => connection.socket.write("{"), 100);
    await connection.closed;
    clearInterval(dripping);

    expect(connection.status()).toBe(408);
    expect(ingress.lines.map((line) => JSON.parse(line).reason)).toEqual(["broken off"]);
  });

  it("is cut when its headers come byte by byte", async () => {
    await using ingress = await openIngress(patience);
    const connection = openRaw(ingress.port);
    connection.socket.write("POST /api/github/webhooks HTTP/1.1\r\nhost: localhost\r\nx-filler: ");
    const dripping = setInterval(() => connection.socket.write("x"), 100);
    await connection.closed;
    clearInterval(dripping);

    expect(connection.status()).toBe(408);
  });

  it("is cut when the body of a refused request never ends", async () => {
    await using ingress = await openIngress(patience);
    const connection = openRaw(ingress.port);
    connection.socket.write(requestText({ ...headersOf(pullRequestBody), "x-hub-signature-256": null }));
    const dripping = setInterval(() => connection.socket.write("{"), 100);
    await connection.closed;
    clearInterval(dripping);

    expect(connection.status()).toBe(400);
  });

  it("that says nothing is cut, a thousand of them too, and the health check answers meanwhile", async () => {
    await using ingress = await openIngress(patience);
    const idle = Array.from({ length: 1_000 }, () => openRaw(ingress.port));
    await Promise.all(
      idle.map(({ socket, closed }) =>
        Promise.race([new Promise((resolve) => socket.once("connect", resolve)), closed]),
      ),
    );
    const health = await fetch(`http://127.0.0.1:${ingress.port}/healthz`);
    await Promise.all(idle.map(({ closed }) => closed));

    expect(health.status).toBe(200);
  });

  it("costs at most ten seconds with the limits that are set when nobody says otherwise", async () => {
    const { createIngress } = await import("../../src/entrypoints/app/create-ingress.ts");
    const server = createIngress({
      secrets: [],
      isReady: () => true,
      accept: async () => undefined,
      log: { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined },
    });

    expect(server.requestTimeout).toBeLessThan(10_000);
    expect(server.headersTimeout).toBeLessThanOrEqual(server.requestTimeout);
    expect(server.keepAliveTimeout).toBeLessThan(10_000);
    expect(server.maxConnections).toBeGreaterThan(1_000);
  });
});
