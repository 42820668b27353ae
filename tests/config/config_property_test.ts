/** Whatever an operator types or sets, they are told what is wrong, and no secret is shown. */
import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { flagOf, helpText, readConfig } from "../../lib/config/config.ts";
import type { Config } from "../../lib/config/config.ts";
import { OperatorError } from "../../lib/errors.ts";
import { assertHolds } from "../support/property.ts";

/** Stands in whatever may be secret, and nowhere else. */
const secret = "h1dd3n-w0rd";

const defaults = readConfig([], () => undefined);
assert(defaults.command === "serve");
const keys = Object.keys(defaults.config) as (keyof Config)[];
/** Options that may hold a password: as a value, or within an address. */
const secretKeys: readonly (keyof Config)[] = [
  "databaseUrl",
  "natsUrl",
  "natsPassword",
  "natsToken",
  "s3Endpoint",
  "s3Secret",
  "oidcIssuer",
  "oidcClientSecret",
  "metricsToken",
];
const plainKeys = keys.filter((key) => !secretKeys.includes(key));

const odd = fc.oneof(
  fc.string({ unit: "binary", maxLength: 20 }),
  fc.constantFrom(
    "",
    "on",
    "off",
    "0",
    "-1",
    "65535",
    "65536",
    "1e3",
    "NaN",
    "25MiB",
    "1.5g",
    "9t",
  ),
  fc.constantFrom("memory", "postgres", "s3", "full", "forever", "90,tea=7", "1,a=b=c", "7,=1"),
  fc.constantFrom("https://a.example", "http://[", "::1", "10.0.0.0/8", "10.0.0.0/99", "a,b,,c"),
  fc.constantFrom("info", "json", "openid", "users", "__proto__", "constructor", "-"),
);
const hidden = fc.constantFrom(
  secret,
  `postgres://ann:${secret}@db.example/parley`,
  `postgres:/ann:${secret}@db.example`,
  `mysql://ann:${secret}@db.example/`,
  `nats://ann:${secret}@nats.example`,
  `https://ann:${secret}@s3.example?x`,
  `http://ann:${secret}@issuer.example`,
  ` ${secret}`,
  `-${secret}`,
  `${secret},${secret}`,
);
const setting = fc.oneof(
  fc.tuple(fc.constantFrom(...plainKeys), odd),
  fc.tuple(fc.constantFrom(...secretKeys), hidden),
);
const word = fc.oneof(
  setting.map(([key, value]) => [`--${flagOf(key)}=${value}`]),
  setting.map(([key, value]) => [`--${flagOf(key)}`, value]),
  fc.constantFrom(...plainKeys).map((key) => [`--${flagOf(key)}`]),
  odd.map((text) => [text]),
  odd.filter((text) => text !== "").map((text) => [`--${text}`]),
  fc.constantFrom("serve", "health", "backup", "export", "doctor", "migrate").map((name) => [name]),
  fc.constantFrom("--help", "-h", "-V", "--reindex", "--skip-lost", "--format", "--output=a")
    .map((flag) => [flag]),
  fc.constantFrom("--to", "--from").chain((flag) => hidden.map((value) => [`${flag}=${value}`])),
  // A flag that is misspelled, with an address behind it.
  hidden.map((value) => [`--database-ur=${value}`]),
  fc.constantFrom(`--database-url:postgres://ann:${secret}@db.example`).map((word) => [word]),
);
const line = fc.array(word, { maxLength: 6 }).map((words) => words.flat());
const environment = fc.array(
  setting.map(([key, value]) =>
    [`PARLEY_${flagOf(key).replaceAll("-", "_").toUpperCase()}`, value] as const
  ),
  { maxLength: 4 },
);

Deno.test("readConfig() of anything gives a configuration, or one line that holds no secret", () => {
  assertHolds(
    "config",
    fc.property(line, environment, (args, variables) => {
      const env = new Map<string, string>(variables);
      try {
        const invocation = readConfig(args, (name) => env.get(name));
        if (!("config" in invocation)) return;
        assertEquals(Object.keys(invocation.config), keys);
        assert(Object.values(invocation.config).every((value) => value !== undefined));
      } catch (error) {
        assert(error instanceof OperatorError, `${error}`);
        assert(/^Cannot /.test(error.message), error.message);
        assert(!error.message.includes(secret), error.message);
      }
    }),
    { numRuns: 2_000 },
  );
});

Deno.test("the options that may hold a secret are all that speak of one", () => {
  for (const flag of helpText().matchAll(/--([\w-]+) (?:SECRET|URL)/g)) {
    const key = keys.find((key) => flagOf(key) === flag[1]);
    assert(key === "origins" || key === undefined || secretKeys.includes(key), flag[1]);
  }
});
