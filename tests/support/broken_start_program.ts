/** A program whose server cannot start for a reason that no operator made: its pages are missing. */
import { readConfig } from "../../lib/config/config.ts";
import { ServerThread } from "../../lib/server/server_thread.ts";

const invocation = readConfig(["--port", "0", "--store", "memory"], () => undefined);
if (invocation.command !== "serve") throw new TypeError("Cannot read the defaults");
const { config } = invocation;
await new ServerThread({ config, version: "0.0.0", folder: Deno.args[0]! }).opened;
