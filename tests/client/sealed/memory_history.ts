import type { SealedHistory } from "../../../client/sealed/archive.ts";
import type { ArchivedMessage } from "../../../client/sealed/archive_entry.ts";

/** What a browser knows of its rooms, in memory. */
export class MemoryHistory implements SealedHistory {
  readonly messages = new Map<string, ArchivedMessage[]>();

  /** @param all Every direct room of the person. */
  constructor(readonly all: readonly string[] = ["direct.b", "direct.c"]) {}

  rooms(): Promise<readonly string[]> {
    return Promise.resolve(this.all);
  }

  async *known(room: string): AsyncGenerator<ArchivedMessage> {
    yield* this.messages.get(room) ?? [];
  }

  restore(room: string, messages: readonly ArchivedMessage[]): Promise<void> {
    const known = new Map(
      [...this.messages.get(room) ?? [], ...messages].map((
        message,
      ) => [`${message.epoch} ${message.seq}`, message]),
    );
    this.messages.set(room, [...known.values()].sort((a, b) => a.seq - b.seq));
    return Promise.resolve();
  }

  /** Notes what a test made up: the words get these places in the room. */
  say(room: string, contents: Readonly<Record<number, string>>): ArchivedMessage[] {
    const messages = Object.entries(contents).map(([seq, content]) => ({
      epoch: "e1",
      seq: +seq,
      content,
    }));
    void this.restore(room, messages);
    return messages;
  }
}
