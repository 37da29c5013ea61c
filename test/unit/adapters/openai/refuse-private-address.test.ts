import { describe, expect, it } from "vitest";
import {
  isPrivateAddress,
  refusePrivateAddress,
} from "../../../../src/adapters/openai/refuse-private-address.ts";

describe("an address of an inner network", () => {
  it.each([
    "0.0.0.0",
    "10.1.2.3",
    "100.64.0.1",
    "127.0.0.2",
    "169.254.169.254",
    "172.31.255.255",
    "192.168.0.1",
    "224.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "fd00:ec2::254",
    "fe80::1",
    "ff02::1",
    "::ffff:127.0.0.1",
    "::ffff:169.254.169.254",
  ])("is %s", (address) => {
    expect(isPrivateAddress(address)).toBe(true);
  });

  it.each(["1.1.1.1", "11.0.0.1", "172.32.0.1", "192.169.0.1", "2606:4700::1111", "::ffff:1.1.1.1", "name"])(
    "is not %s",
    (address) => {
      expect(isPrivateAddress(address)).toBe(false);
    },
  );
});

describe("the host of a model", () => {
  it.each(["169.254.169.254", "[::ffff:7f00:1]", "[fd00:ec2::254]", "10.0.0.1"])(
    "may not be %s",
    async (host) => {
      await expect(refusePrivateAddress(host)).rejects.toMatchObject({
        code: "CONFIG_INVALID",
        remedy: expect.stringContaining("ASSAY_ALLOW_PRIVATE_ENDPOINT=true"),
      });
    },
  );

  it.each(["localhost", "127.0.0.1", "[::1]", "1.1.1.1", "name.invalid"])("may be %s", async (host) => {
    await expect(refusePrivateAddress(host)).resolves.toBeUndefined();
  });
});
