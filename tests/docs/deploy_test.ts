/** What operators copy from: the documents and files to run Parley by, held to the program. */
import { assert, assertEquals, assertThrows } from "@std/assert";
import { dirname, join } from "@std/path";
import { parseAll } from "@std/yaml";
import type { Config } from "../../lib/config/config.ts";
import { helpText, readConfig } from "../../lib/config/config.ts";
import { OperatorError } from "../../lib/errors.ts";
import { schemaVersion } from "../../lib/store/sqlite_schema.ts";
import { limits } from "../../lib/wire/limits.ts";
import { projectFolder, TestServer } from "../support/server.ts";

/** Those with commands to type. */
const manuals = ["README.md", "docs/OPERATING.md"];
const documents = ["", "docs"].flatMap((folder) =>
  [...Deno.readDirSync(join(projectFolder, folder))].map(({ name }) => join(folder, name))
).filter((path) => path.endsWith(".md")).sort();
const deployed = [
  "compose.yaml",
  "docs/deploy/nginx.conf",
  "docs/deploy/Caddyfile",
  "docs/deploy/parley.service",
  "docs/deploy/kubernetes.yaml",
  "docs/deploy/prometheus.yml",
  "docs/deploy/alerts.yml",
];

/** Flags in these files that other programs take, and which. */
const flagsOfOthers: Readonly<Record<string, string>> = {
  "--all": "deno task compile",
  "--denort": "deno task compile",
  "--otel": "deno task compile",
  "--cluster": "deno task bench and torture",
  "--minutes": "deno task soak",
  "--only": "deno task reliability",
  "--seed": "deno task reliability",
  "--write": "deno task bench and reliability",
  "--allow-env": "deno run",
  "--allow-net": "deno run",
  "--json": "curl",
  "--exclude": "rsync",
  "--file": "pg_dump",
  "--no-owner": "pg_restore",
  "--dbname": "pg_restore and pg_isready",
  "--username": "pg_dump and pg_isready",
  "--auth": "nats-server",
  "--http_port": "nats-server",
  "--build": "docker compose",
  "--wait": "docker compose",
  "--detach": "docker compose",
  "--no-deps": "docker compose",
  "--stop-timeout": "docker",
  "--rm": "docker",
  "--ulimit": "docker",
  "--from-literal": "kubectl",
  "--now": "systemctl",
  "--system": "useradd",
  "--home-dir": "useradd",
  "--shell": "useradd",
};

/** Seconds that a supervisor has to wait beyond the drain. */
const endingSeconds = 15;

const { tasks } = JSON.parse(Deno.readTextFileSync(join(projectFolder, "deno.json")));
const flags = new Set(helpText().match(/--[a-z][a-z0-9-]+/g));
/** The last one is of the tests. */
const variables = new Set([...[...flags].map(variableOf), "PARLEY_FUZZ"]);

function read(path: string): string {
  return Deno.readTextFileSync(join(projectFolder, path));
}

function variableOf(flag: string): string {
  return `PARLEY_${flag.slice(2).replaceAll("-", "_").toUpperCase()}`;
}

/** The configuration of a server with these variables. */
function configure(env: Readonly<Record<string, string>>): Config {
  const invocation = readConfig([], (name) => env[name]);
  assert(invocation.command === "serve");
  return invocation.config;
}

/** The whole number that begins `text`. */
function numberOf(text: unknown): number {
  const number = parseInt(`${text}`);
  assert(Number.isSafeInteger(number), `${text}`);
  return number;
}

/** What is at `path` in a parsed document; steps are keys, or numbers of a list. */
function at(document: unknown, ...path: (string | number)[]): unknown {
  return path.reduce<unknown>((part, step) => {
    assert(typeof part === "object" && part !== null, `${path}: nothing has ${step}`);
    return (part as Record<string | number, unknown>)[step];
  }, document);
}

/** The documents in a file of YAML. */
function readYaml(path: string): unknown[] {
  const documents = parseAll(read(path));
  assert(Array.isArray(documents));
  return documents;
}

/** `PARLEY_` variables of a record, as Compose would give them, with a word for each secret. */
function settingsOf(environment: unknown): Record<string, string> {
  const entries = Object.entries(environment as Record<string, string>);
  return Object.fromEntries(
    entries.map(([name, value]) => [
      name,
      value.replace(/\$\{\w+:\?[^}]*\}/g, "secret").replace(/\$\{\w+:-([^}]*)\}/g, "$1"),
    ]),
  );
}

/** What follows `parley` on the lines of shell in a document, a list of words for each. */
function commandsIn(path: string): string[][] {
  const text = read(path).replaceAll(/\$\([^)]*\)/g, "now");
  const blocks = [...text.matchAll(/^```sh\n(.*?)^```/gms)].map(([, block]) => block!);
  const lines = blocks.join("").replaceAll(/\\\n\s*/g, " ").split("\n");
  return lines.flatMap((line) => {
    const [, rest] = /^(?:\s*|\w+=\S+ )(?:\.\/)?parley\b(.*)$/.exec(line.replace(/\s#.*$/, "")) ??
      [];
    if (rest === undefined) return [];
    const words = rest.replace(/[|>&;].*$/, "").match(/"[^"]*"|\S+/g) ?? [];
    return [words.map((word) => word.replaceAll('"', ""))];
  });
}

for (const path of [...documents, ...deployed]) {
  Deno.test(`${path} names no flag and no variable that nothing takes`, () => {
    const text = read(path);
    const named = text.match(/(?<![\w-])--[a-z][a-z0-9_-]+/g) ?? [];
    assertEquals(named.filter((flag) => !flags.has(flag) && !(flag in flagsOfOthers)), []);
    // One that ends in "_" stands for all that begin so.
    const isKnown = (name: string) =>
      name.endsWith("_") ? [...variables].some((v) => v.startsWith(name)) : variables.has(name);
    const set = text.match(/\bPARLEY_[A-Z0-9_]*/g) ?? [];
    assertEquals(set.filter((name) => !isKnown(name)), []);
  });
}

for (const path of manuals) {
  Deno.test(`the commands in ${path} are what the program takes`, () => {
    const commands = commandsIn(path);
    assert(commands.length >= 3, `${commands.length}`);
    for (const args of commands) readConfig(args, () => undefined);
  });
}

for (const path of documents) {
  Deno.test(`${path} names no task that is not there`, () => {
    const named = [...read(path).matchAll(/\bdeno task ([a-z-]+)/g)].map(([, task]) => task!);
    assertEquals(named.filter((task) => !(task in tasks)), []);
  });

  Deno.test(`${path} leads to files and headings that are there`, () => {
    const links = [...read(path).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link]) => link!);
    for (const link of links.filter((link) => !/^https?:/.test(link))) {
      const [file, heading] = link.split("#");
      const target = file ? join(dirname(path), file) : path;
      assert(Deno.statSync(join(projectFolder, target)), link);
      if (heading !== undefined) assert(headingsOf(target).includes(heading), link);
    }
  });
}

/** Anchors of a document's headings, as GitHub makes them. */
function headingsOf(path: string): string[] {
  const headings = [...read(path).matchAll(/^#+ (.*)$/gm)].map(([, heading]) => heading!);
  return headings.map((heading) =>
    heading.toLowerCase().replaceAll(/[^\w\s-]/g, "").replaceAll(" ", "-")
  );
}

Deno.test("the addresses that watch a server are answered, and named where they are asked", async () => {
  await using server = await TestServer.open();
  const asked = deployed.flatMap((path) => read(path).match(/\/(?:healthz|readyz|livez)\b/g) ?? []);
  for (const path of new Set(asked)) {
    // NATS has an address of the same name.
    const { status, body } = await server.fetch(path);
    await body?.cancel();
    assertEquals(status, 200, path);
  }
  assert(read("docs/deploy/Caddyfile").includes("health_uri /readyz"));
});

Deno.test("the port is the same in all files", () => {
  const { port } = configure({});
  assert(read("Dockerfile").includes(`EXPOSE ${port}\n`));
  for (const path of ["docs/deploy/nginx.conf", "docs/deploy/Caddyfile", "compose.yaml"]) {
    assert(read(path).includes(`:${port}`), path);
  }
  const [deployment] = readYaml("docs/deploy/kubernetes.yaml");
  const container = at(deployment, "spec", "template", "spec", "containers", 0);
  assertEquals(at(container, "ports", 0, "containerPort"), port);
});

Deno.test("compose.yaml runs two nodes over one database and one NATS, and kills none too early", () => {
  const [compose] = readYaml("compose.yaml");
  for (const name of ["node-1", "node-2"]) {
    const node = at(compose, "services", name);
    const config = configure(settingsOf(at(node, "environment")));
    assertEquals([config.store, config.files], ["postgres", "postgres"]);
    assertEquals(config.databaseUrl, "postgres://parley:secret@postgres/parley");
    assertEquals([config.natsUrl, config.natsToken], ["nats://nats", "secret"]);
    assert(numberOf(at(node, "stop_grace_period")) >= config.drain + endingSeconds);
    assert(`${at(compose, "services", "proxy", "environment", "NODES")}`.includes(`${name}:8080`));
  }
});

Deno.test("compose.yaml has no secret in it, and starts nothing without one", () => {
  const secrets = read("compose.yaml").match(/\$\{(?:POSTGRES_PASSWORD|NATS_TOKEN)[^}]*\}/g) ?? [];
  assertEquals(secrets.length, 4);
  for (const secret of secrets) assert(/^\$\{\w+:\?.+\}$/.test(secret), secret);
});

Deno.test("kubernetes.yaml runs nodes that have the time to hand their people over", () => {
  const [deployment, service, budget] = readYaml("docs/deploy/kubernetes.yaml");
  const pod = at(deployment, "spec", "template", "spec");
  const container = at(pod, "containers", 0);
  const env = at(container, "env") as { name: string; value?: string }[];
  const config = configure(Object.fromEntries(
    env.map(({ name, value }) => [
      name,
      value ?? (name === "PARLEY_DATABASE_URL" ? "postgres://db/parley" : "secret"),
    ]),
  ));
  assertEquals([config.store, config.files], ["postgres", "postgres"]);
  assert(config.natsUrl !== "" && config.natsToken !== "");
  const asleep = numberOf(at(container, "lifecycle", "preStop", "sleep", "seconds"));
  const grace = numberOf(at(pod, "terminationGracePeriodSeconds"));
  assert(grace >= asleep + config.drain + endingSeconds, `${grace}`);
  assertEquals(at(container, "readinessProbe", "httpGet", "path"), "/readyz");
  assertEquals(at(container, "livenessProbe", "httpGet", "path"), "/healthz");
  const labels = at(deployment, "spec", "template", "metadata", "labels");
  assertEquals(at(service, "spec", "selector"), labels);
  assertEquals(at(budget, "spec", "selector", "matchLabels"), labels);
});

Deno.test("kubernetes.yaml keeps the variables of its Service out of the options", () => {
  const [deployment] = readYaml("docs/deploy/kubernetes.yaml");
  const name = `${at(deployment, "metadata", "name")}`.toUpperCase();
  assertThrows(() => configure({ [`${name}_PORT`]: "tcp://10.0.0.1:80" }), OperatorError);
  assertEquals(at(deployment, "spec", "template", "spec", "enableServiceLinks"), false);
});

Deno.test("parley.service sets what the program takes, and gives it the time to end", () => {
  const unit = read("docs/deploy/parley.service");
  const set = [...unit.matchAll(/^Environment=(\w+)=(.*)$/gm)].map(([, name, value]) =>
    [name!, value!] as const
  );
  const { drain, data } = configure(Object.fromEntries(set));
  const [, folder] = /^StateDirectory=(.*)$/m.exec(unit)!;
  assertEquals(data, `/var/lib/${folder}`);
  const [, seconds] = /^TimeoutStopSec=(.*)$/m.exec(unit)!;
  assert(numberOf(seconds) >= drain + endingSeconds);
  assert(!/^MemoryDenyWriteExecute/m.test(unit));
});

Deno.test("whoever starts a node bounds its memory", () => {
  const [compose] = readYaml("compose.yaml");
  const [deployment] = readYaml("docs/deploy/kubernetes.yaml");
  const container = at(deployment, "spec", "template", "spec", "containers", 0);
  assert(/^MemoryMax=[1-9]\d*G$/m.test(read("docs/deploy/parley.service")));
  assert(/^[1-9]\d*Gi$/.test(`${at(container, "resources", "limits", "memory")}`));
  for (const name of ["node-1", "node-2"]) {
    assert(/^[1-9]\d*g$/.test(`${at(compose, "services", name, "mem_limit")}`));
  }
});

Deno.test("otel-collector.yaml keeps nothing of a span in which an address may stand", () => {
  const [collector] = readYaml("docs/deploy/otel-collector.yaml");
  assertEquals(at(collector, "service", "pipelines", "traces", "processors", 0), "transform");
  const [ofSpan, ofEvent] = at(collector, "processors", "transform", "trace_statements") as {
    context: string;
    statements: string[];
  }[];
  assertEquals([ofSpan!.context, ofEvent!.context], ["span", "spanevent"]);
  assert(ofSpan!.statements.includes('set(status.message, "")'));
  for (const { statements: [keep] } of [ofSpan!, ofEvent!]) {
    const [, kept] = /^keep_keys\(attributes, (\[.*\])\)$/.exec(keep!)!;
    for (const name of JSON.parse(kept!)) {
      assert(/^http\.(request\.method|response\.status_code|route)$|\.type$/.test(name), name);
    }
  }
});

Deno.test("CHANGELOG.md says which schema the data folder has", () => {
  assert(read("CHANGELOG.md").includes(`(schema ${schemaVersion};`));
});

Deno.test("nginx.conf lets the largest file through, and sockets that rest", () => {
  const conf = read("docs/deploy/nginx.conf");
  const [, mebibytes] = /client_max_body_size (\d+)m;/.exec(conf)!;
  assert(numberOf(mebibytes) * 1_048_576 > configure({}).maxUpload);
  const [, seconds] = /proxy_read_timeout (\d+)s;/.exec(conf)!;
  assert(numberOf(seconds) > limits.idleTimeoutSeconds);
});
