/** Flags and environment, as `main.ts` hands them in, to one frozen {@linkcode Config}. */
import { parseArgs } from "node:util";
import type { KeepPolicy } from "../chat/retention.ts";
import type { ProgramCommand } from "./commands.ts";
import { commandFlags, commandLines, parseCommand } from "./commands.ts";
import { OperatorError } from "../errors.ts";
import type { LogFormat, LogLevel } from "../log.ts";
import { logFormats, logLevels } from "../log.ts";
import {
  hideSecrets,
  oneOf,
  parseEndpointUrl,
  parseIssuers,
  parseKeep,
  parseList,
  parseOrigins,
  parseSize,
  parseSwitch,
  wholeNumber,
} from "./option_values.ts";
import { parseRanges } from "../web/proxies.ts";

/** Who may make a room by joining one that is not there. */
export type RoomCreators = "everyone" | "users" | "nobody";

/** Everything that an operator can set. */
export interface Config {
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  /** Whether other processes may listen there too; the system shares connections among them. */
  readonly reusePort: boolean;
  /** The folder of everything that is kept, the guests' signing key included. */
  readonly data: string;
  readonly store: "sqlite" | "postgres" | "memory";
  /** What a commit of the SQLite store outlives: a power cut, or the end of the process only. */
  readonly durability: "full" | "normal";
  /** For how long messages are kept. */
  readonly keep: KeepPolicy;
  /** Where the bytes of files are kept: below `data`, or in one of the two others. */
  readonly files: "disk" | "postgres" | "s3";
  /** Bytes of one file; 0 takes none. */
  readonly maxUpload: number;
  /** Bytes that the files of a room, and of a person in all rooms, may take. */
  readonly roomQuota: number;
  readonly personQuota: number;
  /** Address of PostgreSQL, with user and password; for the store, files, or both. */
  readonly databaseUrl: string;
  /** Connections to it at most. */
  readonly databasePool: number;
  /** Addresses of NATS, over which nodes tell each other; empty where there is one node. */
  readonly natsUrl: string;
  /** How this node proves who it is there, and what it trusts; see `NatsOptions`. */
  readonly natsUser: string;
  readonly natsPassword: string;
  readonly natsToken: string;
  readonly natsNkeyFile: string;
  readonly natsCredsFile: string;
  readonly natsCaFile: string;
  readonly natsCertFile: string;
  readonly natsKeyFile: string;
  readonly natsPrefix: string;
  /** Seconds over which sockets are asked to come back to other nodes when this one ends. */
  readonly drain: number;
  readonly s3Endpoint: string;
  readonly s3Bucket: string;
  readonly s3Region: string;
  readonly s3KeyId: string;
  readonly s3Secret: string;
  /** Further origins that browsers may come from, as `https://chat.example.org`. */
  readonly origins: readonly string[];
  /** Whether a name alone lets people in. */
  readonly guests: boolean;
  readonly createRooms: RoomCreators;
  /** Whether people are told of what is said while no page is open, by way of push services. */
  readonly push: boolean;
  /** Commands a second for each identity and room; 0 for no limit. */
  readonly rateLimit: number;
  /** Sockets, and requests whose body is awaited, in all and from one address; 0 for no limit. */
  readonly maxConnections: number;
  readonly maxConnectionsPerAddress: number;
  /** Sockets that one address may open a second, ten times that at once; 0 for no limit. */
  readonly joinRate: number;
  /** Rooms that a user, or the guests of one address, may make an hour; 0 for no limit. */
  readonly roomRate: number;
  /** What one address may read a second over HTTP, ten times that at once; 0 for no limit. */
  readonly readRate: number;
  /** Addresses of OpenID providers; the other lists go along with this one, item by item. */
  readonly oidcIssuer: readonly string[];
  readonly oidcClientId: readonly string[];
  /** An empty one for a public client. */
  readonly oidcClientSecret: readonly string[];
  /** A file with the secrets, one a line; empty for none. */
  readonly oidcClientSecretFile: string;
  /** What the buttons say; the provider's host unless given. */
  readonly oidcName: readonly string[];
  /** Separated by spaces. */
  readonly oidcScopes: string;
  /** Claims that may hold a name, the best first. */
  readonly oidcNameClaim: readonly string[];
  readonly oidcPictureClaim: string;
  /** Domains of e-mail addresses, and groups, that may come; everybody where both are empty. */
  readonly oidcDomains: readonly string[];
  readonly oidcGroups: readonly string[];
  readonly oidcGroupsClaim: string;
  /** Who runs the server; see `Admins`. */
  readonly admins: readonly string[];
  /** Addresses of proxies whose `X-Forwarded-` headers count. */
  readonly trustProxy: readonly string[];
  /** Who has it may ask for metrics from other machines; nobody may where it is empty. */
  readonly metricsToken: string;
  readonly logFormat: LogFormat;
  readonly logLevel: LogLevel;
}

/** What the command line asks for. */
export type Invocation =
  | (ProgramCommand & { readonly config: Config })
  | { readonly command: "help" }
  | { readonly command: "version" };

interface Option<T> {
  /** What stands for the value in the help. */
  readonly value: string;
  readonly help: string;
  /** As it would be typed. */
  readonly byDefault: string;
  /** Whether what was typed may hold a password, so that no error shows it. */
  readonly isSecret?: true;
  /** Reads what was typed; `undefined` when it is wrong. */
  readonly parse: (given: string) => T | undefined;
}

/** Any text, none at first. */
function text(value: string, help: string): Option<string> {
  return { value, help, byDefault: "", parse: (given) => given };
}

/** Every option, once: its flag is the key in kebab case, its variable `PARLEY_` and upper case. */
const options: { readonly [Key in keyof Config]: Option<Config[Key]> } = {
  host: {
    value: "ADDRESS",
    help: "address to listen on",
    byDefault: "0.0.0.0",
    parse: (given) => given || undefined,
  },
  port: {
    value: "0..65535",
    help: "port to listen on, 0: any free",
    byDefault: "8080",
    parse: wholeNumber(65_535),
  },
  reusePort: {
    value: "on|off",
    help: "share it with other nodes here",
    byDefault: "off",
    parse: parseSwitch,
  },
  data: {
    value: "FOLDER",
    help: "folder for what is kept",
    byDefault: "./data",
    parse: (given) => given || undefined,
  },
  store: {
    value: "sqlite|postgres|memory",
    help: "where logs are kept",
    byDefault: "sqlite",
    parse: oneOf("sqlite", "postgres", "memory"),
  },
  durability: {
    value: "full|normal",
    help: "full outlives a power cut",
    byDefault: "full",
    parse: oneOf("full", "normal"),
  },
  keep: {
    value: "forever|DAYS[,ROOM=…]",
    help: "how long to keep messages",
    byDefault: "forever",
    parse: parseKeep,
  },
  files: {
    value: "disk|postgres|s3",
    help: "where files are kept",
    byDefault: "disk",
    parse: oneOf("disk", "postgres", "s3"),
  },
  maxUpload: {
    value: "SIZE",
    help: "largest file, 0: none at all",
    byDefault: "25MiB",
    parse: parseSize,
  },
  roomQuota: {
    value: "SIZE",
    help: "what a room's files may take",
    byDefault: "5GiB",
    parse: parseSize,
  },
  personQuota: {
    value: "SIZE",
    help: "what a person's files may",
    byDefault: "1GiB",
    parse: parseSize,
  },
  databaseUrl: {
    value: "URL",
    help: "of --store, --files postgres",
    byDefault: "",
    isSecret: true,
    parse: (given) => given === "" || /^postgres(ql)?:\/\//.test(given) ? given : undefined,
  },
  databasePool: {
    value: "2..1000",
    help: "connections to it at most",
    byDefault: "10",
    parse(given) {
      const count = wholeNumber(1_000)(given);
      return count !== undefined && count >= 2 ? count : undefined;
    },
  },
  natsUrl: {
    value: "URL,…",
    help: "NATS, between several nodes",
    byDefault: "",
    parse: (given) => given,
  },
  natsUser: text("NAME", "who this node is there"),
  natsPassword: text("SECRET", "better as PARLEY_NATS_PASSWORD"),
  natsToken: text("SECRET", "better as PARLEY_NATS_TOKEN"),
  natsNkeyFile: text("FILE", "with the seed of its nkey"),
  natsCredsFile: text("FILE", "with its credentials"),
  natsCaFile: text("FILE", "who signs NATS' certificates"),
  natsCertFile: text("FILE", "this node's certificate"),
  natsKeyFile: text("FILE", "and its key"),
  natsPrefix: {
    value: "WORD",
    help: "what its subjects begin with",
    byDefault: "parley",
    parse: (given) => given || undefined,
  },
  drain: {
    value: "SECONDS",
    help: "to hand people to other nodes",
    byDefault: "5",
    parse: wholeNumber(300),
  },
  s3Endpoint: {
    value: "URL",
    help: "S3 or what speaks like it",
    byDefault: "",
    isSecret: true,
    parse: parseEndpointUrl,
  },
  s3Bucket: {
    value: "NAME",
    help: "where in it",
    byDefault: "",
    parse: (given) => given,
  },
  s3Region: {
    value: "NAME",
    help: "of the bucket",
    byDefault: "us-east-1",
    parse: (given) => given || undefined,
  },
  s3KeyId: {
    value: "ID",
    help: "by whom it knows this server",
    byDefault: "",
    parse: (given) => given,
  },
  s3Secret: {
    value: "SECRET",
    help: "better as PARLEY_S3_SECRET",
    byDefault: "",
    parse: (given) => given,
  },
  origins: {
    value: "URL,…",
    help: "further origins of browsers",
    byDefault: "",
    parse: parseOrigins,
  },
  guests: {
    value: "on|off",
    help: "let people in by a name alone",
    byDefault: "on",
    parse: parseSwitch,
  },
  createRooms: {
    value: "everyone|users|nobody",
    help: "who may make rooms",
    byDefault: "everyone",
    parse: oneOf("everyone", "users", "nobody"),
  },
  push: {
    value: "on|off",
    help: "tell people who are away",
    byDefault: "on",
    parse: parseSwitch,
  },
  rateLimit: {
    value: "N",
    help: "commands a second, 0: no limit",
    byDefault: "10",
    parse: wholeNumber(1_000_000),
  },
  maxConnections: {
    value: "N",
    help: "connections in all, 0: no limit",
    byDefault: "50000",
    parse: wholeNumber(1_000_000),
  },
  maxConnectionsPerAddress: {
    value: "N",
    help: "of one address, 0: no limit",
    byDefault: "1000",
    parse: wholeNumber(1_000_000),
  },
  joinRate: {
    value: "N",
    help: "sockets a second of one address",
    byDefault: "100",
    parse: wholeNumber(1_000_000),
  },
  roomRate: {
    value: "N",
    help: "new rooms an hour of one",
    byDefault: "300",
    parse: wholeNumber(1_000_000),
  },
  readRate: {
    value: "N",
    help: "reads a second of one address",
    byDefault: "50",
    parse: wholeNumber(1_000_000),
  },
  oidcIssuer: {
    value: "URL,…",
    help: "providers to sign in with",
    byDefault: "",
    isSecret: true,
    parse: parseIssuers,
  },
  oidcClientId: {
    value: "ID,…",
    help: "what each calls this server",
    byDefault: "",
    parse: parseList,
  },
  oidcClientSecret: {
    value: "SECRET,…",
    help: "what each knows it by",
    byDefault: "",
    parse: parseList,
  },
  oidcClientSecretFile: {
    value: "FILE",
    help: "the same, one a line",
    byDefault: "",
    parse: (given) => given,
  },
  oidcName: {
    value: "NAME,…",
    help: "what their buttons say",
    byDefault: "",
    parse: parseList,
  },
  oidcScopes: {
    value: "SCOPES",
    help: "what to ask for",
    byDefault: "openid profile email",
    parse: (given) => given.split(" ").includes("openid") ? given : undefined,
  },
  oidcNameClaim: {
    value: "CLAIM,…",
    help: "for names",
    byDefault: "name,preferred_username",
    parse: parseList,
  },
  oidcPictureClaim: {
    value: "CLAIM",
    help: "for pictures",
    byDefault: "picture",
    parse: (given) => given,
  },
  oidcDomains: {
    value: "DOMAIN,…",
    help: "e-mail domains that may come",
    byDefault: "",
    parse: (given) => parseList(given.toLowerCase()),
  },
  oidcGroups: {
    value: "GROUP,…",
    help: "groups that may come",
    byDefault: "",
    parse: parseList,
  },
  oidcGroupsClaim: {
    value: "CLAIM",
    help: "for groups",
    byDefault: "groups",
    parse: (given) => given,
  },
  admins: {
    value: "EMAIL|ID,…",
    help: "who runs the server",
    byDefault: "",
    parse: parseList,
  },
  trustProxy: {
    value: "ADDRESS[/BITS],…",
    help: "proxies to believe",
    byDefault: "",
    parse: parseRanges,
  },
  metricsToken: {
    value: "SECRET",
    help: "for /metrics, 16 signs or more",
    byDefault: "",
    isSecret: true,
    parse: (given) => given === "" || /^[!-~]{16,}$/.test(given) ? given : undefined,
  },
  logFormat: {
    value: logFormats.join("|"),
    help: "how log lines look",
    byDefault: "text",
    parse: oneOf(...logFormats),
  },
  logLevel: {
    value: logLevels.join("|"),
    help: "least level to log",
    byDefault: "info",
    parse: oneOf(...logLevels),
  },
};

/** Options that may be given several times, in place of commas. */
const lists: ReadonlySet<keyof Config> = new Set([
  "origins",
  "oidcIssuer",
  "oidcClientId",
  "oidcClientSecret",
  "oidcName",
  "oidcDomains",
  "oidcGroups",
  "admins",
  "trustProxy",
]);

/** Options whose flag is not their key in kebab case. */
const flagNames: Readonly<Partial<Record<string, string>>> = { origins: "origin" };

/** The text of `--help`; no line is longer than 80 columns. */
export function helpText(): string {
  const rows = optionKeys().map((key) => {
    const { value, help, byDefault } = options[key];
    const ending = byDefault === "" ? "" : ` [${byDefault}]`;
    return `  ${`--${flagOf(key)} ${value}`.padEnd(39)}${help}${ending}`;
  });
  return [
    "Parley: chat rooms from one executable.",
    "",
    ...commandLines,
    "",
    ...rows,
    "",
    "Also --help, --version. In the environment --push is PARLEY_PUSH; flags win.",
  ].join("\n");
}

/**
 * Reads the command line and the environment.
 *
 * @param args What follows the program's name.
 * @param env Gives a variable's value.
 * @throws {OperatorError} when something is unknown or has a wrong value.
 */
export function readConfig(
  args: readonly string[],
  env: (name: string) => string | undefined,
): Invocation {
  const { values, positionals } = parseFlags(args);
  if (values.help) return { command: "help" };
  if (values.version) return { command: "version" };
  const command = parseCommand(positionals, values);
  // What is moved to PostgreSQL is for several nodes, none of which has the disk of another.
  const defaults = command.command === "migrate" ? { files: "postgres" } : {};
  const config = Object.fromEntries(
    optionKeys().map((key) => {
      const flag = values[flagOf(key)];
      const variable = variableOf(key);
      const byEnv = env(variable) || undefined;
      const given = (Array.isArray(flag) ? flag.join() : flag as string | undefined) ?? byEnv ??
        defaults[key as keyof typeof defaults] ?? options[key].byDefault;
      const value = options[key].parse(given);
      if (value !== undefined) return [key, value];
      const name = flag === undefined ? variable : `--${flagOf(key)}`;
      const shown = options[key].isSecret ? "" : ` "${given}"`;
      throw new OperatorError(`Cannot use ${name}${shown}: it needs to be ${options[key].value}`);
    }),
  );
  // The table's parsers made each value, so the shape is the one their types say.
  return { ...command, config: Object.freeze(config) as unknown as Config };
}

function optionKeys(): (keyof Config)[] {
  return Object.keys(options) as (keyof Config)[];
}

/** What an option is called on the command line, without its dashes. */
export function flagOf(key: keyof Config): string {
  return flagNames[key] ?? key.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

function variableOf(key: keyof Config): string {
  return `PARLEY_${flagOf(key).replaceAll("-", "_").toUpperCase()}`;
}

function parseFlags(args: readonly string[]): ReturnType<typeof parseArgs> {
  const flags = optionKeys().map((key) =>
    [flagOf(key), { type: "string", multiple: lists.has(key) }] as const
  );
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        ...Object.fromEntries(flags),
        ...commandFlags,
        help: { type: "boolean", short: "h" },
        version: { type: "boolean", short: "V" },
      },
    });
  } catch (cause) {
    const [first] = (cause as Error).message.split(/\.\s/);
    const why = hideSecrets(first!);
    throw new OperatorError(`Cannot read the command line: ${why}; see --help`, { cause });
  }
}
