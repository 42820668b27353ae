/** Who imports whom in this project, as `deno info` reads it, and as a picture in words says it. */
import { join } from "@std/path";
import { pathToFileURL } from "node:url";
import { projectFolder } from "./server.ts";

/** One file that imports another one of the project, or a package. */
export interface Import {
  /** Path in the project, as `lib/app/app.ts`. */
  readonly from: string;
  /** Likewise; or as `node:net` or `npm:/preact@11.2.0`. */
  readonly to: string;
  /** Whether nothing but types of it is needed. */
  readonly isOfTypes: boolean;
}

/** One part that imports another one. */
export interface Arrow {
  readonly from: string;
  readonly to: string;
  /** What of it: `types` of any file, and all of what is in files: `rate_limiter`, `postgres_*`, `*`. */
  readonly only: readonly string[];
}

/** What `deno info --json` gives, of which this is read. */
interface Info {
  readonly modules: readonly {
    readonly specifier: string;
    readonly dependencies?: readonly {
      readonly code?: { readonly specifier: string };
      readonly type?: { readonly specifier: string };
    }[];
  }[];
}

const projectUrl = pathToFileURL(projectFolder).href;

/** The paths of all sources of `main.ts`, `lib/` and `client/`. */
export function listSources(): string[] {
  return ["main.ts", ...listBelow("lib"), ...listBelow("client")];
}

/** Reads what these files import, and what of the project they need. */
export async function readImports(sources: readonly string[]): Promise<Import[]> {
  const folder = await Deno.makeTempDir({ prefix: "parley-imports-" });
  try {
    const all = join(folder, "all.ts");
    await Deno.writeTextFile(
      all,
      sources.map((path) => `import "${projectUrl}${path}";\n`).join(""),
    );
    const config = join(projectFolder, "deno.json");
    const command = new Deno.Command(Deno.execPath(), {
      args: ["info", "--json", "--config", config, all],
      stderr: "inherit",
    });
    const { stdout } = await command.output();
    return importsIn(JSON.parse(new TextDecoder().decode(stdout)));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Which part of the project a file is of: `main`, `client`, a folder of `lib`, or a file in it. */
export function partOf(path: string): string {
  const [top = "", part] = path.split("/");
  return (top === "lib" ? part! : top).replace(/\.ts$/, "");
}

/**
 * Reads arrows from lines such as `files → store (types, postgres_*), wire`; one that is indented goes
 * on with the line before.
 */
export function parseArrows(picture: string): Arrow[] {
  return picture.replaceAll(/\n +/g, " ").split("\n").filter((line) => line !== "").flatMap(
    (line) => {
      const [from = "", targets = ""] = line.split(" → ");
      return [...targets.matchAll(/(\w+)(?: \(([^)]*)\))?/g)].map(([, to = "", only = "*"]) => ({
        from,
        to,
        only: only.split(", "),
      }));
    },
  );
}

/** What of the other part's an import takes that an arrow allows: `types`, a name of a file, or nothing. */
export function allowanceOf({ to, isOfTypes }: Import, { only }: Arrow): string | undefined {
  const file = to.replace(/^.*\//, "").replace(/\.tsx?$/, "");
  const isMeant = (name: string) =>
    name.endsWith("*") ? file.startsWith(name.slice(0, -1)) : file === name;
  return isOfTypes && only.includes("types") ? "types" : only.find(isMeant);
}

function importsIn({ modules }: Info): Import[] {
  return modules.flatMap(({ specifier, dependencies = [] }) => {
    if (!specifier.startsWith(projectUrl)) return [];
    const from = specifier.slice(projectUrl.length);
    return dependencies.flatMap(({ code, type }) => {
      const to = (code ?? type)?.specifier;
      if (to === undefined) return [];
      const isOurs = to.startsWith(projectUrl);
      return [{ from, to: isOurs ? to.slice(projectUrl.length) : to, isOfTypes: !code }];
    });
  });
}

function listBelow(folder: string): string[] {
  return [...Deno.readDirSync(join(projectFolder, folder))].flatMap(({ name, isDirectory }) => {
    const path = `${folder}/${name}`;
    if (isDirectory) return listBelow(path);
    return /(?<!\.d)\.tsx?$/.test(name) ? [path] : [];
  }).sort();
}
