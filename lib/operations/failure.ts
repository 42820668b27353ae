import { OperatorError } from "../errors.ts";
import { explainSqlite } from "../store/sqlite_errors.ts";

/**
 * Makes an error of the database or the disk one for the operator. Any other stays as it is: it is
 * either that already, or a mistake of this program.
 *
 * @param what What failed, as `Cannot back up to "a.db"`.
 */
export function operatorError(what: string, error: unknown): unknown {
  const { code } = error as { code?: unknown };
  const isOfOutside = error instanceof Error && typeof code === "string";
  if (!isOfOutside || error instanceof OperatorError) return error;
  return new OperatorError(`${what}: ${explainSqlite(error)}`, { cause: error });
}
