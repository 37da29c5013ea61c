/** Our kind of secret for what a secretlint rule reports, by the last part of the rule's name. */
export const KIND_OF_RULE: Readonly<Record<string, string>> = {
  "1password": "onepassword-token",
  anthropic: "anthropic-key",
  basicauth: "url-password",
  cloudflare: "cloudflare-token",
  "database-connection-string": "url-password",
  databricks: "databricks-token",
  docker: "docker-token",
  figma: "figma-token",
  github: "github-token",
  gitlab: "gitlab-token",
  grafana: "grafana-token",
  groq: "groq-key",
  "hashicorp-vault": "vault-token",
  huggingface: "huggingface-token",
  linear: "linear-token",
  notion: "notion-token",
  npm: "npm-token",
  openai: "openai-key",
  privatekey: "private-key",
  sendgrid: "sendgrid-key",
  shopify: "shopify-token",
  slack: "slack-token",
  stripe: "stripe-key",
  tailscale: "tailscale-key",
  vercel: "vercel-token",
};

/** Where one rule reports several kinds: by the id of its message. Null: not a secret. */
export const KIND_OF_MESSAGE: Readonly<Record<string, string | null>> = {
  AWSAccountID: null,
  AWSAccessKeyID: "aws-access-key",
  AWSSecretAccessKey: "aws-secret-key",
  IncomingWebhook: "slack-webhook",
  PackageJSON_xOauthToken: "github-token",
  STRIPE_SECRET_KEY_TEST: "stripe-test-key",
  STRIPE_RESTRICTED_KEY_TEST: "stripe-test-key",
};
