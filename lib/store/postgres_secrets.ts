import type { PostgresPool } from "./postgres_pool.ts";

/** Bytes of one secret. */
const secretBytes = 32;

/**
 * The secret of this name that all servers on one database share; made when it is first asked for.
 *
 * @returns 32 random bytes.
 */
export async function sharedSecret(pool: PostgresPool, name: string): Promise<Uint8Array> {
  const made = crypto.getRandomValues(new Uint8Array(secretBytes)).toBase64();
  const [row] = await pool.write((sql) =>
    sql<{ key: string }[]>`
      insert into server_keys (name, key) values (${name}, ${made})
      on conflict (name) do update set name = excluded.name
      returning key`, true);
  return Uint8Array.fromBase64(row!.key);
}
