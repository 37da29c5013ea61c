import { type Answer, notFound, type Route, type RouteRequest, readNumber, unprocessable } from "./route.ts";
import type { Delivery, WebhookSender } from "./webhook-sender.ts";

/** How webhooks of the App are sent, the log of their deliveries, and its button "Redeliver". */
export function createHookRoutes(sender: WebhookSender): readonly Route[] {
  const redeliver = ({ params }: RouteRequest): Answer => {
    const delivery = sender.deliveries.find(({ id }) => id === readNumber(params, "delivery_id"));
    if (delivery === undefined) throw notFound();
    // GitHub answers at once; the attempt comes after.
    setImmediate(() => sender.redeliver(delivery));
    return { status: 202, body: {} };
  };
  return [
    {
      method: "GET",
      template: "/app/hook/config",
      caller: "app",
      needs: [],
      handle: () => ({ status: 200, body: presentConfig(sender) }),
    },
    {
      method: "GET",
      template: "/app/hook/deliveries",
      caller: "app",
      needs: [],
      handle: (request) => listDeliveries(request, sender.deliveries),
    },
    {
      method: "POST",
      template: "/app/hook/deliveries/{delivery_id}/attempts",
      caller: "app",
      needs: [],
      handle: redeliver,
    },
  ];
}

/** Members without a value are left out; the secret is never shown. */
function presentConfig({ settings }: WebhookSender): Record<string, unknown> {
  return {
    content_type: settings.contentType,
    insecure_ssl: "0",
    ...(settings.secret === "" ? {} : { secret: "********" }),
    ...(settings.url === null ? {} : { url: settings.url }),
  };
}

/** Newest first; `cursor` is the id below which the next page begins. */
function listDeliveries({ query, api }: RouteRequest, deliveries: readonly Delivery[]): Answer {
  const perPage = Math.min(100, Number(query["per_page"] ?? 30) || 30);
  const { status, cursor } = query;
  if (cursor !== undefined && !/^\d+$/.test(cursor)) throw unprocessable("cursor is not valid");
  const found = [...deliveries]
    .reverse()
    .filter(({ id }) => cursor === undefined || id < Number(cursor))
    .filter((delivery) => status === undefined || (delivery.status === "OK") === (status === "success"));
  const page = found.slice(0, perPage);
  const next = new URLSearchParams({ ...query, cursor: String(page.at(-1)?.id ?? 0) });
  const headers: Record<string, string> =
    found.length > perPage ? { link: `<${api}/app/hook/deliveries?${next}>; rel="next"` } : {};
  return { status: 200, headers, body: page.map(presentDelivery) };
}

function presentDelivery(delivery: Delivery): Record<string, unknown> {
  return {
    id: delivery.id,
    guid: delivery.guid,
    delivered_at: delivery.deliveredAt,
    redelivery: delivery.isRedelivery,
    duration: Math.round(delivery.durationMs / 10) / 100,
    status: delivery.status,
    status_code: delivery.statusCode,
    event: delivery.event,
    action: delivery.action,
    installation_id: delivery.installationId,
    repository_id: delivery.repositoryId,
    throttled_at: null,
  };
}
