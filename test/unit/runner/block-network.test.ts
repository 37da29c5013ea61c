import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { connect } from "node:net";
import { connect as connectTls } from "node:tls";
import { describe, expect, it } from "vitest";
import { isLoopback, takeBlockedConnections } from "../../setup/block-network.ts";

describe("a test", () => {
  it("reaches a server on this machine", async () => {
    const server = createServer((_request, response) => response.end("here")).listen(0, "127.0.0.1");
    await new Promise((resolve) => server.once("listening", resolve));
    const { port } = server.address() as AddressInfo;

    const text = await fetch(`http://localhost:${port}/`).then((response) => response.text());
    server.close();

    expect(text).toBe("here");
  });

  it("reaches nothing else, by name, by address or through TLS", async () => {
    expect(() => connect(80, "example.com")).toThrow("may not use the network");
    expect(() => connect({ port: 80, host: "192.0.2.1" })).toThrow("may not use the network");
    expect(() => connectTls({ port: 443, host: "example.com" })).toThrow("may not use the network");
    await expect(fetch("https://example.com/")).rejects.toThrow("fetch failed");

    expect(takeBlockedConnections()).toEqual([
      "example.com:80",
      "192.0.2.1:80",
      "example.com:443",
      "example.com:443",
    ]);
  });

  it.each([
    ["localhost", true],
    ["LOCALHOST", true],
    ["127.0.0.1", true],
    ["127.9.9.9", true],
    ["::1", true],
    ["[::1]", true],
    ["::ffff:127.0.0.1", true],
    ["127.0.0.1.example.com", false],
    ["localhost.example.com", false],
    ["10.0.0.1", false],
    ["169.254.169.254", false],
    ["0.0.0.0", false],
  ])("counts %s as this machine: %s", (host, expected) => {
    expect(isLoopback(host)).toBe(expected);
  });
});
