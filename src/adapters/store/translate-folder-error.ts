import { resolve } from "node:path";
import { ReviewError } from "../../domain/errors.ts";
import { translateStoreError } from "./translate-store-error.ts";

/**
 * Like `translateStoreError`, for an embedded store that is being opened: where its folder is the reason, the error
 * names the folder and the variable that it comes from. `CONFIG_INVALID` where it can never be a folder.
 */
export function translateFolderError(error: unknown, directory: string): ReviewError {
  const code = error instanceof Error && "code" in error ? error.code : null;
  switch (code) {
    case "EEXIST":
    case "ENOTDIR":
      return new ReviewError(
        "CONFIG_INVALID",
        `The data folder ${resolve(directory)} is a file or lies below one (${code})`,
        { cause: error, remedy: "Let ASSAY_DATA_DIR name a folder, or one that can be made." },
      );
    case "EACCES":
    case "EPERM":
    case "EROFS":
      return new ReviewError(
        "STORE_UNAVAILABLE",
        `The data folder ${resolve(directory)} cannot be written (${code})`,
        {
          cause: error,
          retryable: true,
          remedy:
            "Give the folder and its files to the user that runs Assay, or let ASSAY_DATA_DIR name another one.",
        },
      );
    default:
      return translateStoreError(error);
  }
}
