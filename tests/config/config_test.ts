import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import type { Config } from "../../lib/config/config.ts";
import { helpText, readConfig } from "../../lib/config/config.ts";
import { OperatorError } from "../../lib/errors.ts";

/** What `args` and `env` invoke. */
function invoke(args: readonly string[] = [], env: Readonly<Record<string, string>> = {}) {
  return readConfig(args, (name) => env[name]);
}

/** The configuration that `args` and `env` give. */
function configure(
  args: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
): Config {
  const invocation = invoke(args, env);
  assert(invocation.command === "serve");
  return invocation.config;
}

/** The one line that refuses `args` and `env`. */
function refusal(args: readonly string[], env: Readonly<Record<string, string>> = {}): string {
  const { message } = assertThrows(() => invoke(args, env), OperatorError);
  assertEquals(message.split("\n").length, 1);
  return message;
}

/** The defaults of what is about signing in. */
const signIn = {
  oidcIssuer: [],
  oidcClientId: [],
  oidcClientSecret: [],
  oidcClientSecretFile: "",
  oidcName: [],
  oidcScopes: "openid profile email",
  oidcNameClaim: ["name", "preferred_username"],
  oidcPictureClaim: "picture",
  oidcDomains: [],
  oidcGroups: [],
  oidcGroupsClaim: "groups",
  admins: [],
  trustProxy: [],
};

/** The defaults of what is about files, databases and other nodes. */
const fileOptions: Partial<Config> = {
  files: "disk",
  maxUpload: 26_214_400,
  roomQuota: 5_368_709_120,
  personQuota: 1_073_741_824,
  databaseUrl: "",
  databasePool: 10,
  natsUrl: "",
  natsUser: "",
  natsPassword: "",
  natsToken: "",
  natsNkeyFile: "",
  natsCredsFile: "",
  natsCaFile: "",
  natsCertFile: "",
  natsKeyFile: "",
  natsPrefix: "parley",
  drain: 5,
  s3Endpoint: "",
  s3Bucket: "",
  s3Region: "us-east-1",
  s3KeyId: "",
  s3Secret: "",
};

const limitOptions = {
  maxConnections: 50_000,
  maxConnectionsPerAddress: 1_000,
  joinRate: 100,
  roomRate: 300,
  readRate: 50,
};

Deno.test("readConfig() of nothing gives the defaults", () => {
  assertEquals(configure(), {
    host: "0.0.0.0",
    port: 8080,
    reusePort: false,
    data: "./data",
    store: "sqlite",
    durability: "full",
    keep: { days: undefined, rooms: {} },
    origins: [],
    guests: true,
    createRooms: "everyone",
    push: true,
    rateLimit: 10,
    ...limitOptions,
    ...signIn,
    ...fileOptions,
    metricsToken: "",
    logFormat: "text",
    logLevel: "info",
  });
});

Deno.test("readConfig() gives a config that cannot be changed", () => {
  assert(Object.isFrozen(configure()));
});

Deno.test("readConfig() takes the command serve for the default", () => {
  assertEquals(invoke(["serve", "--port", "1"]), invoke(["--port", "1"]));
});

Deno.test("readConfig() reads every flag", () => {
  const flags =
    "--host ::1 --port 0 --reuse-port on --data /d --store memory --durability normal " +
    "--keep 90,Tea=7,archive=forever --origin https://a.example --guests off --create-rooms users --push off --rate-limit 0 " +
    "--max-connections 10000 --max-connections-per-address 0 --join-rate 5 --room-rate 6 --read-rate 7 " +
    "--files s3 --max-upload 1GB --room-quota 2g --person-quota 1048576 " +
    "--database-url postgres://ada@db.example/chat --database-pool 2 " +
    "--nats-url nats://a,nats://b --nats-user u --nats-password p --nats-token t " +
    "--nats-nkey-file /n --nats-creds-file /c --nats-ca-file /a --nats-cert-file /e " +
    "--nats-key-file /k --nats-prefix chat --drain 0 --s3-endpoint https://s3.example.org " +
    "--s3-bucket chat --s3-region eu --s3-key-id K --s3-secret S " +
    "--oidc-issuer https://id.example --oidc-issuer http://localhost:9000 --oidc-client-id a,b " +
    "--oidc-client-secret s --oidc-client-secret-file /f --oidc-name Work " +
    "--oidc-scopes openid_groups --oidc-name-claim nickname,name --oidc-picture-claim photo " +
    "--oidc-domains Example.org --oidc-groups staff --oidc-groups-claim roles " +
    "--admins ada@example.org --trust-proxy 10.0.0.0/8,::1 --metrics-token 0123456789abcdef " +
    "--log-format json --log-level debug";
  assertEquals(configure(flags.split(" ").map((flag) => flag.replace("_", " "))), {
    host: "::1",
    port: 0,
    reusePort: true,
    data: "/d",
    store: "memory",
    durability: "normal",
    keep: { days: 90, rooms: { tea: 7, archive: undefined } },
    origins: ["https://a.example"],
    guests: false,
    createRooms: "users",
    push: false,
    rateLimit: 0,
    maxConnections: 10_000,
    maxConnectionsPerAddress: 0,
    joinRate: 5,
    roomRate: 6,
    readRate: 7,
    oidcIssuer: ["https://id.example", "http://localhost:9000"],
    oidcClientId: ["a", "b"],
    oidcClientSecret: ["s"],
    oidcClientSecretFile: "/f",
    oidcName: ["Work"],
    oidcScopes: "openid groups",
    oidcNameClaim: ["nickname", "name"],
    oidcPictureClaim: "photo",
    oidcDomains: ["example.org"],
    oidcGroups: ["staff"],
    oidcGroupsClaim: "roles",
    admins: ["ada@example.org"],
    trustProxy: ["10.0.0.0/8", "::1"],
    files: "s3",
    maxUpload: 2 ** 30,
    roomQuota: 2 ** 31,
    personQuota: 2 ** 20,
    databaseUrl: "postgres://ada@db.example/chat",
    databasePool: 2,
    natsUrl: "nats://a,nats://b",
    natsUser: "u",
    natsPassword: "p",
    natsToken: "t",
    natsNkeyFile: "/n",
    natsCredsFile: "/c",
    natsCaFile: "/a",
    natsCertFile: "/e",
    natsKeyFile: "/k",
    natsPrefix: "chat",
    drain: 0,
    s3Endpoint: "https://s3.example.org/",
    s3Bucket: "chat",
    s3Region: "eu",
    s3KeyId: "K",
    s3Secret: "S",
    metricsToken: "0123456789abcdef",
    logFormat: "json",
    logLevel: "debug",
  });
});

Deno.test("readConfig() reads every variable", () => {
  assertEquals(
    configure([], {
      PARLEY_HOST: "::1",
      PARLEY_PORT: "0",
      PARLEY_DATA: "/d",
      PARLEY_STORE: "memory",
      PARLEY_DURABILITY: "normal",
      PARLEY_KEEP: "30",
      PARLEY_ORIGIN: "https://a.example",
      PARLEY_GUESTS: "off",
      PARLEY_CREATE_ROOMS: "nobody",
      PARLEY_PUSH: "off",
      PARLEY_RATE_LIMIT: "1",
      PARLEY_LOG_FORMAT: "json",
      PARLEY_LOG_LEVEL: "error",
    }),
    {
      host: "::1",
      port: 0,
      reusePort: false,
      data: "/d",
      store: "memory",
      durability: "normal",
      keep: { days: 30, rooms: {} },
      origins: ["https://a.example"],
      guests: false,
      createRooms: "nobody",
      push: false,
      rateLimit: 1,
      ...limitOptions,
      ...signIn,
      ...fileOptions,
      metricsToken: "",
      logFormat: "json",
      logLevel: "error",
    },
  );
});

Deno.test("readConfig() of migrate brings files to PostgreSQL unless told otherwise", () => {
  const files = (env: Record<string, string>, ...args: string[]) => {
    const read = invoke(["migrate", "--from", "sqlite:./data", ...args], env);
    return "config" in read && read.config.files;
  };
  assertEquals(files({}), "postgres");
  assertEquals(files({ PARLEY_FILES: "s3" }), "s3");
  assertEquals(files({ PARLEY_FILES: "s3" }, "--files", "disk"), "disk");
});

Deno.test("readConfig() lets flags win over variables", () => {
  assertEquals(configure(["--port", "1"], { PARLEY_PORT: "2" }).port, 1);
});

Deno.test("readConfig() lets a good flag win over a wrong variable", () => {
  assertEquals(configure(["--port=1"], { PARLEY_PORT: "x" }).port, 1);
});

Deno.test("readConfig() reads an empty variable as absent", () => {
  assertEquals(configure([], { PARLEY_PORT: "" }).port, 8080);
});

Deno.test("readConfig() takes several origins, by flags and by commas", () => {
  const origins = ["https://a.example", "http://b.example:8080"];
  assertEquals(configure(["--origin", origins[0]!, "--origin", origins[1]!]).origins, origins);
  assertEquals(configure([], { PARLEY_ORIGIN: origins.join(" , ") }).origins, origins);
});

Deno.test("readConfig() brings origins into the form in which browsers send them", () => {
  assertEquals(configure(["--origin", "HTTPS://A.example:443/"]).origins, ["https://a.example"]);
});

for (
  const [flag, values] of Object.entries({
    "--host": [""],
    "--port": ["65536", "-1", "1.5", "0x10", "1e3", "", " 80", "http"],
    "--data": [""],
    "--store": ["postgresql", "Memory", ""],
    "--keep": [
      "",
      "0",
      "-1",
      "1.5",
      "ever",
      "100000",
      "7,tea",
      "7,tea=",
      "7,=1",
      "tea=7",
      "7,a=1=2",
    ],
    "--origin": ["a.example", "ftp://a.example", "https://a.example/path", "*", "null"],
    "--guests": ["yes", "ON", "true", ""],
    "--create-rooms": ["all", "toString", ""],
    "--push": ["yes", "ON", "true", ""],
    "--files": ["disc", ""],
    "--max-upload": ["", "-1", "1e3", "25 lots", "0x10", "99999999999999TB"],
    "--room-quota": ["much"],
    "--person-quota": ["1.2.3MB"],
    "--rate-limit": ["-1", "1000001", "10000000", "1.5", "ten"],
    "--log-format": ["xml", ""],
    "--log-level": ["trace", "INFO", "__proto__"],
  })
) {
  for (const value of values) {
    Deno.test(`readConfig() refuses ${flag} "${value}", and says what it needs`, () => {
      const message = refusal([`${flag}=${value}`]);
      assertStringIncludes(message, `Cannot use ${flag} "${value}": it needs to be `);
    });
  }
}

for (
  const [flag, needed, wrong] of [
    ["database-url", "URL", "postgre://ada:hunter2@db.example/chat"],
    ["s3-endpoint", "URL", "ftp://ada:hunter2@s3.example.org"],
    ["s3-endpoint", "URL", "https://s3.example.org/?key=hunter2"],
    ["s3-endpoint", "URL", "hunter2"],
    ["oidc-issuer", "URL,…", "http://ada:hunter2@id.example"],
    ["metrics-token", "SECRET", "hunter2"],
    ["metrics-token", "SECRET", "hunter2 hunter2 hunter2"],
  ] as const
) {
  Deno.test(`readConfig() refuses --${flag} ${wrong}, and does not show it`, () => {
    const variable = `PARLEY_${flag.replace("-", "_").toUpperCase()}`;
    const says = (name: string) => `Cannot use ${name}: it needs to be ${needed}`;
    assertEquals(refusal([`--${flag}`, wrong]), says(`--${flag}`));
    assertEquals(refusal([], { [variable]: wrong }), says(variable));
  });
}

Deno.test("readConfig() shows no address behind a command that there is not", () => {
  assertStringIncludes(
    refusal(["migrate", "postgres://ada:hunter2@db.example/chat"]),
    'Cannot run "migrate postgres://…": it needs to be ',
  );
});

Deno.test("readConfig() refuses a value that begins with a dash, without showing it", () => {
  const message = refusal(["--nats-password", "-hunter2"]);
  assertStringIncludes(message, "'--nats-password'");
  assertEquals(message.includes("hunter2"), false);
});

Deno.test("readConfig() names the variable that is wrong", () => {
  assertStringIncludes(refusal([], { PARLEY_PORT: "x" }), 'Cannot use PARLEY_PORT "x"');
});

Deno.test("readConfig() refuses a flag that there is not, and names it", () => {
  assertStringIncludes(refusal(["--prot", "1"]), "--prot");
});

Deno.test("readConfig() refuses a flag without its value", () => {
  assertStringIncludes(refusal(["--port"]), "--port");
});

Deno.test("readConfig() refuses a command that there is not, and names it", () => {
  assertStringIncludes(refusal(["sevre"]), '"sevre"');
  assertStringIncludes(refusal(["serve", "now"]), '"serve now"');
});

for (const flag of ["--help", "-h"]) {
  Deno.test(`readConfig() of ${flag} asks for help, whatever else is wrong`, () => {
    assertEquals(invoke(["sevre", "--port", "x", flag]), { command: "help" });
  });
}

for (const flag of ["--version", "-V"]) {
  Deno.test(`readConfig() of ${flag} asks for the version`, () => {
    assertEquals(invoke([flag]), { command: "version" });
  });
}

Deno.test("helpText() fits 80 columns", () => {
  for (const line of helpText().split("\n")) assert(line.length <= 80, line);
});

Deno.test("helpText() names every flag with its default", () => {
  const text = helpText();
  for (
    const part of [
      /--host ADDRESS .*\[0\.0\.0\.0\]/,
      /--port 0\.\.65535 .*\[8080\]/,
      /--data FOLDER .*\[\.\/data\]/,
      /--store sqlite\|postgres\|memory .*\[sqlite\]/,
      /--origin URL/,
      /--guests on\|off .*\[on\]/,
      /--create-rooms everyone\|users\|nobody .*\[everyone\]/,
      /--push on\|off .*\[on\]/,
      /--files disk\|postgres\|s3 .*\[disk\]/,
      /--max-upload SIZE .*\[25MiB\]/,
      /--room-quota SIZE .*\[5GiB\]/,
      /--person-quota SIZE .*\[1GiB\]/,
      /--rate-limit N .*\[10\]/,
      /--log-format text\|json .*\[text\]/,
      /--log-level debug\|info\|warn\|error .*\[info\]/,
    ]
  ) {
    assert(part.test(text), `${part}`);
  }
});

for (
  const wrong of [
    "--oidc-issuer http://id.example",
    "--oidc-issuer here",
    "--oidc-scopes profile",
    "--trust-proxy 10.0.0.0/99",
    "--trust-proxy proxy",
  ]
) {
  Deno.test(`readConfig() refuses ${wrong}`, () => {
    assertStringIncludes(refusal(wrong.split(" ")), wrong.split(" ")[0]!);
  });
}

for (
  const [given, bytes] of [
    ["0", 0],
    ["1", 1],
    ["512B", 512],
    ["10k", 10_240],
    ["10 kB", 10_240],
    ["25MiB", 26_214_400],
    ["25MB", 26_214_400],
    ["1.5g", 1_610_612_736],
    ["2TiB", 2_199_023_255_552],
  ] as const
) {
  Deno.test(`readConfig() reads the size ${given}`, () => {
    assertEquals(configure([`--max-upload=${given}`]).maxUpload, bytes);
  });
}
