import { lookup } from "node:dns/promises";
import { ReviewError } from "../../../domain/errors.ts";
import { exitCode } from "../../shared/exit-codes.ts";
import { problem, type Verdict } from "./check-result.ts";
import { type Settled, settleInTime } from "./doctor-scene.ts";

/** Codes with which the system says that it knows no address for a name, and that it cannot ask. */
const unresolved: ReadonlySet<unknown> = new Set(["ENOTFOUND", "EAI_AGAIN"]);

/** Why GitHub could not be asked: a name that cannot be resolved is told as such, everything else as it came. */
export async function explainNoConnection(
  { error, verdict }: Extract<Settled<unknown>, { readonly kind: "failed" }>,
  { apiUrl, timeoutMs }: { readonly apiUrl: string; readonly timeoutMs: number },
): Promise<Verdict> {
  if (!(error instanceof ReviewError) || error.code !== "GITHUB_UNAVAILABLE") return verdict;
  const host = new URL(apiUrl).hostname.replace(/^\[|\]$/g, "");
  const asked = await settleInTime(timeoutMs, () => lookup(host));
  const cause = asked.kind === "failed" ? asked.error : null;
  if (!(cause instanceof Error && "code" in cause) || !unresolved.has(cause.code)) return verdict;
  return problem(
    `the name ${host} cannot be resolved (${cause.code})`,
    "Correct GITHUB_API_URL or GHE_HOST, or look at the network and the DNS of this machine.",
    exitCode.tryLater,
  );
}
