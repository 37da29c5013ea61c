import { describe, expect, test } from "vitest";
import {
  type MarkerIdentity,
  readMarkers,
  signMarker,
} from "../../../src/review/pull-request/sign-marker.ts";

const key = "k".repeat(32);
const identity: MarkerIdentity = {
  repositoryId: 123_456_789,
  pullRequest: 42,
  head: "0123abcd".repeat(5),
  configuration: "deadbeef0123",
  generation: 7,
};
const marker = signMarker(identity, key);

describe("a marker", () => {
  test("has a form that stays hidden and is found again", () => {
    expect(marker).toMatch(/^<!-- assay:1 123456789:42:(?:0123abcd){5}:deadbeef0123:7 [0-9a-f]{64} -->$/);
    expect(readMarkers(`## Verdict\n\n${marker}\n`, key)).toEqual([identity]);
  });

  test("stands beside others, and all are read in their order", () => {
    const second = { ...identity, generation: 8, head: "ab".repeat(32) };
    expect(readMarkers(`${marker}x${signMarker(second, key)}${marker}`, key)).toEqual([
      identity,
      second,
      identity,
    ]);
  });

  test.each([
    ["another key", signMarker(identity, "j".repeat(32))],
    ["another head", marker.replace("0123abcd", "1123abcd")],
    ["another repository", marker.replace("123456789", "123456780")],
    ["another generation", marker.replace(":7 ", ":8 ")],
    ["a moved field border", marker.replace("123456789:42", "12345678:942")],
    ["a short signature", marker.replace(/[0-9a-f]{2} -->/, " -->")],
    ["an upper-case signature", marker.replace(/[0-9a-f]{64} /, (hex) => hex.toUpperCase())],
    ["no signature", marker.replace(/ [0-9a-f]{64}/, "")],
    ["another version", marker.replace("assay:1", "assay:2")],
    ["an open end", marker.replace(" -->", "")],
    ["nothing", ""],
  ])("with %s is passed over", (_name, text) => {
    expect(readMarkers(`${text} `, key)).toEqual([]);
  });

  test("is looked for in a hostile megabyte without getting lost", () => {
    expect(readMarkers("<!-- assay:1 1:1:".repeat(60_000), key)).toEqual([]);
    expect(readMarkers("<!-- assay:1 ".padEnd(1_000_000, "9"), key)).toEqual([]);
    const forged = marker.replace(/[0-9a-f]{64} /, `${"0".repeat(64)} `);
    expect(readMarkers(forged.repeat(5_000), key)).toEqual([]);
  });
});
