import type { Clock } from "./clock.ts";
import { messageOf } from "./errors.ts";

/** How much a line matters, least first. */
export const logLevels = ["debug", "info", "warn", "error"] as const;

/** One of {@linkcode logLevels}. */
export type LogLevel = typeof logLevels[number];

/** How lines look: for eyes, or one JSON object each. */
export const logFormats = ["text", "json"] as const;

/** One of {@linkcode logFormats}. */
export type LogFormat = typeof logFormats[number];

/** Details of a line; no secrets and no message texts, ever. An `Error` is written with its stack. */
export type LogFields = Readonly<Record<string, unknown>>;

/** Writes lines about what the server does; never throws. */
export type Log = { readonly [Level in LogLevel]: (message: string, fields?: LogFields) => void };

/** What {@linkcode createLog} needs. */
export interface LogOptions {
  /** Lines below this level are dropped. */
  level: LogLevel;
  format: LogFormat;
  clock: Clock;
  /** Takes each finished line; standard error unless given. */
  write?: (line: string) => void;
}

/** Makes a log. The only code in `lib/` that writes to the console. */
export function createLog(options: LogOptions): Log {
  // deno-lint-ignore no-console
  const { level, format, clock, write = (line) => console.error(line) } = options;
  const render = format === "json" ? renderJson : renderText;
  function writer(of: LogLevel): Log[LogLevel] {
    if (logLevels.indexOf(of) < logLevels.indexOf(level)) return () => {};
    return (message, fields = {}) => {
      const at = new Date(clock.now()).toISOString();
      write(render(at, of, message, fields));
    };
  }
  return {
    debug: writer("debug"),
    info: writer("info"),
    warn: writer("warn"),
    error: writer("error"),
  };
}

function renderJson(at: string, level: LogLevel, message: string, fields: LogFields): string {
  return stringify({ at, level, message, ...fields }) ??
    JSON.stringify({ at, level, message, fields: unwritable });
}

function renderText(at: string, level: LogLevel, message: string, fields: LogFields): string {
  // Quoting everything but plain words keeps a name from forging a line of its own.
  const details = Object.entries(fields).map(([key, value]) => {
    const shown = value === undefined ? "undefined" : stringify(value) ?? unwritable;
    return /^"[\w.:/@-]+"$/.test(shown) ? `${key}=${shown.slice(1, -1)}` : `${key}=${shown}`;
  });
  return [at, level.toUpperCase().padEnd(5), message, ...details].join(" ");
}

/** Stands for what JSON cannot hold. */
const unwritable = "(unwritable)";

/** As JSON, or `undefined` for what it cannot hold: a circle, a function. */
function stringify(value: unknown): string | undefined {
  try {
    return JSON.stringify(value, plainError);
  } catch {
    return undefined;
  }
}

function plainError(_key: string, value: unknown): unknown {
  if (typeof value === "bigint") return `${value}`;
  if (!(value instanceof Error)) return value;
  const { name, message, stack, cause } = value;
  // The stack begins with the message.
  const words = messageOf(value);
  return {
    name,
    message: words,
    stack: stack?.replace(message, () => words),
    // What is no error may be anything: some libraries put whole answers there.
    ...(cause instanceof Error && { cause }),
  };
}
