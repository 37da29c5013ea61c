import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";

/** One span as it arrived. */
export interface ReceivedSpan {
  readonly name: string;
  readonly spanId: string;
  readonly traceId: string;
  /** Empty for a span that has no parent. */
  readonly parentSpanId: string;
  readonly attributes: Readonly<Record<string, string | number>>;
  /** 2 for a stage that broke off. */
  readonly status: number;
}

/** Takes OTLP over HTTP in its JSON form. */
export interface TraceReceiver extends AsyncDisposable {
  /** What `OTEL_EXPORTER_OTLP_ENDPOINT` would say. */
  readonly url: string;
  readonly spans: readonly ReceivedSpan[];
  readonly bodies: readonly string[];
  readonly headers: readonly IncomingHttpHeaders[];
  /** Services that sent something. */
  readonly services: ReadonlySet<unknown>;
}

interface Attribute {
  readonly key: string;
  readonly value: Readonly<Record<string, string | number>>;
}

interface SentSpan {
  readonly name: string;
  readonly spanId: string;
  readonly traceId: string;
  readonly parentSpanId?: string;
  readonly attributes: readonly Attribute[];
  readonly status: { readonly code: number };
}

const numbers = new Set(["intValue", "doubleValue"]);

function readAttributes(attributes: readonly Attribute[]): Record<string, string | number> {
  return Object.fromEntries(
    attributes.map(({ key, value }) => {
      const [kind = "", content = ""] = Object.entries(value)[0] ?? [];
      return [key, numbers.has(kind) ? Number(content) : content];
    }),
  );
}

/** Starts a receiver; with `hangs` it takes every request and answers none. */
export async function startTraceReceiver({ hangs = false } = {}): Promise<TraceReceiver> {
  const spans: ReceivedSpan[] = [];
  const bodies: string[] = [];
  const headers: IncomingHttpHeaders[] = [];
  const services = new Set<unknown>();
  const take = (body: string) => {
    bodies.push(body);
    const { resourceSpans } = JSON.parse(body);
    for (const { resource, scopeSpans } of resourceSpans) {
      services.add(readAttributes(resource.attributes)["service.name"]);
      // The shape is OpenTelemetry's own; a body of another shape fails the test that reads it.
      for (const span of scopeSpans.flatMap((scope: { spans: readonly SentSpan[] }) => scope.spans)) {
        const { name, spanId, traceId, parentSpanId = "", attributes, status } = span;
        spans.push({
          name,
          spanId,
          traceId,
          parentSpanId,
          attributes: readAttributes(attributes),
          status: status.code,
        });
      }
    }
  };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      headers.push(request.headers);
      const isRight = request.method === "POST" && request.url === "/v1/traces";
      if (isRight) take(Buffer.concat(chunks).toString("utf8"));
      if (!hangs) response.writeHead(isRight ? 200 : 404, { "content-type": "application/json" }).end("{}");
    });
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    spans,
    bodies,
    headers,
    services,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

/** The names of spans as a tree, each level sorted, with how often each stands there. */
export function drawTree(spans: readonly ReceivedSpan[], parent = ""): readonly string[] {
  const own = spans.filter(({ parentSpanId }) => parentSpanId === parent);
  const names = [...new Set(own.map(({ name }) => name))].toSorted();
  return names.flatMap((name) => {
    const same = own.filter((span) => span.name === name);
    const below = same.flatMap(({ spanId }) => drawTree(spans, spanId));
    return [`${name} ${same.length}`, ...[...new Set(below)].map((line) => `  ${line}`)];
  });
}
