import { resolve } from "node:path";
import { expect, it } from "vitest";
import { translateFolderError } from "../../../../src/adapters/store/translate-folder-error.ts";

const failure = (code: string) => Object.assign(new Error("of the system"), { code });

it.each([
  ["EEXIST", "CONFIG_INVALID", false],
  ["ENOTDIR", "CONFIG_INVALID", false],
  ["EACCES", "STORE_UNAVAILABLE", true],
  ["EPERM", "STORE_UNAVAILABLE", true],
  ["EROFS", "STORE_UNAVAILABLE", true],
])("names the folder and its variable where it cannot be used (%s)", (code, expected, retryable) => {
  const error = translateFolderError(failure(code), "data");

  expect(error).toMatchObject({
    code: expected,
    retryable,
    remedy: expect.stringContaining("ASSAY_DATA_DIR"),
  });
  expect(error.message).toContain(`The data folder ${resolve("data")} `);
  expect(error.message).toContain(`(${code})`);
});

it.each([
  ["ENOSPC", "STORE_UNAVAILABLE"],
  ["SQLITE_BUSY", "STORE_LOCKED"],
  ["ENOTHING", "STORE_FAILED"],
])("leaves %s to what the store says of it", (code, expected) => {
  expect(translateFolderError(failure(code), "data")).toMatchObject({ code: expected });
});
