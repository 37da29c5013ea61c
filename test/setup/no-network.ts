import { afterEach, expect } from "vitest";
import { blockNetwork, takeBlockedConnections } from "./block-network.ts";

blockNetwork();

// Node processes that a test starts with our environment are cut off as well.
const preload = new URL("./block-network-in-child.ts", import.meta.url).href;
if (!process.env["NODE_OPTIONS"]?.includes(preload)) {
  process.env["NODE_OPTIONS"] = `${process.env["NODE_OPTIONS"] ?? ""} --import=${preload}`.trim();
}

// Code under test may swallow the refusal as "the model is not there"; the test fails all the same.
afterEach(() => {
  expect(takeBlockedConnections(), "connections that tried to leave this machine").toEqual([]);
});
