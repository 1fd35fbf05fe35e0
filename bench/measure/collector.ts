/** Owns the collector that `dagger` sends its telemetry to, in the variables by which every OTLP exporter is told. */
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { type Span, spansIn } from "./otlp.js"

export interface Collector {
  environment: Record<string, string>
  close(): Span[]
}

export async function collect(): Promise<Collector> {
  const spans = new Map<string, Span>()
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on("data", (chunk: Buffer) => chunks.push(chunk))
    request.on("end", () => {
      if (request.url === "/v1/traces") for (const span of spansIn(Buffer.concat(chunks))) keep(spans, span)
      response.setHeader("content-type", "application/x-protobuf").end()
    })
  })
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready))
  const { port } = server.address() as AddressInfo
  return {
    environment: {
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`,
      OTEL_EXPORTER_OTLP_PROTOCOL: "http/protobuf",
    },
    close: () => {
      server.close()
      server.closeAllConnections()
      return [...spans.values()]
    },
  }
}

/** A span is told when it begins, without an end, and again when it is over. */
function keep(spans: Map<string, Span>, span: Span): void {
  const known = spans.get(span.id)
  if (!known || known.end < span.end) spans.set(span.id, span)
}
