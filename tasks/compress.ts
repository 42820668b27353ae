/**
 * Writes, beside each file below a folder that gains by it, the same as brotli and as gzip: `.br`
 * and `.gz`. The server sends these as they are, so that neither a start nor a visitor waits.
 *
 *     deno run -A tasks/compress.ts static/build
 */
import { promisify } from "node:util";
import { brotliCompress, gzip } from "node:zlib";
import { contentType } from "@std/media-types";
import { extname, join } from "@std/path";

const compressible = /^text\/|[/+](?:javascript|json|xml)\b/;
/** Below so many bytes compressing gains nothing. */
const minBytes = 512;

if (import.meta.main) {
  for (const folder of Deno.args) await compressFolder(folder);
}

/** Compresses the files that lie in `folder`, all at once: zlib has threads of its own. */
export async function compressFolder(folder: string): Promise<void> {
  const entries = await Array.fromAsync(Deno.readDir(folder));
  await Promise.all(
    entries.filter(({ isFile }) => isFile).map(({ name }) => compressFile(join(folder, name))),
  );
}

async function compressFile(path: string): Promise<void> {
  const content = await Deno.readFile(path);
  const type = contentType(extname(path)) ?? "";
  if (!compressible.test(type) || content.length < minBytes) return;
  await Deno.writeFile(`${path}.br`, await promisify(brotliCompress)(content));
  await Deno.writeFile(`${path}.gz`, await promisify(gzip)(content, { level: 9 }));
}
