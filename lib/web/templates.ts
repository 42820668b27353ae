import { join } from "@std/path";
// @ts-types="npm:@types/mustache@4.2.6"
import Mustache from "mustache";
import { OperatorError } from "../errors.ts";
import { catalogueScript, languages } from "../texts/languages.ts";
import type { Assets } from "./assets.ts";

/** The pages there are; each has its file in `templates/`, named here so that none is forgotten. */
const pages = [
  "landing",
  "join",
  "invite",
  "chat",
  "offline",
  "error",
  "login",
  "signed_out",
  "account",
  "admin",
] as const;

/** What several of them hold, each in `templates/partials/`. */
const partials = ["mark", "masthead", "name_field", "problem", "languages"] as const;

/** Name of a page. */
export type PageName = typeof pages[number];

/** What {@linkcode Templates} needs. */
export interface TemplatesOptions {
  /** The folder with the templates. */
  folder: string;
  /** Where the pages' scripts and styles are. */
  assets: Assets;
  /** Version of the program, shown on the pages. */
  version: string;
}

/** The HTML pages: Mustache templates inside one layout, read once. Every value is escaped. */
export class Templates {
  readonly #sources: ReadonlyMap<string, string>;
  readonly #partials: Readonly<Record<string, string>>;
  readonly #options: TemplatesOptions;

  private constructor(
    sources: ReadonlyMap<string, string>,
    partials: Readonly<Record<string, string>>,
    options: TemplatesOptions,
  ) {
    this.#sources = sources;
    this.#partials = partials;
    this.#options = options;
  }

  /**
   * Reads the layout, every page and every partial.
   *
   * @throws {OperatorError} when a page names an asset that is not there.
   */
  static async load(options: TemplatesOptions): Promise<Templates> {
    const read = (path: string) => Deno.readTextFile(join(options.folder, `${path}.html`));
    const sources = new Map<string, string>();
    for (const name of ["layout", ...pages]) sources.set(name, await read(name));
    const shared: Record<string, string> = {};
    for (const name of partials) shared[name] = await read(join("partials", name));
    const templates = new Templates(sources, shared, options);
    try {
      for (const name of pages) {
        for (const language of languages) {
          templates.render(name, "", { catalogueScript: catalogueScript(language) });
        }
      }
    } catch (cause) {
      const why = (cause as Error).message;
      throw new OperatorError(`Cannot show the pages: ${why}; run deno task build`, { cause });
    }
    return templates;
  }

  /** Writes the page `name`; `view` holds what its template names. */
  render(name: PageName, title: string, view: Readonly<Record<string, unknown>>): string {
    const { assets, version } = this.#options;
    const asset = () => (path: string, fill: (text: string) => string) =>
      assets.address(fill(path));
    const content = this.#sources.get(name)!;
    return Mustache.render(
      this.#sources.get("layout")!,
      { ...view, title, page: name, version, asset },
      { ...this.#partials, content },
    );
  }
}
