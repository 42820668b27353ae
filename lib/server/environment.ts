/** What libraries see of the environment: `config.ts` reads what is meant for the program. */
import process from "node:process";

/** What the driver of PostgreSQL takes where an address leaves it open, as `libpq` does. */
export const libraryVariables: readonly string[] = [
  "PGHOST",
  "PGUSER",
  "PGPASSWORD",
  "PGDATABASE",
  "USER",
  "LOGNAME",
  "USERNAME",
];

/**
 * Shows libraries these variables and no others. To be called before they load: one of them lists
 * the whole environment as it does, for which it would have to be allowed the whole.
 */
export function narrowEnvironment(): void {
  const shown = libraryVariables.map((name) => [name, Deno.env.get(name)] as const);
  process.env = Object.fromEntries(shown.filter(([, value]) => value !== undefined));
}
