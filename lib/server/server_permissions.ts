/** What the thread that serves may do: no more than a server needs that strangers talk to. */
import { join, resolve } from "@std/path";
import { sep } from "node:path";
import type { Config } from "../config/config.ts";
import { libraryVariables } from "./environment.ts";
import { filesNamedBy } from "../store/postgres_address.ts";

/** What is of the program itself; in the executable they lie within it. */
const ownFolders = ["lib", "static", "templates"];

/**
 * The permissions that a server with this configuration needs.
 *
 * @param folder The folder that holds `lib`, `static` and `templates`.
 */
export function serverPermissions(
  config: Config,
  folder: string,
): Deno.PermissionOptionsObject {
  const kept = keptFolders(config);
  return {
    // People, push services, webhooks and databases may be anywhere.
    net: true,
    read: [...kept, ...ownFolders.map((own) => join(folder, own)), ...filesReadOnce(config)],
    write: kept,
    env: [...libraryVariables],
    // How full a disk is.
    sys: ["statfs"],
    run: false,
    ffi: false,
    import: false,
  };
}

/** The files with secrets and certificates that are read when the server starts, and never again. */
export function filesReadOnce(config: Config): readonly string[] {
  const files = [
    config.oidcClientSecretFile,
    config.natsNkeyFile,
    config.natsCredsFile,
    config.natsCaFile,
    config.natsCertFile,
    config.natsKeyFile,
    ...filesNamedBy(config.databaseUrl).files,
  ];
  // What is kept may be read all the time. To give up a file in it would give up the folder.
  const kept = keptFolders(config).map((folder) => `${folder}${sep}`);
  return files.filter((file) => file !== "").map((file) => resolve(file))
    .filter((file) => !kept.some((folder) => file.startsWith(folder)));
}

/** The data folder, and where PostgreSQL has its socket. */
function keptFolders({ data, databaseUrl }: Config): string[] {
  return [data, ...filesNamedBy(databaseUrl).sockets].map((folder) => resolve(folder));
}

/** Every permission that Deno knows. */
const allPermissions = ["net", "read", "write", "env", "sys", "run", "ffi", "import"] as const;

/** Which permissions this thread has in whole, instead of for some folders or names, or not at all. */
export function wholePermissions(): readonly string[] {
  return allPermissions.filter((name) => Deno.permissions.querySync({ name }).state === "granted");
}

/** Gives up every permission of this thread for good; those of its workers stay as they are. */
export function giveUpPermissions(): void {
  for (const name of allPermissions) Deno.permissions.revokeSync({ name });
}
