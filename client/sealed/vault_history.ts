import type { LocalLog, Place } from "./local_log.ts";
import type { ArchivedMessage, SealedHistory } from "./archive.ts";
import type { Content } from "./content.ts";
import type { Unsealed } from "./session_turn.ts";
import type { Vault } from "./vault.ts";

/** What {@linkcode VaultHistory} needs. */
export interface VaultHistoryParts {
  readonly vault: Vault;
  /** Names of all direct rooms of the person, as the server says. */
  rooms(): Promise<readonly string[]>;
  logOf(room: string): LocalLog;
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
    for await (const unsealed of this.#parts.logOf(room).contents()) yield archivedOf(unsealed);
  }

  /** See {@linkcode SealedHistory.restore}. */
  async restore(room: string, messages: readonly ArchivedMessage[]): Promise<void> {
    const { vault, logOf, restored } = this.#parts;
    await vault.exclusively(`room ${room}`, async () => {
      const draft = await logOf(room).edit();
      for (const message of messages) {
        if (await draft.hasRead(message.seq)) continue;
        const { place, content } = unsealedOf(message);
        await draft.add(place, content);
      }
      await vault.write(draft.changes());
    });
    restored(room);
  }
}

/** Something that was unsealed, as an archive keeps it. */
export function archivedOf({ place, content }: Unsealed): ArchivedMessage {
  const { seq, ...rest } = place;
  return { seq, content: JSON.stringify({ ...rest, content }) };
}

/** Only one's own devices can have written it. */
function unsealedOf({ seq, content: json }: ArchivedMessage): Unsealed {
  const { content, ...place } = JSON.parse(json) as Omit<Place, "seq"> & { content: Content };
  return { place: { ...place, seq }, content };
}
