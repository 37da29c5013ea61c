/** Where the App takes webhooks, below its public address. */
export const webhookPath = "/api/github/webhooks";
