import { assert, assertEquals } from "@std/assert";
import { join, resolve } from "@std/path";
import type { Config } from "../../lib/config/config.ts";
import { readConfig } from "../../lib/config/config.ts";
import { filesReadOnce, serverPermissions } from "../../lib/server/server_permissions.ts";

const folder = resolve("program");
const own = ["lib", "static", "templates"].map((name) => join(folder, name));

/** The configuration that `args` give. */
function configure(...args: string[]): Config {
  const invocation = readConfig(args, () => undefined);
  assert(invocation.command === "serve");
  return invocation.config;
}

Deno.test("serverPermissions() lets a server write in its data folder only", () => {
  const { write, read } = serverPermissions(configure("--data", "kept"), folder);
  assertEquals(write, [resolve("kept")]);
  assertEquals(read, [resolve("kept"), ...own]);
});

Deno.test("serverPermissions() lets it start nothing, load nothing, import nothing", () => {
  const { run, ffi, import: imports, sys } = serverPermissions(configure(), folder);
  assertEquals([run, ffi, imports, sys], [false, false, false, ["statfs"]]);
});

Deno.test("serverPermissions() lets it use the network anywhere, and see what libraries ask for", () => {
  const { net, env } = serverPermissions(configure(), folder);
  assertEquals(net, true);
  assertEquals(env, [
    ...["PGHOST", "PGUSER", "PGPASSWORD", "PGDATABASE"],
    ...["USER", "LOGNAME", "USERNAME"],
  ]);
});

Deno.test("serverPermissions() opens the folder of PostgreSQL's socket, as data is", () => {
  const config = configure("--database-url", "postgres:///parley?host=/run/postgresql");
  const { read, write } = serverPermissions(config, folder);
  assertEquals(write, [resolve("data"), resolve("/run/postgresql")]);
  assertEquals(read, [resolve("data"), resolve("/run/postgresql"), ...own]);
});

Deno.test("serverPermissions() has each file that an operator names read, by its name", () => {
  const named = [
    "oidc-client-secret",
    "nats-nkey",
    "nats-creds",
    "nats-ca",
    "nats-cert",
    "nats-key",
  ];
  const flags = named.flatMap((name) => [`--${name}-file`, `/etc/parley/${name}`]);
  const url = "postgres://db.example.org/parley?sslmode=verify-full&sslrootcert=/etc/parley/roots";
  const config = configure(...flags, "--database-url", url);
  const files = [...named, "roots"].map((name) => resolve(`/etc/parley/${name}`));
  assertEquals(filesReadOnce(config), files);
  const { read, write } = serverPermissions(config, folder);
  assertEquals(read, [resolve("data"), ...own, ...files]);
  assertEquals(write, [resolve("data")]);
});

Deno.test("filesReadOnce() leaves out what lies in the data folder, and the platform's own", () => {
  const url = "postgres://db.example.org/parley?sslrootcert=system";
  const secret = ["--nats-creds-file", "kept/nats/creds"];
  assertEquals(filesReadOnce(configure("--data", "kept", ...secret, "--database-url", url)), []);
});

Deno.test("filesReadOnce() takes no other folder for the data folder", () => {
  const secret = ["--nats-creds-file", "kept-apart/creds"];
  assertEquals(filesReadOnce(configure("--data", "kept", ...secret)), [
    resolve("kept-apart/creds"),
  ]);
});
