/** What keeps everything, as the operator chose it. */
import { join } from "@std/path";
import { loadSecretKey } from "../store/secret_key.ts";
import type { Clock } from "../clock.ts";
import type { Config } from "../config/config.ts";
import { flagOf } from "../config/config.ts";
import { OperatorError } from "../errors.ts";
import type { Blobs } from "../files/blobs.ts";
import { DiskBlobs } from "../files/disk_blobs.ts";
import { PostgresBlobs } from "../files/postgres_blobs.ts";
import { S3Blobs } from "../files/s3_blobs.ts";
import type { Log } from "../log.ts";
import type { Leases } from "../store/leases.ts";
import { LocalLeases } from "../store/leases.ts";
import { MemoryStore } from "../store/memory_store.ts";
import { PostgresStore } from "../store/postgres_store.ts";
import { SqliteStore } from "../store/sqlite_store.ts";
import type { Store } from "../store/store.ts";
import type { TroubleList } from "../trouble_list.ts";

/** What is made besides. */
export interface StorageParts {
  readonly log: Log;
  readonly clock: Clock;
  /** Is told of trouble; nobody is unless given. */
  readonly troubles?: TroubleList;
}

/** A store, and what all servers on it share. */
export interface Storage {
  readonly store: Store;
  readonly leases: Leases;
  /** Gives 32 random bytes, always the same for a name; made when it is first asked for. */
  readonly secret: (name: SecretName) => Promise<Uint8Array>;
  /** What the store takes besides the data folder, in bytes. */
  readonly bytes: () => Promise<number>;
}

/** What signs guests' cookies, what is told to push services, and webhooks. */
export type SecretName = "guests" | "push" | "webhooks";

/**
 * Opens the store that `config` names, and makes it where there is none.
 *
 * @throws {OperatorError} when that cannot be.
 */
export async function openStorage(config: Config, parts: StorageParts): Promise<Storage> {
  if (config.store === "postgres") {
    const store = await openPostgres(config, parts);
    const secret = (name: SecretName) => store.secret(name);
    return { store, leases: store.leases, secret, bytes: () => store.bytes() };
  }
  // The folder is made with the first secret, which says what is wrong with it.
  await loadSecretKey(config.data, "guests.key");
  return storageOf(await openFile(config, parts), config);
}

/**
 * Opens the PostgreSQL that `config` names for the logs.
 *
 * @param isReadOnly Whether they are only looked at.
 * @throws {OperatorError} when that cannot be.
 */
export async function openPostgres(
  config: Config,
  { isReadOnly = false, ...parts }: StorageParts & { isReadOnly?: boolean },
): Promise<PostgresStore> {
  demandOptions(config, "logs in postgres", ["databaseUrl"]);
  const { databaseUrl: url, databasePool: connections } = config;
  return await PostgresStore.open({ url, connections, isReadOnly, ...parts });
}

/** A store that one server has for itself, with its secrets in files. */
export function storageOf(store: Store, { data }: Pick<Config, "data">): Storage {
  const secret = (name: SecretName) => loadSecretKey(data, `${name}.key`);
  return { store, leases: new LocalLeases(), secret, bytes: () => Promise.resolve(0) };
}

function openFile(
  { store, data, durability }: Config,
  { log, troubles }: StorageParts,
): Promise<Store> {
  if (store === "memory") return Promise.resolve(new MemoryStore());
  return SqliteStore.open({ path: join(data, "parley.db"), durability, log, troubles });
}

/**
 * Opens what `config` names for the bytes of files.
 *
 * @param isReadOnly Whether they are only looked at.
 * @throws {OperatorError} when that cannot be.
 */
export async function openBlobs(
  config: Config,
  { isReadOnly = false, ...parts }: StorageParts & { isReadOnly?: boolean },
): Promise<Blobs> {
  const { files, store, data } = config;
  switch (files) {
    case "disk": {
      const isTemporary = store === "memory";
      // What is kept in memory must not touch what another run keeps in the same folder.
      const folder = join(data, isTemporary ? "files.memory" : "files");
      return await DiskBlobs.open({ folder, isTemporary, isReadOnly, ...parts });
    }
    case "postgres":
      demandOptions(config, "files in postgres", ["databaseUrl"]);
      return await PostgresBlobs.open({ url: config.databaseUrl, ...parts });
    case "s3":
      demandOptions(config, "files in s3", ["s3Endpoint", "s3Bucket", "s3KeyId", "s3Secret"]);
      return await S3Blobs.open({
        endpoint: config.s3Endpoint,
        bucket: config.s3Bucket,
        region: config.s3Region,
        keyId: config.s3KeyId,
        secret: config.s3Secret,
        ...parts,
      });
  }
}

function demandOptions(config: Config, what: string, keys: readonly (keyof Config)[]): void {
  const missing = keys.filter((key) => config[key] === "").map((key) => `--${flagOf(key)}`);
  if (missing.length === 0) return;
  throw new OperatorError(`Cannot keep ${what}: ${missing.join(", ")} is missing`);
}
