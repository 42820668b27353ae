/**
 * The program with an intruder in the server's place: the same permissions for the process, for the
 * thread of the server, and for the one that waits for signals. Takes a data folder and a folder
 * beside it, and writes on standard output what each thread could do.
 */
import { readConfig } from "../../lib/config/config.ts";
import { giveUpPermissions, serverPermissions } from "../../lib/server/server_permissions.ts";
import { tryAll } from "./intrusions.ts";

const [data, outside] = Deno.args as [string, string];
const { config } = readConfig(["--data", data], (name) => Deno.env.get(name)) as {
  config: Parameters<typeof serverPermissions>[0];
};
const worker = new Worker(new URL("./intruder_worker.ts", import.meta.url), {
  type: "module",
  deno: { permissions: serverPermissions(config, import.meta.dirname!) },
});
worker.postMessage({ data, outside });
worker.onmessage = async ({ data: server }) => {
  giveUpPermissions();
  const main = await tryAll({ data, outside });
  Deno.stdout.writeSync(new TextEncoder().encode(JSON.stringify({ server, main })));
  Deno.exit(0);
};
