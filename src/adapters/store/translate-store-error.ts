import { ReviewError } from "../../domain/errors.ts";

const locked = /^SQLITE_(BUSY|LOCKED)/;
const broken = /^SQLITE_(CORRUPT|NOTADB)/;
/** No room, no right to write, no disk: whoever asks again later may be lucky. */
const unable = /^SQLITE_(FULL|IOERR|READONLY|CANTOPEN|NOMEM|PERM|AUTH)/;
/**
 * PostgreSQL: connections (08), resources (53), operator (57), rollbacks that ask for a repetition (40), locks (55P03),
 * a read-only server (25006), an idle transaction that was ended (25P03), I/O (58).
 * Source: postgresql.org, appendix A.
 */
const passing = /^(08...|53...|57...|40...|55P03|25006|25P03|58...)$/;
const network = /^(ECONN|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN)/;
const files = /^(ENOSPC|EROFS|EACCES|EPERM|EDQUOT|EIO|EMFILE|ENFILE|ENOTDIR)$/;

/** Turns whatever a database threw into a `ReviewError`; its text may quote values and stays behind as the cause. */
export function translateStoreError(error: unknown): ReviewError {
  if (error instanceof ReviewError) return error;
  const code = codeOf(error);
  const options = { cause: error };
  if (locked.test(code)) {
    return new ReviewError("STORE_LOCKED", "The store is in use by another process", {
      ...options,
      retryable: true,
      remedy: "One process owns the embedded store. Stop the other one, or use PostgreSQL for several.",
    });
  }
  if (broken.test(code)) {
    return new ReviewError("STORE_CORRUPT", `The store's file is damaged (${code})`, {
      ...options,
      remedy: "Restart Assay: it sets the file aside and rebuilds its knowledge from GitHub.",
    });
  }
  if (unable.test(code) || passing.test(code) || network.test(code) || files.test(code) || isCut(error)) {
    const named = code === "" ? "" : ` (${code})`;
    return new ReviewError("STORE_UNAVAILABLE", `The store cannot be reached or written${named}`, {
      ...options,
      retryable: true,
      remedy: "Look for free space, permissions and the database server.",
    });
  }
  return new ReviewError("STORE_FAILED", `The store failed (${code || "no code"})`, options);
}

/** What the PostgreSQL client says without a code when a connection ends under it or none comes about in time. */
function isCut(error: unknown): boolean {
  return (
    error instanceof Error &&
    /connection (terminated|ended|timeout)|timeout exceeded|not queryable/i.test(error.message)
  );
}

function codeOf(error: unknown): string {
  if (typeof error !== "object" || error === null) return "";
  if ("code" in error && typeof error.code === "string") return error.code.slice(0, 40);
  // A refused connection to a name with several addresses comes as a bundle.
  return error instanceof AggregateError ? codeOf(error.errors[0]) : "";
}
