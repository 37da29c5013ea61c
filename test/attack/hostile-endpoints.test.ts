import { describe, expect, it } from "vitest";
import { refusePrivateAddress } from "../../src/adapters/openai/refuse-private-address.ts";
import { parseSettings } from "../../src/config/settings.ts";
import { tellFigure } from "./attack-figures.ts";

/** Ways to write an address inside; what a URL parser makes of each is what is judged. */
const insides = [
  "https://10.1/",
  "https://0x0a.1/",
  "https://167772161/",
  "https://012.0.0.1/",
  "https://0xa9fea9fe/latest",
  "https://2852039166/",
  "https://0251.0376.0251.0376/",
  "https://169.254.169.254./",
  "https://①⑥⑨.②⑤④.①⑥⑨.②⑤④/",
  "https://%31%30.0.0.1/",
  "https://127.1.1.1/",
  "https://127.0.0.2/",
  "https://0/",
  "https://[::ffff:a9fe:a9fe]/",
  "https://[::ffff:10.0.0.1]/",
  "https://[0:0:0:0:0:ffff:7f00:2]/",
  "https://[::10.0.0.1]/",
  "https://[64:ff9b::a9fe:a9fe]/",
  "https://[64:ff9b::10.0.0.1]/",
  "https://[2002:a9fe:a9fe::1]/",
  "https://[2002:c0a8:0101::]/",
  "https://[fe80::1]/",
  "https://[fec0::1]/",
  "https://[fd00:ec2::254]/",
  "https://[::]/",
];

/** This machine itself, in disguise; plain http is taken towards it only under its own names. */
const ownMachine = [
  "http://2130706433:11434/v1",
  "http://0x7f.1/v1",
  "http://0177.0.0.1/v1",
  "http://127.1/v1",
  "http://127.0.0.1./v1",
];

const readHost = (url: string): string | null => {
  const reading = parseSettings({ OPENAI_BASE_URL: url, OPENAI_API_KEY: "k", ASSAY_MODEL: "m" });
  if (reading.kind !== "valid" || reading.settings.model === null) return null;
  return new URL(reading.settings.model.baseUrl).hostname;
};

describe("an endpoint", () => {
  it.each(insides)("inside is refused, however it is written: %s", async (url) => {
    const host = readHost(url) ?? "";
    await expect(refusePrivateAddress(host)).rejects.toMatchObject({ code: "CONFIG_INVALID" });
  });

  it.each(ownMachine)("on this machine is known for what it is: %s", async (url) => {
    expect(readHost(url)).toBe("127.0.0.1");
  });

  it.each([
    "http://10.1/v1",
    "http://167772161/v1",
    "http://127.0.0.1.example.com/v1",
    "http://localhost.example.com/v1",
    "http://127.0.0.1@example.com/v1",
    "http://example.com#@127.0.0.1/",
    "http://[::ffff:127.0.0.1]/v1",
  ])("in plain text elsewhere is refused from the start: %s", (url) => {
    expect(readHost(url)).toBeNull();
  });

  it.each([
    "https://8.8.8.8/",
    "https://[64:ff9b::808:808]/",
    "https://[2002:808:808::1]/",
    "https://[::808:808]/",
  ])("outside is taken, whatever holds its address: %s", async (url) => {
    await expect(refusePrivateAddress(readHost(url) ?? "10.0.0.1")).resolves.toBeUndefined();
  });

  it("tells what was tried", () => {
    tellFigure({
      row: "C6",
      tried: `${insides.length + ownMachine.length} ways to write an inner address: all known`,
    });
  });
});
