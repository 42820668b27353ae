import type { Clock } from "../../lib/clock.ts";
import type { Author } from "../outbox/outbox_store.ts";
import type { Sealed } from "./sealed.ts";
import { vaultName } from "./vault_name.ts";

/** What {@linkcode signOut} needs from outside. */
export interface SignOutParts {
  readonly clock: Clock;
  /** Names of the databases in this browser; `undefined` where it does not say. */
  databaseNames(): Promise<readonly string[] | undefined>;
  /** Deletes a database; resolves when that was asked for. */
  deleteDatabase(name: string): Promise<void>;
  /** Loads what is sealed. */
  openSealed(): Promise<Sealed>;
  /** Asks whether to go on, for nobody will be able to read anything any more. */
  confirmLast(): boolean;
}

/** Milliseconds for which each step is waited for. */
const patienceMs = 3_000;
/**
 * The same for the account's own farewell: that waits 3 s for the server, and then still has to wipe
 * what this browser kept. If both were as long, nobody would wait for the wiping.
 */
const farewellMs = 6_000;

/**
 * Takes this browser off its owner's devices and forgets what it kept; nothing where it is none. The
 * session is still to be ended. Never rejects, and takes 15 s at the very most, besides the time for
 * which a question stands.
 *
 * @returns Whether to go on.
 */
export async function signOut({ id }: Pick<Author, "id">, parts: SignOutParts): Promise<boolean> {
  const names = await parts.databaseNames().catch(() => undefined);
  if (names !== undefined && !names.includes(vaultName(id))) return true;
  const sealed = await inTime(parts.clock, parts.openSealed());
  if (sealed !== undefined) {
    const { account } = sealed;
    await inTime(parts.clock, settled(sealed));
    if (isLastWord(sealed) && !parts.confirmLast()) {
      account.close();
      return false;
    }
    await inTime(parts.clock, account.signOut(), farewellMs);
  }
  // Whatever came of it, nothing stays here.
  await inTime(parts.clock, parts.deleteDatabase(vaultName(id)));
  return true;
}

/** Resolves once it is known how this browser stands and whether there is an archive. */
function settled({ account: { standing, archive } }: Sealed): Promise<void> {
  return new Promise((resolve) => {
    const look = () => {
      const isKnown = standing.peek().kind !== "opening" &&
        (standing.peek().kind !== "ready" || archive.peek().kind !== "unknown");
      if (isKnown) resolve();
    };
    standing.subscribe(look);
    archive.subscribe(look);
  });
}

/** Whether nobody could read anything any more: the last device, and no archive that is known of. */
function isLastWord({ account: { standing, devices, archive } }: Sealed): boolean {
  const state = archive.peek();
  const hasArchive = state.kind === "off" ? state.isThere : state.kind !== "unknown";
  return standing.peek().kind === "ready" && devices.peek().length <= 1 && !hasArchive;
}

/** Gives what a promise does, or nothing when that takes too long or fails. */
async function inTime<T>(
  clock: Clock,
  promise: Promise<T>,
  ms = patienceMs,
): Promise<T | undefined> {
  let cancel = () => {};
  const late = new Promise<undefined>((resolve) => {
    cancel = clock.schedule(ms, () => resolve(undefined));
  });
  try {
    return await Promise.race([promise.catch(() => undefined), late]);
  } finally {
    cancel();
  }
}
