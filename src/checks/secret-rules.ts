import type { Confidence, Severity } from "../domain/finding.ts";
import type { RuleDescription } from "../domain/rule.ts";

/** What is known of one kind of secret. `kind` is the rule id without its `secret.` prefix. */
export interface SecretRule extends RuleDescription {
  readonly kind: string;
  /** Name within a sentence: "an AWS access key". */
  readonly name: string;
  /** `certain` where the shape alone proves what it is; `pattern` where a reader has to decide. */
  readonly confidence: Confidence;
  /** What somebody who reads the value can do; ends the sentence "Whoever reads it can …". */
  readonly power: string;
}

type Row = readonly [kind: string, name: string, severity: Severity, confidence: Confidence, power: string];

const HELP =
  "Revoke the value and issue a new one, because git history keeps it. Read the new one from a secret store or from the environment.";

function toRule([kind, name, severity, confidence, power]: Row): SecretRule {
  return {
    id: `secret.${kind}`,
    kind,
    name,
    title: `Hard-coded ${name}`,
    cwe: kind === "private-key" ? "CWE-321" : "CWE-798",
    severity,
    confidence,
    power,
    description: `The change holds ${name.startsWith("SAS") ? "a" : articleOf(name)} ${name}. Whoever reads it can ${power}.`,
    help: HELP,
  };
}

/** `a` or `an`, by sound: the names below that begin with a vowel letter or a spelt-out A are spoken with one. */
export function articleOf(name: string): "a" | "an" {
  return /^[AaEeIiOo](?!nePassword)/.test(name) || name.startsWith("npm") ? "an" : "a";
}

// Order matters: where two kinds describe the same value, the one further up names it.
const rows: readonly Row[] = [
  [
    "private-key",
    "private key",
    "critical",
    "certain",
    "act as the server or person that the key stands for",
  ],
  [
    "aws-access-key",
    "AWS access key",
    "high",
    "certain",
    "call AWS as this account, once the secret half is known",
  ],
  ["aws-secret-key", "AWS secret key", "critical", "certain", "call AWS as this account"],
  [
    "github-token",
    "GitHub token",
    "critical",
    "certain",
    "read or change the repositories that the token covers",
  ],
  [
    "gitlab-token",
    "GitLab token",
    "critical",
    "certain",
    "read or change the projects that the token covers",
  ],
  ["slack-token", "Slack token", "high", "certain", "read and write messages in the workspace"],
  ["slack-webhook", "Slack webhook", "medium", "certain", "post messages into the channel"],
  ["stripe-key", "Stripe live key", "critical", "certain", "move money and read payment data"],
  ["stripe-test-key", "Stripe test key", "low", "certain", "use the test mode of the payment account"],
  ["stripe-webhook-secret", "Stripe webhook secret", "high", "certain", "forge payment events"],
  [
    "google-api-key",
    "Google API key",
    "medium",
    "certain",
    "use the quota, and the APIs that the key is not restricted from",
  ],
  [
    "google-oauth-secret",
    "Google OAuth client secret",
    "high",
    "certain",
    "act as this application at Google",
  ],
  [
    "google-access-token",
    "Google access token",
    "high",
    "certain",
    "act as the signed-in account while the token lives",
  ],
  [
    "azure-storage-key",
    "Azure account key",
    "critical",
    "certain",
    "read and change everything in the account",
  ],
  ["azure-sas", "SAS signature of Azure", "high", "certain", "use the resource that the address names"],
  ["azure-client-secret", "Azure client secret", "critical", "certain", "sign in as this application"],
  ["openai-key", "OpenAI key", "high", "certain", "use the account and read its files"],
  ["anthropic-key", "Anthropic key", "high", "certain", "use the account"],
  ["groq-key", "Groq key", "high", "certain", "use the account"],
  [
    "huggingface-token",
    "Hugging Face token",
    "high",
    "certain",
    "read private models, or change them if it may write",
  ],
  ["twilio-key", "Twilio key", "high", "certain", "send messages and make calls on this account"],
  ["sendgrid-key", "SendGrid key", "high", "certain", "send mail in the name of this account"],
  ["mailgun-key", "Mailgun key", "high", "certain", "send mail in the name of this account"],
  ["mailchimp-key", "Mailchimp key", "high", "certain", "read the address lists and send campaigns"],
  ["telegram-token", "Telegram bot token", "high", "certain", "take over the bot"],
  ["discord-token", "Discord bot token", "high", "certain", "take over the bot"],
  ["discord-webhook", "Discord webhook", "medium", "certain", "post messages into the channel"],
  [
    "digitalocean-token",
    "DigitalOcean token",
    "critical",
    "certain",
    "create, read and delete servers and data",
  ],
  [
    "databricks-token",
    "Databricks token",
    "critical",
    "certain",
    "run jobs and read the data of the workspace",
  ],
  ["npm-token", "npm token", "critical", "certain", "publish packages in this name"],
  ["pypi-token", "PyPI token", "critical", "certain", "publish packages in this name"],
  ["docker-token", "Docker Hub token", "critical", "certain", "pull private images, or push changed ones"],
  ["onepassword-token", "1Password token", "critical", "certain", "read the vaults that it opens"],
  ["vault-token", "Vault token", "critical", "certain", "read the secrets that its policy covers"],
  ["cloudflare-token", "Cloudflare token", "critical", "certain", "change the zones that it covers"],
  ["vercel-token", "Vercel token", "high", "certain", "change the deployments of the account"],
  ["heroku-key", "Heroku key", "high", "certain", "change the applications of the account"],
  ["terraform-token", "Terraform token", "critical", "certain", "read state and run plans"],
  ["tailscale-key", "Tailscale key", "high", "certain", "join the private network"],
  ["grafana-token", "Grafana token", "high", "certain", "read dashboards and data sources"],
  ["shopify-token", "Shopify token", "high", "certain", "read orders and customers of the shop"],
  ["linear-token", "Linear token", "high", "certain", "read and change the issues"],
  ["notion-token", "Notion token", "high", "certain", "read and change the pages that it covers"],
  ["figma-token", "Figma token", "high", "certain", "read and change the designs that it covers"],
  ["atlassian-token", "Atlassian token", "high", "certain", "act as its owner in Jira and Confluence"],
  ["postman-key", "Postman key", "high", "certain", "read collections and the secrets in them"],
  ["new-relic-key", "New Relic key", "high", "certain", "read telemetry and change the account"],
  ["doppler-token", "Doppler token", "critical", "certain", "read the secrets that it covers"],
  ["age-key", "age secret key", "critical", "certain", "decrypt every file that is encrypted for it"],
  ["jwt", "JSON web token", "medium", "pattern", "act as the person it was issued to until it runs out"],
  [
    "url-password",
    "password in an address",
    "high",
    "pattern",
    "sign in to the service that the address names",
  ],
  ["connection-password", "password in a connection string", "high", "pattern", "sign in to the database"],
  [
    "authorization-header",
    "authorization header",
    "high",
    "pattern",
    "send requests in the name of its owner",
  ],
  ["other-secret", "secret of a known shape", "high", "pattern", "use whatever it opens"],
  ["password", "password", "medium", "pattern", "sign in with it"],
  ["token", "secret value", "medium", "pattern", "use whatever it opens"],
  ["high-entropy", "random value with a secret-sounding name", "medium", "pattern", "use whatever it opens"],
];

/** Every rule of the secret check, most specific first. */
export const secretRules: readonly SecretRule[] = rows.map(toRule);

const ranks: ReadonlyMap<string, number> = new Map(secretRules.map((rule, index) => [rule.id, index]));
const fallback = toRule([
  "other-secret",
  "secret of a known shape",
  "high",
  "pattern",
  "use whatever it opens",
]);

/** The rule of that id; the catch-all `secret.other-secret` for an id that is not in the table. */
export function selectSecretRule(id: string): SecretRule {
  return secretRules[secretRank(id)] ?? fallback;
}

/** Position in the order of preference: lower is more specific. Unknown ids come last. */
export function secretRank(id: string): number {
  return ranks.get(id) ?? secretRules.length;
}
