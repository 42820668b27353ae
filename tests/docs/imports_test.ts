/** The code is as docs/ARCHITECTURE.md draws it: who imports whom, and who alone does what. */
import { assert, assertEquals } from "@std/assert";
import { join } from "@std/path";
import { allowanceOf, listSources, parseArrows, partOf, readImports } from "../support/imports.ts";
import type { Import } from "../support/imports.ts";
import { projectFolder } from "../support/server.ts";

const sources = listSources();
const imports = await readImports(sources);
const architecture = await Deno.readTextFile(join(projectFolder, "docs/ARCHITECTURE.md"));
const [, picture = ""] = /^```\n(main → server → .*?)^```$/ms.exec(architecture) ?? [];
const [chain = "", ...lines] = picture.split("\n");
const arrows = parseArrows(lines.join("\n"));
/** What serves all but those who are to do without: the files at the root of `lib`, and `std`. */
const servants = new Set([
  ...sources.filter((path) => /^lib\/[^/]+$/.test(path)).map(partOf),
  "std",
]);
const withoutServants = new Set(["wire", "client", "texts"]);
/** The folders of `client`, each after all that it may need. */
const clientOrder = (/^```\n(i18n < .*?)^```$/ms.exec(architecture)?.[1] ?? "").trim().split(
  / <\s/,
);

/** Whose adapters are opened where. */
const adapters: Readonly<Record<string, string>> = {
  "lib/store/memory_store.ts": "lib/app/storage.ts",
  "lib/store/sqlite_store.ts": "lib/app/storage.ts",
  "lib/store/postgres_store.ts": "lib/app/storage.ts",
  "lib/files/disk_blobs.ts": "lib/app/storage.ts",
  "lib/files/postgres_blobs.ts": "lib/app/storage.ts",
  "lib/files/s3_blobs.ts": "lib/app/storage.ts",
  "lib/cluster/nats_bus.ts": "lib/app/bus.ts",
  "lib/outside/guarded_poster.ts": "lib/app/app.ts",
  "lib/push/web_push.ts": "lib/app/app.ts",
};

/** Who alone may say what, in code: a comment or a string is none. */
const sayings: readonly { what: string; pattern: RegExp; where: string; alone: string[] }[] = [
  {
    what: "read the environment",
    pattern: /^(?:Deno\.(?:env|args)|process\.(?:env|argv))$/,
    where: "",
    alone: ["lib/server/environment.ts", "main.ts"],
  },
  { what: "writes to the console", pattern: /^console\.\w+$/, where: "", alone: ["lib/log.ts"] },
  {
    what: "reads the time",
    pattern: /^(?:Date\.now|performance\.(?:now|timeOrigin)|(?:new )?Date\(\)|Temporal\.Now)$/,
    where: "lib/",
    alone: ["lib/clock.ts"],
  },
  {
    what: "knows Deno or HTTP",
    pattern: /^(?:Deno\.\w+|fetch\(.*|new (?:Request|Response|WebSocket)\b.*)$/s,
    where: "lib/chat/",
    alone: [],
  },
  {
    what: "needs Deno or a browser",
    pattern: /^(?:(?:Deno|window|document|navigator|location|localStorage)\.\w+|fetch\(.*)$/s,
    where: "lib/wire/",
    alone: [],
  },
];

/** Imports of one part by another, of those that the picture shows. */
const across = imports.filter(({ from, to }) =>
  isSource(to) && partOf(from) !== partOf(to) && !servants.has(partOf(from)) &&
  (withoutServants.has(partOf(from)) || !servants.has(partOf(to)))
);

Deno.test("the house of docs/ARCHITECTURE.md names each folder and file of lib and client", () => {
  const [, house = ""] = /^```\n(main\.ts .*?)^```$/ms.exec(architecture) ?? [];
  const names = new Set(
    sources.flatMap((path) => {
      const [top, part, below] = path.split("/");
      // What the client begins with stands at its root, and is named by its pages.
      if (top === "client" && below === undefined) return [];
      return part === undefined ? [] : [below === undefined ? part : `${part}/`];
    }),
  );
  assertEquals([...names].filter((name) => !house.includes(name)), []);
});

Deno.test("whatever one part imports of another is in the picture of docs/ARCHITECTURE.md", () => {
  assert(across.length > 500, "the imports were not read");
  const missing = across.filter((one) => !arrows.some((arrow) => allowance(one, arrow)));
  assertEquals(missing, []);
});

Deno.test("the picture of docs/ARCHITECTURE.md shows nothing that no file imports", () => {
  const idle = arrows.flatMap(({ from, to, only }) =>
    only.filter((name) =>
      !across.some((one) =>
        allowance(one, { from, to, only: [name] }) && !(name === "*" && one.isOfTypes)
      )
    )
      .map((name) => `${from} → ${to} (${name})`)
  );
  assertEquals(idle, []);
});

Deno.test("arrows between parts go one way, from main by server, app, web and chat to wire", () => {
  assertEquals(findCircle(arrows.map(({ from, to }) => [from, to])), undefined);
  const parts = chain.split(" → ");
  const next = parts.slice(1).map((to, index) => [parts[index], to]);
  const missing = next.filter(([from, to]) =>
    !arrows.some((arrow) => arrow.from === from && arrow.to === to)
  );
  assertEquals(missing, []);
});

Deno.test("what serves all imports nothing but one another and packages", () => {
  const wrong = imports.filter(({ from, to }) =>
    from.startsWith("lib/") && servants.has(partOf(from)) && isSource(to) &&
    !servants.has(partOf(to))
  );
  assertEquals(wrong, []);
});

Deno.test("no file needs one that needs it, but for types", () => {
  const edges = imports.filter(({ isOfTypes }) => !isOfTypes);
  assertEquals(findCircle(edges.map(({ from, to }) => [from, to])), undefined);
});

Deno.test("the order of the client's folders in docs/ARCHITECTURE.md names each of them once", () => {
  const folders = new Set(sources.filter((path) => partOf(path) === "client").map(clientFolderOf));
  assertEquals(clientOrder.toSorted(), [...folders].toSorted());
});

Deno.test("a folder of the client needs only those before it in docs/ARCHITECTURE.md", () => {
  const place = (path: string) => clientOrder.indexOf(clientFolderOf(path));
  const within = imports.filter(({ from, to }) => partOf(from) === "client" && isSource(to))
    .filter(({ to, isOfTypes }) => partOf(to) === "client" && !isOfTypes);
  assert(within.length > 500, "the imports were not read");
  assertEquals(within.filter(({ from, to }) => place(from) < place(to)), []);
});

Deno.test("docs/ARCHITECTURE.md names each file of the client that another language changes", () => {
  const [recipe = ""] = /^Another language takes: .*?^$/ms.exec(architecture) ?? [];
  const files = imports.filter(({ from, to }) =>
    from.startsWith("client/") && /^lib\/texts\/ar(?:_|\.)/.test(to)
  ).map(({ from }) => from.replace("speak_ar", "speak_TAG"));
  assert(files.length > 5, "the imports were not read");
  assertEquals(files.filter((path) => !recipe.includes(`\`${path}\``)), []);
});

Deno.test("nothing that the client is made of needs a module of Node", () => {
  const made = new Set(sources.filter((path) => path.startsWith("client/")));
  const edges = imports.filter(({ isOfTypes }) => !isOfTypes);
  // What is added meanwhile is gone through as well.
  for (const path of made) {
    for (const { from, to } of edges) if (from === path && isSource(to)) made.add(to);
  }
  assertEquals(edges.filter(({ from, to }) => made.has(from) && to.startsWith("node:")), []);
});

Deno.test("client/view/controls imports no other folder of client/view", () => {
  const controls = "client/view/controls/";
  const wrong = imports.filter(({ from, to }) =>
    from.startsWith(controls) && to.startsWith("client/view/") && !to.startsWith(controls)
  );
  assertEquals(wrong, []);
});

Deno.test("the server imports nothing of the browser's side, tests and benchmarks", () => {
  const wrong = imports.filter(({ from, to }) =>
    !from.startsWith("client/") && /^(?:client|tests|bench|tasks)\//.test(to)
  );
  assertEquals(wrong, []);
});

Deno.test("lib/chat and lib/wire need no package and no module of Node", () => {
  const wrong = imports.filter(({ from, to }) =>
    /^lib\/(?:chat|wire)\//.test(from) && !to.startsWith("lib/")
  );
  assertEquals(wrong, []);
});

Deno.test("an adapter is named where it is opened and nowhere else", () => {
  const naming = Object.entries(adapters).map(([adapter, by]) => {
    const importers = imports.filter(({ to }) => to === adapter).map(({ from }) => from);
    return [adapter, importers, [by]] as const;
  });
  assertEquals(naming.filter(([, importers, by]) => `${importers}` !== `${by}`), []);
});

for (const { what, pattern, where, alone } of sayings) {
  const whom = alone.length > 0 ? `${alone.join(" and ")} alone` : `nothing in ${where}`;
  Deno.test(`${whom} ${what}`, async () => {
    const found: string[] = [];
    for (
      const path of sources.filter((path) => path.startsWith(where) && partOf(path) !== "client")
    ) {
      for (const said of await readSayings(path)) if (pattern.test(said)) found.push(path);
    }
    assertEquals([...new Set(found)].toSorted(), alone);
  });
}

function allowance(one: Import, arrow: (typeof arrows)[number]): string | undefined {
  const isMeant = partOf(one.from) === arrow.from && partOf(one.to) === arrow.to;
  return isMeant ? allowanceOf(one, arrow) : undefined;
}

/** The folder of `client` that a file of it is in, or `entries`. */
function clientFolderOf(path: string): string {
  const [, folder = "", below] = path.split("/");
  return below === undefined ? "entries" : folder;
}

function isSource(path: string): boolean {
  return /\.tsx?$/.test(path) && !path.includes(":");
}

/** What a file says in code that {@linkcode sayings} may be about. */
async function readSayings(path: string): Promise<string[]> {
  const said: string[] = [];
  const plugin: Deno.lint.Plugin = {
    name: "sayings",
    rules: {
      all: {
        create({ sourceCode }) {
          const note = (node: Deno.lint.Node) => void said.push(sourceCode.getText(node));
          return {
            MemberExpression: note,
            CallExpression: note,
            NewExpression: note,
            TSQualifiedName: note,
          };
        },
      },
    },
  };
  Deno.lint.runPlugin(plugin, path, await Deno.readTextFile(join(projectFolder, path)));
  return said;
}

/** A way along some arrows that comes back to where it began, if there is one. */
function findCircle(edges: readonly (readonly [from: string, to: string])[]): string[] | undefined {
  const targets = Map.groupBy(edges, ([from]) => from);
  const done = new Set<string>();
  const walk = (at: string, way: readonly string[]): string[] | undefined => {
    if (way.includes(at)) return [...way.slice(way.indexOf(at)), at];
    if (done.has(at)) return undefined;
    for (const [, to] of targets.get(at) ?? []) {
      const circle = walk(to, [...way, at]);
      if (circle) return circle;
    }
    done.add(at);
    return undefined;
  };
  for (const start of targets.keys()) {
    const circle = walk(start, []);
    if (circle) return circle;
  }
  return undefined;
}
