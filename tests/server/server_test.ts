import { assertRejects } from "@std/assert";
import { readConfig } from "../../lib/config/config.ts";
import { OperatorError } from "../../lib/errors.ts";
import { Server } from "../../lib/server/server.ts";
import { TestFolder } from "../support/program.ts";
import { projectFolder } from "../support/server.ts";

Deno.test("Server.open() leaves nothing open where the port is taken", async () => {
  await using data = new TestFolder();
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const flags = ["--data", data.path, "--host", "127.0.0.1", "--port", `${listener.addr.port}`];
  const invocation = readConfig([...flags, "--keep", "30"], () => undefined);
  if (invocation.command !== "serve") throw new TypeError("Cannot read the flags");
  const { config } = invocation;
  // The rest is the test runner's to see: timers and files that are still open.
  const opening = Server.open({ config, version: "0", folder: projectFolder });
  await assertRejects(() => opening, OperatorError, "it is in use");
});
