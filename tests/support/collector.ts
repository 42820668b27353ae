/** One piece of what programs send by OpenTelemetry, as JSON. */
// deno-lint-ignore no-explicit-any
type Json = any;

/** A span, as far as tests look. */
export interface CollectedSpan {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** Takes what a program sends by OTLP over HTTP, on a free loopback port. */
export class Collector implements AsyncDisposable {
  readonly spans: CollectedSpan[] = [];
  /** Names of metrics. */
  readonly metrics = new Set<string>();
  readonly #server: Deno.HttpServer<Deno.NetAddr>;

  constructor() {
    this.#server = Deno.serve(
      { hostname: "127.0.0.1", port: 0, onListen() {} },
      async (request) => {
        this.#take(await request.json());
        return Response.json({});
      },
    );
  }

  /** What makes a program send here, soon. */
  get env(): Record<string, string> {
    return {
      OTEL_DENO: "true",
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${this.#server.addr.port}`,
      OTEL_EXPORTER_OTLP_PROTOCOL: "http/json",
      OTEL_METRIC_EXPORT_INTERVAL: "500",
      OTEL_BSP_SCHEDULE_DELAY: "200",
    };
  }

  #take({ resourceSpans = [], resourceMetrics = [] }: Json): void {
    for (const span of resourceSpans.flatMap(spansOf)) this.spans.push(span);
    for (const name of resourceMetrics.flatMap(namesOf)) this.metrics.add(name);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.shutdown();
  }
}

function spansOf({ scopeSpans }: Json): CollectedSpan[] {
  return scopeSpans.flatMap(({ spans }: Json) => spans).map(({ name, attributes }: Json) => ({
    name,
    attributes: Object.fromEntries(
      attributes.map(({ key, value }: Json) => [key, `${Object.values(value)[0]}`]),
    ),
  }));
}

function namesOf({ scopeMetrics }: Json): string[] {
  return scopeMetrics.flatMap(({ metrics }: Json) => metrics).map(({ name }: Json) => name);
}
