import type { Author } from "./outbox_store.ts";
import type { Sealed } from "./sealed/sealed.ts";
import { vaultName } from "./vault_name.ts";

/** What {@linkcode signOut} needs from outside. */
export interface SignOutParts {
  /** Names of the databases in this browser; `undefined` where it does not say. */
  databaseNames(): Promise<readonly string[] | undefined>;
  /** Deletes a database; resolves when that was asked for. */
  deleteDatabase(name: string): Promise<void>;
  /** Loads what is sealed. */
  openSealed(): Promise<Sealed>;
  /** Asks whether to go on, for nobody will be able to read anything any more. */
  confirmLast(): boolean;
}

/** Milliseconds that signing out may take longer for what is sealed. */
const patienceMs = 3_000;

/**
 * Takes this browser off its owner's devices and forgets what it kept; nothing where it is none. The
 * session is still to be ended. Never rejects, and never takes much longer than 3 s twice, besides
 * the time for which a question stands.
 *
 * @returns Whether to go on.
 */
export async function signOut({ id }: Pick<Author, "id">, parts: SignOutParts): Promise<boolean> {
  const names = await parts.databaseNames().catch(() => undefined);
  if (names !== undefined && !names.includes(vaultName(id))) return true;
  const sealed = await inTime(parts.openSealed());
  if (sealed !== undefined) {
    const { account } = sealed;
    await inTime(settled(sealed));
    if (isLastWord(sealed) && !parts.confirmLast()) {
      account.close();
      return false;
    }
    await inTime(account.signOut());
  }
  // Whatever came of it, nothing stays here.
  await inTime(parts.deleteDatabase(vaultName(id)));
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
async function inTime<T>(promise: Promise<T>): Promise<T | undefined> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), patienceMs);
  });
  try {
    return await Promise.race([promise.catch(() => undefined), late]);
  } finally {
    clearTimeout(timer);
  }
}
