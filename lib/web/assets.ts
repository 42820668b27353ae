import { acceptsEncodings, eTag } from "@std/http";
import { contentType } from "@std/media-types";
import { extname, join } from "@std/path";
import { ChatError } from "../errors.ts";
import { answerCondition } from "./conditions.ts";

/** How the bytes of an asset may travel. */
type Encoding = "br" | "gzip" | "identity";

interface Variant {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly etag: string | undefined;
}

interface Asset {
  readonly type: string;
  readonly variants: ReadonlyMap<Encoding, Variant>;
  /** Path that carries the content's hash: `build/app.3f9a0c21d4.css`. */
  readonly hashedPath: string;
}

/** How files end that hold another one compressed, the better way first. */
const compressed: readonly (readonly [Encoding, string])[] = [["br", ".br"], ["gzip", ".gz"]];

/** How the bundler calls the parts of a script: by a hash of what is in them. */
const bundlersHash = /-[A-Z2-7]{8}\.js$/;

/**
 * The files that pages refer to, read once, served from memory; where `app.css.br` or `app.css.gz`
 * lies beside `app.css`, as `tasks/compress.ts` writes them, they are what travels.
 *
 * Only the paths found then exist, so no address can reach another file.
 */
export class Assets {
  readonly #byPath: ReadonlyMap<string, Asset>;

  private constructor(byPath: ReadonlyMap<string, Asset>) {
    this.#byPath = byPath;
  }

  /** Reads every file below `folder`. */
  static async load(folder: string): Promise<Assets> {
    const found = new Set(await Array.fromAsync(filesBelow(folder)));
    const isCompressed = (path: string) =>
      compressed.some(([, end]) => path.endsWith(end) && found.has(path.slice(0, -end.length)));
    const paths = [...found].filter((path) => !isCompressed(path));
    const assets = await Promise.all(paths.map((path) => loadAsset(folder, path, found)));
    return new Assets(new Map(assets.map((asset, index) => [paths[index]!, asset])));
  }

  /**
   * The address that a page uses for an asset; it changes with the content.
   *
   * @param path Relative to the folder, as `build/app.css`.
   * @throws {RangeError} when there is no such file.
   */
  address(path: string): string {
    const asset = this.#byPath.get(path);
    if (!asset) throw new RangeError(`there is no asset "${path}"`);
    return `/static/${asset.hashedPath}`;
  }

  /**
   * The content of a text file.
   *
   * @throws {RangeError} when there is no such file.
   */
  text(path: string): string {
    const asset = this.#byPath.get(path);
    if (!asset) throw new RangeError(`there is no asset "${path}"`);
    return new TextDecoder().decode(asset.variants.get("identity")!.bytes);
  }

  /**
   * The addresses of scripts and of all that they import, at once or when it is needed, as browsers
   * will ask for them.
   *
   * @throws {RangeError} when there is no such file.
   */
  scriptAddresses(paths: readonly string[]): string[] {
    const imported = new Set<string>();
    const follow = (path: string) => {
      for (const other of importsOf(this.text(path), path)) {
        // What only looks like an import, in some text, is no file of ours.
        if (imported.has(other) || !this.#byPath.has(other)) continue;
        imported.add(other);
        follow(other);
      }
    };
    paths.forEach(follow);
    // A script names others as they are called, without our hash; these have one of the bundler's.
    const addresses = [...imported].map((path) => `/static/${path}`);
    return [...paths.map((path) => this.address(path)), ...addresses];
  }

  /**
   * Answers a request for `path`, by its own name or the one with the hash.
   *
   * @throws {ChatError} `not_found`.
   */
  respond(request: Request, path: string): Response {
    const asset = this.#byPath.get(path) ?? this.#byPath.get(withoutHash(path));
    if (!asset || (path !== asset.hashedPath && !this.#byPath.has(path))) {
      throw new ChatError("not_found", "Cannot find this file", { reason: "no_page" });
    }
    const encoding = chooseEncoding(request, [...asset.variants.keys()]);
    const { bytes, etag } = asset.variants.get(encoding)!;
    const headers = new Headers({
      "content-type": asset.type,
      // `no-transform` keeps the runtime from compressing once more, which would weaken the tag.
      "cache-control": path === asset.hashedPath || bundlersHash.test(path)
        ? "public, max-age=31536000, immutable, no-transform"
        : "public, no-cache, no-transform",
    });
    if (etag) headers.set("etag", etag);
    if (asset.variants.size > 1) headers.set("vary", "accept-encoding");
    const condition = answerCondition(request, etag, headers);
    if (condition) return condition;
    if (encoding !== "identity") headers.set("content-encoding", encoding);
    headers.set("content-length", `${bytes.length}`);
    return new Response(bytes, { headers });
  }
}

/** Reads one of the files that were `found` in `folder`, and what it is compressed. */
async function loadAsset(
  folder: string,
  path: string,
  found: ReadonlySet<string>,
): Promise<Asset> {
  const content = await Deno.readFile(join(folder, path));
  const extension = extname(path);
  const type = contentType(extension) ?? "application/octet-stream";
  const variants = new Map<Encoding, Variant>();
  for (const [encoding, end] of compressed) {
    if (!found.has(path + end)) continue;
    variants.set(encoding, await variantOf(await Deno.readFile(join(folder, path + end))));
  }
  variants.set("identity", await variantOf(content));
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", content)).toHex();
  const stem = path.slice(0, path.length - extension.length);
  return { type, variants, hashedPath: `${stem}.${hash.slice(0, 10)}${extension}` };
}

async function variantOf(bytes: Uint8Array<ArrayBuffer>): Promise<Variant> {
  // Each encoding has bytes of its own, hence a strong tag of its own (RFC 9110 section 8.8.3.3).
  return { bytes, etag: await eTag(bytes) };
}

/** The first of `offered` that the client takes; whoever names none gets it plain. */
function chooseEncoding(request: Request, offered: Encoding[]): Encoding {
  if (!request.headers.get("accept-encoding")?.trim()) return "identity";
  // One at a time: browsers weigh all alike, and the order in which they name them means nothing.
  return offered.find((encoding) => acceptsEncodings(request, encoding) === encoding) ?? "identity";
}

/** Paths of the scripts beside the one at `path` that its bundled source imports. */
function importsOf(source: string, path: string): string[] {
  const folder = path.slice(0, path.lastIndexOf("/") + 1);
  const imports = source.matchAll(/\b(?:from|import)\s*\(?"\.\/([\w.-]+\.js)"/g);
  return Array.from(imports, ([, name]) => folder + name);
}

function withoutHash(path: string): string {
  return path.replace(/\.[0-9a-f]{10}(?=\.[^.]*$|$)/, "");
}

/** Paths of all files below `folder`, with `/` between their parts. */
async function* filesBelow(folder: string, prefix = ""): AsyncGenerator<string> {
  for await (const { name, isDirectory } of Deno.readDir(join(folder, prefix))) {
    if (isDirectory) yield* filesBelow(folder, `${prefix}${name}/`);
    else yield `${prefix}${name}`;
  }
}
