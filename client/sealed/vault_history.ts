import type { Place } from "./kept_log.ts";
import type { LocalLog } from "./local_log.ts";
import type { SealedHistory } from "./archive.ts";
import type { ArchivedMessage } from "./archive_entry.ts";
import type { Content } from "./content.ts";
import type { Origin } from "./known_logs.ts";
import type { Unsealed } from "./session_parts.ts";
import type { Vault, VaultChange } from "./vault.ts";

/** What {@linkcode VaultHistory} needs. */
export interface VaultHistoryParts {
  readonly vault: Vault;
  /** Names of all direct rooms of the person, as the server says. */
  rooms(): Promise<readonly string[]>;
  logOf(room: string): LocalLog;
  /** What is to be written so that these are in the archive no more. */
  gone(room: string, origins: readonly Origin[]): readonly VaultChange[];
  /** More is known of a room than before. */
  restored(room: string): void;
}

/** What this browser knows of all direct rooms, as the archive takes and gives it. */
export class VaultHistory implements SealedHistory {
  readonly #parts: VaultHistoryParts;

  constructor(parts: VaultHistoryParts) {
    this.#parts = parts;
  }

  /** See {@linkcode SealedHistory.rooms}. */
  rooms(): Promise<readonly string[]> {
    return this.#parts.rooms();
  }

  /** See {@linkcode SealedHistory.known}. */
  async *known(room: string): AsyncGenerator<ArchivedMessage> {
    for await (const { epoch, ...unsealed } of this.#parts.logOf(room).contents()) {
      yield archivedOf(epoch, unsealed);
    }
  }

  /** See {@linkcode SealedHistory.restore}. */
  async restore(room: string, messages: readonly ArchivedMessage[]): Promise<void> {
    const { vault, logOf, gone, restored } = this.#parts;
    await vault.exclusively(`room ${room}`, async () => {
      const draft = await logOf(room).edit();
      const logs = logsOf(messages);
      // Those that are not known here stand before all that are, the newest of them last.
      for (const { epoch } of logs.toReversed()) draft.turnTo(epoch);
      // What is said of a message may stand in a later log than the message.
      for (const { epoch, unsealed } of logs) {
        draft.turnTo(epoch);
        for (const { place, content } of unsealed) await draft.add(place, content);
      }
      // Last of all: it was said since.
      await draft.applyEarly();
      await vault.write([...draft.changes(), ...gone(room, draft.deleted())]);
    });
    restored(room);
  }
}

/** Something that was unsealed in the log named `epoch`, as an archive keeps it. */
export function archivedOf(epoch: string, { place, content }: Unsealed): ArchivedMessage {
  const { seq, ...rest } = place;
  return { epoch, seq, content: JSON.stringify({ ...rest, content }) };
}

/** What an archive has of each log, in its order; the oldest log first. */
function logsOf(
  messages: readonly ArchivedMessage[],
): { readonly epoch: string; readonly unsealed: readonly Unsealed[] }[] {
  const logs = Map.groupBy(messages, ({ epoch }) => epoch);
  return [...logs].map(([epoch, some]) => ({
    epoch,
    unsealed: some.toSorted((a, b) => a.seq - b.seq).map(unsealedOf),
  })).sort((a, b) => a.unsealed[0]!.place.at - b.unsealed[0]!.place.at);
}

/** Only one's own devices can have written it. */
function unsealedOf({ seq, content: json }: ArchivedMessage): Unsealed {
  const { content, ...place } = JSON.parse(json) as Omit<Place, "seq"> & { content: Content };
  return { place: { ...place, seq }, content };
}
