/** What operators watch by, held to what `/metrics` tells. */
import { assert, assertEquals } from "@std/assert";
import { join } from "@std/path";
import { parseAll } from "@std/yaml";
import { LocalHub } from "../support/local_bus.ts";
import { HeardLog } from "../support/heard_log.ts";
import { Scrape } from "../support/metrics.ts";
import { projectFolder, TestServer } from "../support/server.ts";

/** What Prometheus makes itself. */
const ofPrometheus = ["up"];

function read(path: string): string {
  return Deno.readTextFileSync(join(projectFolder, path));
}

/** Names of all metrics that a node among others tells. */
async function exposedNames(): Promise<string[]> {
  const hub = new LocalHub(new HeardLog());
  await using server = await TestServer.open({ bus: hub.open() });
  return (await Scrape.of(server)).names;
}

/** Expressions of Prometheus, each a string under this key, anywhere in a document. */
function expressionsIn(value: unknown): string[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, part]) =>
    key === "expr" && typeof part === "string" ? [part] : expressionsIn(part)
  );
}

/** Names of metrics in an expression, those of a histogram's parts as its own. */
function metricsIn(expression: string): string[] {
  const bare = expression.replaceAll(/\{[^}]*\}|\[[^\]]*\]|\b(?:by|without) \([^)]*\)/g, "");
  return (bare.match(/\b[a-z][a-z0-9_]*\b(?!\s*\()/g) ?? [])
    .filter((word) => word !== "by")
    .map((name) => name.replace(/_(?:bucket|sum|count)$/, ""));
}

for (
  const [path, document] of [
    ["docs/deploy/grafana.json", JSON.parse(read("docs/deploy/grafana.json"))],
    ["docs/deploy/alerts.yml", parseAll(read("docs/deploy/alerts.yml"))],
  ] as const
) {
  Deno.test(`${path} asks for metrics that there are`, async () => {
    const expressions = expressionsIn(document);
    assert(expressions.length >= 8, `${expressions.length}`);
    const asked = expressions.map(metricsIn);
    assertEquals(asked.filter((names) => names.length === 0), []);
    const known = new Set([...await exposedNames(), ...ofPrometheus]);
    assertEquals(asked.flat().filter((name) => !known.has(name)), []);
  });
}

Deno.test("docs/deploy/grafana.json shows every metric", async () => {
  const shown = new Set(
    expressionsIn(JSON.parse(read("docs/deploy/grafana.json"))).flatMap(metricsIn),
  );
  assertEquals((await exposedNames()).filter((name) => !shown.has(name)), []);
});

Deno.test("docs/OPERATING.md says what each metric is, and has no other", async () => {
  const documented = [
    ...read("docs/OPERATING.md").matchAll(/^\| `((?:parley|process)_\w+)` +\|/gm),
  ];
  assertEquals(documented.map(([, name]) => name!).toSorted(), (await exposedNames()).toSorted());
});

Deno.test("docs/deploy/prometheus.yml reads rules that are there", () => {
  const [config] = parseAll(read("docs/deploy/prometheus.yml")) as [{ rule_files: string[] }];
  for (const file of config.rule_files) read(join("docs/deploy", file));
});
