/** Every way in which the world around a review can break. */
export type ErrorCode =
  | "CONFIG_INVALID"
  | "GIT_MISSING"
  | "GIT_NOT_A_REPOSITORY"
  | "GIT_BAD_RANGE"
  | "GIT_SHALLOW"
  | "GIT_FAILED"
  | "DIFF_UNREADABLE"
  | "INPUT_TOO_LARGE"
  | "MODEL_UNAVAILABLE"
  | "MODEL_RATE_LIMITED"
  | "MODEL_QUOTA"
  | "MODEL_CONFIG"
  | "MODEL_CONTEXT_LENGTH"
  | "MODEL_POLICY"
  | "MODEL_TIMEOUT"
  | "MODEL_BAD_RESPONSE"
  | "MODEL_RESPONSE_TOO_LARGE"
  | "GITHUB_UNAVAILABLE"
  | "GITHUB_RATE_LIMITED"
  | "GITHUB_UNAUTHORISED"
  | "GITHUB_FORBIDDEN"
  | "GITHUB_NOT_FOUND"
  | "GITHUB_REJECTED"
  | "GITHUB_BAD_RESPONSE"
  /** A write whose outcome is not known: look before writing again. */
  | "GITHUB_AMBIGUOUS"
  /** The store cannot write or be reached at the moment. */
  | "STORE_UNAVAILABLE"
  /** Another process owns the embedded store. */
  | "STORE_LOCKED"
  /** The database file broke while it was in use; the next start sets it aside. */
  | "STORE_CORRUPT"
  | "STORE_TOO_NEW"
  /** The database does not keep what it confirms. */
  | "STORE_UNSAFE"
  /** No key, or another one than the texts in the store were encrypted with. */
  | "STORE_KEY"
  | "STORE_NOT_EMPTY"
  /** The work belongs to somebody else by now: nothing was written. */
  | "STORE_LEASE_LOST"
  | "STORE_FAILED"
  | "INTERRUPTED";

export interface ReviewErrorOptions {
  /** Whether the same request may succeed later without anybody changing anything. */
  readonly retryable?: boolean;
  /** How long the other side asked us to wait, in milliseconds. */
  readonly retryAfterMs?: number | null;
  /** What the person in charge should do about it; one sentence. */
  readonly remedy?: string;
  /** The system's code for a connection that did not come about or broke, such as `ECONNREFUSED`. */
  readonly connectionCode?: string | null;
  readonly cause?: unknown;
}

/**
 * The only error class that leaves an adapter. The message is for people: it never holds source code,
 * prompts, secrets or a vendor's raw text.
 */
export class ReviewError extends Error {
  readonly code: ErrorCode;
  readonly retryable: boolean;
  readonly retryAfterMs: number | null;
  readonly remedy: string | null;
  readonly connectionCode: string | null;

  constructor(code: ErrorCode, message: string, options: ReviewErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "ReviewError";
    this.code = code;
    this.retryable = options.retryable ?? false;
    this.retryAfterMs = options.retryAfterMs ?? null;
    this.remedy = options.remedy ?? null;
    this.connectionCode = options.connectionCode ?? null;
  }
}
