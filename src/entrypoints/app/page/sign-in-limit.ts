/** After so long a wrong token is forgotten, in milliseconds. */
export const signInWindowMs = 600_000;
/** Wrong tokens of one address, and of all: behind a proxy everybody has one. */
const mostOfAddress = 10;
const mostOfAll = 100;

/** Counts the wrong tokens of the sign-in, and nothing else. */
export interface SignInLimit {
  /** Whether an address may try a token. */
  mayTry(address: string): boolean;
  fail(address: string): void;
}

/** An address that is refused counts no more, so that alone it never closes the door for all the others. */
export function createSignInLimit(now: () => number): SignInLimit {
  let failures: readonly { readonly address: string; readonly atMs: number }[] = [];
  const mayTry = (address: string) => {
    failures = failures.filter(({ atMs }) => atMs > now() - signInWindowMs);
    const own = failures.filter((failure) => failure.address === address);
    return own.length < mostOfAddress && failures.length < mostOfAll;
  };
  return {
    mayTry,
    fail(address) {
      if (mayTry(address)) failures = [...failures, { address, atMs: now() }];
    },
  };
}
