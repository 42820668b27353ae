/** The commands of the program, and what each is told besides the options that all have. */
import { ChatError, OperatorError } from "../errors.ts";
import { hideSecrets } from "./option_values.ts";
import { parseRoomName } from "../wire/names.ts";

/** How a room may be written: one JSON object a line, or a page to read. */
const exportFormats = ["jsonl", "html"] as const;

/** One of {@linkcode exportFormats}. */
export type ExportFormat = typeof exportFormats[number];

/** What the program is to do. */
export type ProgramCommand =
  | { readonly command: "serve" | "health" }
  | {
    readonly command: "migrate";
    /** The data folder to move. */
    readonly from: string;
    /** Address of PostgreSQL; the database of the options when absent. */
    readonly to?: string;
    /** Whether files are moved though their bytes are lost. */
    readonly skipsLost: boolean;
  }
  /** `reindex`: whether to build the search index anew first. */
  | { readonly command: "doctor"; readonly reindex: boolean }
  /** `file`: where to put the copy. */
  | { readonly command: "backup"; readonly file: string }
  | {
    readonly command: "export";
    readonly room: string;
    readonly format: ExportFormat;
    /** The file to write; standard output when absent. */
    readonly output?: string;
  };

/** How each command is called, and its line in the help. */
const usages = {
  serve: { call: "serve", help: "[serve] [options]   serve rooms and pages" },
  health: { call: "health", help: "health [options]    ask whether the server here is well" },
  backup: {
    call: "backup FILE",
    help: "backup FILE         copy the database, also while serving",
  },
  export: {
    call: "export ROOM",
    help: "export ROOM [--format jsonl|html] [--output FILE]   write it down",
  },
  doctor: { call: "doctor", help: "doctor [--reindex]  look whether what is stored is sound" },
  migrate: {
    call: "migrate",
    help: "migrate --from sqlite:FOLDER --to URL [--skip-lost]   move all",
  },
} as const satisfies Record<ProgramCommand["command"], { call: string; help: string }>;

/** The lines of the help that tell of commands. */
export const commandLines: readonly string[] = Object.values(usages).map(({ help }, index) =>
  `${index === 0 ? "Usage:" : "      "} parley ${help}`
);

/** Flags that belong to one command, as `parseArgs` of `node:util` wants them. */
export const commandFlags = {
  format: { type: "string" },
  output: { type: "string" },
  reindex: { type: "boolean" },
  from: { type: "string" },
  to: { type: "string" },
  "skip-lost": { type: "boolean" },
} as const;

/** Which command each of them belongs to. */
const owners = {
  format: "export",
  output: "export",
  reindex: "doctor",
  from: "migrate",
  to: "migrate",
  "skip-lost": "migrate",
} as const;

/**
 * Reads which command is meant.
 *
 * @param positionals What is no flag, in order; nothing means `serve`.
 * @param flags Values of {@linkcode commandFlags}, and of any other.
 * @throws {OperatorError} when there is no such command, or it is told too little or too much.
 */
export function parseCommand(
  positionals: readonly string[],
  flags: { readonly [Flag in keyof typeof commandFlags]?: unknown },
): ProgramCommand {
  const [command = "serve", ...operands] = positionals;
  const usage = Object.entries(usages).find(([name]) => name === command)?.[1];
  const [operand, ...more] = operands;
  const isWhole = usage?.call.includes(" ") ? Boolean(operand) : operand === undefined;
  if (!usage || !isWhole || more.length > 0) {
    const calls = Object.values(usages).map(({ call }) => call).join(", ");
    const given = hideSecrets([command, ...operands].join(" "));
    throw new OperatorError(
      `Cannot run "${given}": it needs to be ${usage?.call ?? `one of ${calls}`}, see --help`,
    );
  }
  for (const [flag, owner] of Object.entries(owners)) {
    if (owner === command || flags[flag as keyof typeof owners] === undefined) continue;
    throw new OperatorError(`Cannot use --${flag} with ${command}: it belongs to ${owner}`);
  }
  // It is one of the table's, as was just made sure of.
  const name = command as keyof typeof usages;
  switch (name) {
    case "export":
      return parseExport(operand!, flags);
    case "backup":
      return { command: name, file: operand! };
    case "doctor":
      return { command: name, reindex: flags.reindex === true };
    case "migrate":
      return parseMigrate(flags);
    default:
      return { command: name };
  }
}

function parseExport(
  room: string,
  { format: given = "jsonl", output }: { readonly format?: unknown; readonly output?: unknown },
): ProgramCommand {
  const format = exportFormats.find((format) => format === given);
  if (!format) {
    const wanted = exportFormats.join("|");
    throw new OperatorError(`Cannot use --format "${given}": it needs to be ${wanted}`);
  }
  if (output === "") throw new OperatorError('Cannot use --output "": it needs to be a file');
  try {
    const file = output === undefined ? {} : { output: `${output}` };
    return { command: "export", room: parseRoomName(room), format, ...file };
  } catch (cause) {
    if (!(cause instanceof ChatError)) throw cause;
    throw new OperatorError(`Cannot export room "${room}": ${cause.message}`, { cause });
  }
}

function parseMigrate(
  { from = "", to, "skip-lost": skipsLost }: {
    readonly [Flag in keyof typeof commandFlags]?: unknown;
  },
): ProgramCommand {
  const folder = /^sqlite:(.+)$/.exec(`${from}`)?.[1];
  if (folder === undefined) {
    // Not shown: it may be the other address, with a password.
    throw new OperatorError("Cannot migrate: --from needs to be sqlite:FOLDER, as sqlite:./data");
  }
  return {
    command: "migrate",
    from: folder,
    ...(to !== undefined && { to: `${to}` }),
    skipsLost: skipsLost === true,
  };
}
