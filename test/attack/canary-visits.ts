import { expect } from "vitest";
import { sign } from "../app/open-ingress.ts";
import type { Canary } from "./canary.ts";
import type { CanaryScene } from "./open-canary-scene.ts";

/** What the operator sees, and strangers who ask for it: one answer each. */
export async function readOperator(
  { url, operatorToken }: CanaryScene,
  stranger: string,
): Promise<readonly string[]> {
  const ask = async (path: string, token: string | null, method = "GET") => {
    const headers = token === null ? {} : { authorization: `Bearer ${token}` };
    const response = await fetch(`${url}${path}`, { method, headers });
    return `${response.status} ${JSON.stringify([...response.headers])} ${await response.text()}`;
  };
  return Promise.all([
    ask("/metrics", operatorToken),
    ask("/jobs?limit=1000", operatorToken),
    ask("/jobs?state=failed&state=done", operatorToken),
    ask("/jobs?state=nonsense", operatorToken),
    ask("/jobs?limit=0", operatorToken),
    ask("/jobs/review%3A1%231", operatorToken),
    ask("/jobs/%00%ff", operatorToken),
    ask("/jobs/nothing/retry", operatorToken, "POST"),
    ask("/jobs/nothing/cancel", operatorToken, "POST"),
    ask("/jobs", operatorToken, "DELETE"),
    ask("/metrics", `${operatorToken}x`),
    ask("/jobs", null),
    ask("/healthz", null),
    ask("/readyz", null),
    ask(`/${stranger}`, null),
  ]);
}

/** Webhooks of strangers, and webhooks that are signed and make no sense; each holds the words of somebody. */
export async function sendBrokenWebhooks({ url, github }: CanaryScene, { value }: Canary): Promise<number> {
  const body = JSON.stringify({ action: "opened", title: value });
  const headers = { "content-type": "application/json", "x-github-event": "pull_request" };
  const forged: readonly RequestInit[] = [
    { body, headers },
    { body, headers: { ...headers, "x-hub-signature-256": `sha256=${"0".repeat(64)}` } },
    { body, headers: { ...headers, "x-github-delivery": value } },
    { body, headers: { ...headers, "x-github-event": value } },
    { body, headers: { "content-type": value } },
  ];
  const senseless = [
    value,
    `{"action": "${value}`,
    JSON.stringify([value]),
    JSON.stringify({ action: value }),
    JSON.stringify({ action: "opened", number: value, pull_request: value, repository: value }),
    JSON.stringify({ action: "opened", pull_request: { title: value, head: { ref: value } } }),
    JSON.stringify({ action: "opened", installation: { id: value }, repository: { full_name: value } }),
    `\u{feff}${body}`,
    `{"action":"opened","pull_request":${"[".repeat(2_000)}"${value}"${"]".repeat(2_000)}}`,
  ].map((text, index): RequestInit => {
    const delivery = `72d3162e-cc78-11e3-81ab-${String(index).padStart(12, "0")}`;
    const signature = {
      "x-hub-signature-256": sign(text, github.webhookSecret),
      "x-github-delivery": delivery,
    };
    return { body: text, headers: { ...headers, ...signature } };
  });
  for (const [index, init] of [...forged, ...senseless].entries()) {
    const response = await fetch(`${url}/api/github/webhooks`, { method: "POST", ...init });
    if (index < forged.length) expect(response.status).toBeGreaterThanOrEqual(400);
    expect(response.status).toBeLessThan(500);
    expect(await response.text()).not.toContain(value);
  }
  return forged.length + senseless.length;
}
