import { webhookPath } from "../shared/webhook-path.ts";

/**
 * Repairs the manifest in Probot's setup page: Probot lets GitHub send webhooks to the root of the server, and puts
 * texts into an HTML attribute as they are. A page without a manifest stays as it is.
 */
export function fixManifest(page: string, baseUrl: string, publicWebhookUrl: string | null): string {
  return page.replace(/ value='([^']*)'/, (whole, json: string) => {
    const manifest = parseObject(json);
    if (manifest === null) return whole;
    const hook = { url: publicWebhookUrl || `${baseUrl}${webhookPath}`, active: true };
    return ` value="${escapeAttribute(JSON.stringify({ ...manifest, hook_attributes: hook }))}"`;
  });
}

function parseObject(json: string): object | null {
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === "object" ? value : null;
  } catch {
    return null;
  }
}

function escapeAttribute(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");
}
