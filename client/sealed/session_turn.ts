/** Taking entries of a direct room's log in, one after the other, by the rules of `docs/SEALED.md`. */
import type { Message, RoomEvent } from "../../lib/wire/messages.ts";
import type { Content } from "./content.ts";
import { decodeContent } from "./content.ts";
import { readCredential } from "./credential.ts";
import type { Envelope } from "./envelope.ts";
import { decodeEnvelope } from "./envelope.ts";
import type { Place } from "./kept_log.ts";
import type { KeptSession, Outgoing } from "./kept_session.ts";
import { erasuresIn, outgoingKey, pageRefOf, wireRefOf } from "./kept_session.ts";
import type { LogDraft } from "./log_draft.ts";
import { bindingOf, isOfTwo, membersOf } from "./members.ts";
import { membershipNotes } from "./membership_notes.ts";
import type { MessageHead, OwnPackage } from "./mls.ts";
import { MlsError } from "./mls_error.ts";
import type { Group, Leaf } from "./mls_group.ts";
import {
  epochOf,
  epochsKept,
  idOf,
  isBoundTo,
  isStillIn,
  leavesOf,
  withHeard,
} from "./mls_group.ts";
import { about } from "./sealed_note.ts";
import type { SealedNote, UnreadableCause } from "./sealed_note.ts";
import type { SessionParts, Unsealed } from "./session_parts.ts";
import type { VaultChange, VaultKey } from "./vault.ts";

/** What a {@linkcode SessionTurn} begins with. */
export interface TurnStart {
  readonly kept: KeptSession;
  readonly group: Group | undefined;
  /** Where what is read is put down. */
  readonly draft: LogDraft;
  /** Whether the other's newest list was asked for just now. */
  readonly hasAsked?: boolean;
}

/**
 * One turn: it reads the vault and writes nothing; what comes of it is for the caller to write, all or
 * nothing. Belongs into the room's lock.
 */
export class SessionTurn {
  readonly #parts: SessionParts;
  readonly #draft: LogDraft;
  readonly #changes: VaultChange[] = [];
  readonly #unsealed: Unsealed[] = [];
  #kept: KeptSession;
  #group: Group | undefined;
  readonly #hasAsked: boolean;
  #lacksList = false;

  constructor(parts: SessionParts, { kept, group, draft, hasAsked = false }: TurnStart) {
    this.#hasAsked = hasAsked;
    this.#parts = parts;
    this.#kept = kept;
    this.#group = group;
    this.#draft = draft;
  }

  /** The session as it is now, without its group. */
  get kept(): KeptSession {
    return this.#kept;
  }

  /** Its group; `undefined` where this device is in none. */
  get group(): Group | undefined {
    return this.#group;
  }

  /** Whether a device of the other came that is not on the list that is known, which was not asked for yet. */
  get lacksList(): boolean {
    return this.#lacksList;
  }

  /** What else has to be written. */
  get changes(): readonly VaultChange[] {
    return this.#changes;
  }

  /** What was read, in its order. */
  get unsealed(): readonly Unsealed[] {
    return this.#unsealed;
  }

  /** Takes the next entry in. */
  async take(event: RoomEvent): Promise<void> {
    await this.#take(event);
    this.#kept = { ...this.#kept, processed: event.seq };
  }

  /**
   * The server has forgotten what stood between what was taken in and this place. The session may have
   * been changed there.
   */
  async forget(seq: number, at: number): Promise<void> {
    const { peer, clock } = this.#parts;
    const note: SealedNote = { kind: "unreadable", cause: "forgotten", peer: peer.name };
    // An entry that stands for nothing has no time.
    await this.#draft.note({ seq, at: at || clock.now(), from: peer }, [note]);
    this.#kept = { behindSince: clock.now(), ...this.#kept, processed: seq };
  }

  async #take(event: RoomEvent): Promise<void> {
    if (event.type === "deleted") this.#changes.push({ key: this.#eraseKey(event.target) });
    if (event.type !== "message") return await this.#draft.skip(event.seq);
    if (event.deleted) return this.#cannotRead(event, "deleted");
    if (event.box === undefined) {
      // No device has said that: a server that lets it through is not to be trusted.
      this.#parts.alarmed("false_sender", event.from.id);
      return await this.#draft.skip(event.seq);
    }
    const envelope = decodeEnvelope(event.box);
    if (envelope === "newer") return this.#cannotRead(event, "newer_version");
    if (envelope === undefined) return this.#cannotRead(event, "damaged");
    await this.#learnSession(event, envelope);
    switch (envelope.kind) {
      case "create":
        return await this.#takeCreate(event, envelope);
      case "commit":
        return await this.#takeCommit(event, envelope);
      case "message":
        return await this.#takeMessage(event, envelope);
    }
  }

  /**
   * Whoever is in no session, or may have missed something, learns from others which is the current
   * one: the log may begin late. What was seen here itself, and began none, is none.
   */
  async #learnSession({ seq }: Message, { session }: Envelope): Promise<void> {
    const { current, behindSince } = this.#kept;
    const mayLearn = this.#group === undefined || behindSince !== undefined;
    const isNew = mayLearn && session > current && session < seq;
    if (!isNew || await this.#draft.hasSeen(session)) return;
    if (this.#group !== undefined) this.#leave();
    const { passed: _, ...kept } = this.#kept;
    this.#kept = { ...kept, current: session };
  }

  async #takeCreate(
    event: Message,
    { session, welcome }: Envelope & { kind: "create" },
  ): Promise<void> {
    const { made, change: _, outSince: __, behindSince: ___, passed: ____, ...kept } = this.#kept;
    const isOwn = made !== undefined && this.#isBy(event, made.ref);
    if (session !== kept.current) {
      if (isOwn) this.#forgetPending();
      return await this.#draft.skip(event.seq);
    }
    this.#group = isOwn ? this.#decode(made.group) : await this.#join(welcome);
    if (isOwn) this.#changes.push({ key: this.#groupKey(this.#group!), value: true });
    this.#kept = { ...kept, current: event.seq, sealed: 0 };
    if (this.#group === undefined) return await this.#isOut(event);
    const isRenewed = kept.told.length > 0;
    const note: SealedNote = { kind: "session_renewed", ...about(event.from.id, this.#parts.peer) };
    await this.#tell(event, isRenewed ? [note] : []);
  }

  async #takeCommit(
    event: Message,
    { session, commit, welcome }: Envelope & { kind: "commit" },
  ): Promise<void> {
    const { change } = this.#kept;
    const isOwn = change !== undefined && this.#isBy(event, change.ref);
    if (session !== this.#kept.current) return await this.#draft.skip(event.seq);
    if (this.#group === undefined) {
      const isFirst = this.#isFirst(commit);
      this.#group = isFirst && welcome ? await this.#join(welcome) : undefined;
      if (this.#group === undefined) return await this.#draft.skip(event.seq);
      const { outSince: _, passed: __, ...kept } = this.#kept;
      this.#kept = kept;
      return await this.#tell(event);
    }
    const epoch = epochOf(this.#group);
    if (isOwn && change.epoch === epoch) {
      this.#forgetPending();
      const after = this.#decode(change.group);
      // What the others refuse does not count here either.
      if (!isOfTwo(leavesOf(after), this.#pair)) return await this.#draft.skip(event.seq);
      this.#kept = { ...this.#kept, sealed: 0 };
      this.#group = withHeard(after, this.#group);
      return await this.#tell(event);
    }
    const head = this.#headOf(commit);
    const isOfGroup = head?.kind === "commit" && head.group === idOf(this.#group);
    if (!isOfGroup || head.epoch < epoch) {
      // The first of an epoch has won; what one wanted oneself is looked at anew.
      if (isOwn) this.#forgetPending();
      return await this.#draft.skip(event.seq);
    }
    if (head.epoch > epoch) return this.#fallBehind(event);
    const after = await this.#apply(this.#group, event, commit);
    if (after === "refused") return await this.#draft.skip(event.seq);
    this.#forgetPending();
    this.#catchUp();
    this.#heardOther();
    this.#group = after;
    if (after === undefined) return await this.#isOut(event);
    await this.#tell(event);
  }

  /**
   * Whether no other commit of its epoch has come before: whoever is in no group cannot tell by more
   * which one has won, and would be alone in the group that another one made.
   */
  #isFirst(commit: Uint8Array): boolean {
    const head = this.#headOf(commit);
    const { passed = -1 } = this.#kept;
    if (head?.kind !== "commit" || head.epoch <= passed) return false;
    this.#kept = { ...this.#kept, passed: head.epoch };
    return true;
  }

  /** @returns `undefined` when it puts this device out. */
  async #apply(
    before: Group,
    event: Message,
    commit: Uint8Array,
  ): Promise<Group | undefined | "refused"> {
    try {
      const { group, sender } = await this.#parts.mls.apply(
        before,
        commit,
        (leaves) => isOfTwo(leaves, this.#pair),
      );
      if (this.#isSender(event, sender)) return group;
      return "refused";
    } catch (error) {
      if (error instanceof MlsError) return "refused";
      throw error;
    }
  }

  async #takeMessage(
    event: Message,
    { session, message }: Envelope & { kind: "message" },
  ): Promise<void> {
    const own = await this.#ownOf(event);
    const group = this.#group;
    if (session !== this.#kept.current || group === undefined) {
      // What did not count is sealed anew by whoever said it; the others have nothing to see.
      if (own || group) return await this.#draft.skip(event.seq);
      const isOfCurrent = session === this.#kept.current;
      return this.#cannotRead(event, isOfCurrent ? "before_device" : "other_session");
    }
    const head = this.#headOf(message);
    const isOfGroup = head?.kind === "message" && head.group === idOf(group);
    if (!isOfGroup) return this.#cannotRead(event, "damaged");
    if (head.epoch > epochOf(group)) return this.#fallBehind(event);
    if (head.epoch < epochOf(group) - epochsKept) return await this.#draft.skip(event.seq);
    if (own) {
      this.#changes.push({ key: this.#outKey(own.ref) });
      if (own.content.kind === "delete") {
        const number = await this.#draft.numberOf(own.content.target) ?? 0;
        // In a former log of the server it had another number, or has none any more.
        if (number > 0) this.#changes.push({ key: this.#eraseKey(number), value: true });
      }
      return await this.#put({ ...placeOf(event), ref: own.ref }, own.content);
    }
    try {
      const opened = await this.#parts.mls.open(group, message);
      this.#group = opened.group;
      if (head.epoch === epochOf(group)) this.#catchUp();
      const isTheirs = this.#isSender(event, opened.sender);
      // Keys of former epochs are still there, and a device that was put out since has them too. One
      // that was let in again could not come back, and says it anew.
      const isMember = isStillIn(group, opened.sender, head.epoch);
      if (!isTheirs || !isMember) return this.#cannotRead(event, "damaged");
      if (!await this.#isPinned(opened.sender)) {
        this.#parts.alarmed("false_identity", event.from.id);
        return this.#cannotRead(event, "unverified_identity");
      }
      this.#heardOther();
      const content = decodeContent(opened.content);
      if (content === undefined) return this.#cannotRead(event, "newer_version");
      await this.#put(placeOf(event), content);
    } catch (error) {
      if (!(error instanceof MlsError)) throw error;
      // A device that was added behind it was never meant to read it.
      const isBefore = head.epoch < epochOf(group) &&
        !group.historicalReceiverData.has(BigInt(head.epoch));
      return this.#cannotRead(event, isBefore ? "before_device" : "damaged");
    }
  }

  /** What this browser itself has sealed, if the entry is that. */
  async #ownOf({ from, ref }: Message): Promise<Outgoing | undefined> {
    if (from.id !== this.#parts.you || ref === undefined) return undefined;
    const key = this.#outKey(pageRefOf(ref));
    // It has stood there in this very turn: the server has it there twice.
    if (this.#isChanged(key)) return undefined;
    const own = await this.#parts.vault.get<Outgoing>(key);
    return own && wireRefOf(own) === ref ? own : undefined;
  }

  async #put(place: Place, content: Content): Promise<void> {
    await this.#draft.add(place, content);
    this.#unsealed.push({ place, content });
  }

  async #cannotRead(event: Message, cause: UnreadableCause): Promise<void> {
    // It may have been read before the server was set back.
    const isKnown = event.quiet || await this.#draft.isToldAgain(event);
    if (isKnown) return await this.#draft.skip(event.seq);
    const note: SealedNote = {
      kind: "unreadable",
      cause,
      ...about(event.from.id, this.#parts.peer),
    };
    await this.#draft.note(placeOf(event), [note]);
  }

  /**
   * This device seems to have missed a change of the session. It stays in it, for anybody can write an
   * epoch on a box; if that is so, nothing of its own epoch will come any more.
   */
  #fallBehind(event: Message): Promise<void> {
    this.#kept = { behindSince: this.#parts.clock.now(), ...this.#kept };
    return this.#cannotRead(event, "other_session");
  }

  /** Something of this device's epoch came, so that it had missed nothing. */
  #catchUp(): void {
    const { behindSince: _, ...kept } = this.#kept;
    this.#kept = kept;
  }

  /** The session has come to something. */
  #heardOther(): void {
    const { fruitless: _, ...kept } = this.#kept;
    this.#kept = kept;
  }

  async #isOut({ seq }: Message): Promise<void> {
    this.#leave();
    await this.#draft.skip(seq);
  }

  #leave(): void {
    this.#group = undefined;
    this.#forgetPending();
    this.#catchUp();
    this.#kept = { ...this.#kept, outSince: this.#parts.clock.now() };
  }

  #forgetPending(): void {
    const { made: _, change: __, ...kept } = this.#kept;
    this.#kept = kept;
  }

  /** Joins by a Welcome, if it is for a key package of this device. */
  async #join(welcome: Uint8Array): Promise<Group | undefined> {
    const { vault, mls } = this.#parts;
    try {
      for (const ref of mls.refsOf(welcome)) {
        const key = ["package", ref];
        const own = await vault.get<OwnPackage & { isLastResort?: boolean }>(key);
        if (own === undefined) continue;
        const group = await mls.join(welcome, own);
        const binding = await bindingOf(this.#parts.room, this.#pair);
        if (!isBoundTo(group, binding) || !isOfTwo(leavesOf(group), this.#pair)) break;
        // By a Welcome for the last resort an old group would come back, with keys that were used.
        if (await this.#wasIn(group)) break;
        this.#changes.push({ key: this.#groupKey(group), value: true });
        if (!own.isLastResort) this.#changes.push({ key });
        return group;
      }
    } catch (error) {
      if (!(error instanceof MlsError)) throw error;
    }
    return undefined;
  }

  async #wasIn(group: Group): Promise<boolean> {
    const key = this.#groupKey(group);
    return this.#isChanged(key) || await this.#parts.vault.get(key) !== undefined;
  }

  #isChanged(key: VaultKey): boolean {
    return this.#changes.some((change) => change.key.join() === key.join());
  }

  /** Tells of devices that came or went, and of an identity that is another one. */
  async #tell(event: Message, before: readonly SealedNote[] = []): Promise<void> {
    const told = membersOf(this.#group!);
    const { notes, lacksList } = await membershipNotes(this.#kept.told, told, this.#parts);
    if (lacksList && !this.#hasAsked) this.#lacksList = true;
    this.#kept = { ...this.#kept, told };
    await this.#draft.note(placeOf(event), [...before, ...notes]);
  }

  /** Whether a leaf is the person's who stands in the log as the sender. */
  #isSender({ from }: Message, { credential }: { credential: Uint8Array }): boolean {
    if (readCredential(credential)?.person === from.id) return true;
    this.#parts.alarmed("false_sender", from.id);
    return false;
  }

  async #isPinned({ credential }: Leaf): Promise<boolean> {
    const { person, identity } = readCredential(credential)!;
    return await this.#parts.identities.mayBe(person, identity);
  }

  #isBy({ from, ref }: Message, wanted: string): boolean {
    return from.id === this.#parts.you && ref === wanted;
  }

  get #pair(): readonly [string, string] {
    return [this.#parts.you, this.#parts.peer.id];
  }

  #headOf(bytes: Uint8Array): MessageHead | undefined {
    try {
      return this.#parts.mls.headOf(bytes);
    } catch {
      return undefined;
    }
  }

  #eraseKey(seq: number): VaultKey {
    return [...erasuresIn(this.#parts.room), seq];
  }

  #outKey(ref: string): VaultKey {
    return outgoingKey(this.#parts.room, ref);
  }

  /** Under which is kept that this device was in a group. */
  #groupKey(group: Group): VaultKey {
    return ["room", this.#parts.room, "group", idOf(group)];
  }

  #decode(group: string): Group {
    return this.#parts.mls.decode(Uint8Array.fromBase64(group));
  }
}

function placeOf({ seq, at, from, ref }: Message): Place {
  return { seq, at, from, ...(ref !== undefined && { ref: pageRefOf(ref) }) };
}
