import { fold } from "../../lib/wire/fold.ts";
import type { Message, RoomEvent } from "../../lib/wire/messages.ts";
import type { Content, Reference } from "./content.ts";
import type { Change, EarlyChange, Entry, KeptMessage, LogKeys, Place } from "./kept_log.ts";
import { goesWithout, mayChange } from "./kept_log.ts";
import { baseOf, begun, originOf, recalled } from "./known_logs.ts";
import type { KnownLogs, Origin } from "./known_logs.ts";
import type { SealedNote } from "./sealed_note.ts";
import type { Vault, VaultChange } from "./vault.ts";

/** What a {@linkcode LogDraft} begins with. */
export interface DraftStart {
  readonly vault: Vault;
  readonly keys: LogKeys;
  readonly logs: KnownLogs;
  readonly newest: KeptMessage | undefined;
}

/**
 * What is about to be written to the log of a direct room: what it has and what is new, as one. What was
 * read once stays, whatever the server puts in its place.
 */
export class LogDraft {
  readonly #keys: LogKeys;
  readonly #vault: Vault;
  readonly #messages = new Map<number, KeptMessage | undefined>();
  readonly #changed = new Set<number>();
  readonly #entries = new Map<number, Entry>();
  /** Where messages stand, by their authors and ids. */
  readonly #ids = new Map<string, number>();
  /** Places of messages that are deleted by it, and of what had changed their words. */
  readonly #deleted: number[] = [];
  /** What is to be kept of changes that came before their messages, or not any more. */
  readonly #early: VaultChange[] = [];
  readonly #before: KnownLogs;
  #logs: KnownLogs;
  /** Behind which place the numbers count that are given. */
  #base: number;
  #last: KeptMessage | undefined;

  /** Made by the `edit()` of a `LocalLog`. */
  constructor({ vault, keys, logs, newest }: DraftStart) {
    this.#vault = vault;
    this.#keys = keys;
    this.#before = this.#logs = logs;
    this.#base = baseOf(logs)!;
    this.#last = newest;
  }

  /**
   * From here on this log of the server is the current one; those before it stay.
   *
   * @param noted Where another one was read before, which is to be told: when, and in whose name.
   */
  async begin(epoch: string, noted?: Omit<Place, "seq">): Promise<void> {
    this.#logs = begun(this.#logs, epoch, noted !== undefined);
    this.#base = baseOf(this.#logs)!;
    // No entry has this number.
    if (noted) await this.note({ ...noted, seq: 0 }, [{ kind: "log_renewed" }]);
  }

  /**
   * From here on the numbers of this log are given. One that was not known here stands before all
   * others.
   */
  turnTo(epoch: string): void {
    this.#logs = recalled(this.#logs, epoch);
    this.#base = baseOf(this.#logs, epoch)!;
  }

  /** What the log is called whose numbers are given. */
  get epoch(): string {
    return this.#logs.find(({ base }) => base === this.#base)?.epoch ?? "";
  }

  /** Puts down what somebody said or did; what they may not do does not happen. */
  async add(place: Place, content: Content): Promise<void> {
    if (await this.hasRead(place.seq)) return;
    const seq = this.#base + place.seq;
    const here = { ...place, seq };
    switch (content.kind) {
      case "say": {
        const { kind: _, replyTo, ...said } = content;
        // A server may have had it sealed twice, or made it stand there twice.
        const known = await this.#placeOf({ by: place.from.id, id: said.id });
        if (known !== undefined && known !== seq) return this.skip(place.seq);
        this.#ids.set(`${place.from.id} ${said.id}`, seq);
        const answered = replyTo && await this.#answered(replyTo, place.seq);
        const message = {
          ...said,
          ...(answered !== undefined && { replyTo: answered }),
        } as Partial<Message>;
        this.#put(seq, { type: "message", ...here, ...message });
        this.#entries.set(seq, { type: "message" });
        return;
      }
      case "edit":
        return await this.#change({ type: "edited", ...here }, content);
      case "delete":
        return await this.#change({ type: "deleted", ...here }, content);
      case "react": {
        const { emoji, on } = content;
        return await this.#change({ type: "reacted", ...here, emoji, on }, content);
      }
      case "read":
        return this.skip(place.seq);
    }
  }

  /**
   * Puts down what this client says itself. Of several the same in a row the first is enough, and so
   * it is of all that was said before this device came.
   */
  async note({ seq, at, from }: Place, notes: readonly SealedNote[]): Promise<void> {
    if (await this.hasRead(seq)) return;
    const isSaid = this.#last?.notes !== undefined && goesWithout(notes, this.#last.notes);
    if (isSaid || notes.length === 0) return this.skip(seq);
    const place = this.#base + seq;
    this.#put(place, { type: "message", seq: place, at, from, notes });
    this.#entries.set(place, { type: "message" });
  }

  /** Puts down that there is nothing to be seen. */
  async skip(seq: number): Promise<void> {
    if (!await this.hasRead(seq)) this.#entries.set(this.#base + seq, { type: "nothing" });
  }

  /** Whether an entry was taken in, whatever came of it. */
  async hasSeen(seq: number): Promise<boolean> {
    return await this.#entry(seq) !== undefined;
  }

  /** Whether something is kept of an entry that can be seen. */
  async hasRead(seq: number): Promise<boolean> {
    const entry = await this.#entry(seq);
    if (entry === undefined || entry.type === "nothing") return false;
    return entry.type !== "message" || (await this.#find(this.#base + seq))?.notes === undefined;
  }

  /**
   * Whether a message stood in a former log as it stands in this one: the server was set back, and
   * tells once more what it has told.
   */
  async isToldAgain({ seq, at, from }: Place): Promise<boolean> {
    for (const { base } of this.#logs) {
      const known = base < this.#base ? await this.#find(base + seq) : undefined;
      if (known?.at === at && known.from.id === from.id) return true;
    }
    return false;
  }

  /** The number of a message that is meant; nothing where it is not known here. */
  async numberOf(reference: Pick<Reference, "by" | "id">): Promise<number | undefined> {
    const place = await this.#placeOf(reference);
    return place === undefined ? undefined : place - this.#base;
  }

  /** Has what was said of messages that came now, before they came, apply to them. */
  async applyEarly(): Promise<void> {
    for (const name of this.#ids.keys()) {
      const early = await this.#vault.list<EarlyChange>(this.#keys.of("early", name));
      for (const { key, value: { given, content } } of early) {
        await this.#change(given, content);
        this.#early.push({ key });
      }
    }
  }

  /** Where the messages that were deleted really stand, and what changed their words. */
  deleted(): Origin[] {
    return this.#deleted.map((place) => originOf(this.#logs, place));
  }

  /** What has to be written. */
  changes(): VaultChange[] {
    return [
      ...(this.#logs === this.#before ? [] : [{ key: this.#keys.logs, value: this.#logs }]),
      ...[...this.#entries].map(([at, value]) => ({ key: this.#keys.of("log", at), value })),
      ...[...this.#changed].map((at) => ({
        key: this.#keys.of("message", at),
        value: this.#messages.get(at)!,
      })),
      ...[...this.#ids].map(([name, value]) => ({ key: this.#keys.of("id", name), value })),
      ...this.#early,
    ];
  }

  async #change(
    given: EarlyChange["given"],
    content: EarlyChange["content"],
  ): Promise<void> {
    // By its id: the number is the server's, and that of another log may be another message's.
    const place = await this.#placeOf(content.target);
    const target = place === undefined ? undefined : await this.#find(place);
    if (place === undefined) {
      const { by, id } = content.target;
      const key = [...this.#keys.of("early", `${by} ${id}`), given.seq];
      this.#early.push({ key, value: { given, content } satisfies EarlyChange });
    }
    const entry = { ...given, target: place } as Change;
    if (target === undefined || !mayChange(entry, target)) {
      return this.skip(given.seq - this.#base);
    }
    const event = content.kind === "edit"
      ? { ...entry, type: "edited", text: content.text } as const
      : entry as Exclude<RoomEvent, Message>;
    const { edits = [] } = target;
    const folded = fold(target, event) as KeptMessage;
    const isEdit = entry.type === "edited";
    this.#put(entry.target, isEdit ? { ...folded, edits: [...edits, entry.seq] } : folded);
    this.#entries.set(entry.seq, entry);
    if (entry.type === "deleted") this.#deleted.push(entry.target, ...edits);
  }

  async #placeOf({ by, id }: Pick<Reference, "by" | "id">): Promise<number | undefined> {
    const name = `${by} ${id}`;
    return this.#ids.get(name) ?? await this.#vault.get<number>(this.#keys.of("id", name));
  }

  /** The place of a message that is answered; of one that is not here yet, where it should stand. */
  async #answered(reference: Reference, by: number): Promise<number | undefined> {
    const known = await this.#placeOf(reference);
    // What is still to come is not what was answered, whatever its number will be.
    if (known !== undefined || reference.seq === 0 || reference.seq >= by) return known;
    const place = this.#base + reference.seq;
    return (await this.#find(place))?.id === undefined ? place : undefined;
  }

  async #entry(seq: number): Promise<Entry | undefined> {
    const place = this.#base + seq;
    return this.#entries.get(place) ?? await this.#vault.get<Entry>(this.#keys.of("log", place));
  }

  async #find(place: number): Promise<KeptMessage | undefined> {
    if (!this.#messages.has(place)) {
      const found = await this.#vault.get<KeptMessage>(this.#keys.of("message", place));
      this.#messages.set(place, found);
    }
    return this.#messages.get(place);
  }

  #put(place: number, message: KeptMessage): void {
    this.#messages.set(place, message);
    this.#changed.add(place);
    if (place >= (this.#last?.seq ?? -Infinity)) this.#last = message;
  }
}
