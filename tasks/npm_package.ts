import { existsSync } from "node:fs";
import { join } from "node:path";

/**
 * Fetches one npm package into Deno's own cache and tells where it lies there.
 *
 * For files that something other than Deno reads: an executable that npm delivers, a package that
 * Node imports by path. It needs no `package.json` and no `node_modules`, leaves the project's
 * configuration and lock file alone, and asks the registry that Deno is set up for. A package that
 * is cached already needs no network.
 *
 * @param name Name in lower case, with its scope where it has one: `ws`, `@oven/bun-linux-x64`.
 * @param version Exact version such as `8.23.0`: no range, no tag.
 * @returns Absolute path of the folder that holds the package's `package.json`.
 * @throws {Error} When there is no such version or no way to it; the message carries Deno's reason.
 *
 * @example
 * ```ts ignore
 * const folder = await getNpmPackage("ws", "8.23.0");
 * const { WebSocketServer } = await import(`${folder}/wrapper.mjs`);
 * ```
 */
export async function getNpmPackage(name: string, version: string): Promise<string> {
  const wanted = `${name}@${version}`;
  const alone = ["--quiet", "--no-config", "--no-lock", "--node-modules-dir=none"];
  await deno(["cache", ...alone, `npm:${wanted}`], wanted);
  const { npmCache }: { npmCache: string } = JSON.parse(await deno(["info", "--json"], wanted));
  // The cache has one folder for each registry; which of them delivered does not matter here.
  for (const registry of Deno.readDirSync(npmCache)) {
    const folder = join(npmCache, registry.name, name, version);
    if (existsSync(join(folder, "package.json"))) return folder;
  }
  throw new Error(`Cannot find npm package "${wanted}": nothing of it below "${npmCache}"`);
}

async function deno(args: string[], wanted: string): Promise<string> {
  const command = new Deno.Command(Deno.execPath(), { args, env: { NO_COLOR: "1" } });
  const { success, stdout, stderr } = await command.output();
  if (success) return new TextDecoder().decode(stdout);
  const [reason] = new TextDecoder().decode(stderr).replace(/^error: /, "").split("\n");
  throw new Error(`Cannot find npm package "${wanted}": ${reason}`);
}
