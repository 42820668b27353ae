/**
 * The sealed session of one direct room, as this device has it: an MLS group whose commits and messages
 * are in the room's log, by the rules of `docs/SEALED.md`. All that it knows is in the vault, so that
 * every tab goes on where another one was; the state is written before anything leaves.
 */
import { limits } from "../../lib/wire/limits.ts";
import type { RoomEvent } from "../../lib/wire/messages.ts";
import { Refusal } from "../platform/refusal.ts";
import type { Content } from "./content.ts";
import { encodeContent } from "./content.ts";
import { readCredential } from "./credential.ts";
import { encodeEnvelope } from "./envelope.ts";
import type { KeptSession, Outgoing, PendingChange, SealCommand } from "./kept_session.ts";
import {
  changeCommandOf,
  commandOf,
  erasuresIn,
  logOf,
  newSession,
  outgoingKey,
  stillCounts,
} from "./kept_session.ts";
import { logSpan } from "./known_logs.ts";
import type { Member } from "./members.ts";
import { bindingOf, membersOf } from "./members.ts";
import { MlsError } from "./mls_error.ts";
import type { Group } from "./mls_group.ts";
import { epochOf, leavesOf } from "./mls_group.ts";
import { PackageTaking } from "./package_taking.ts";
import type { Line, SessionParts, Unsealed } from "./session_parts.ts";
import { planOf } from "./session_plan.ts";
import type { SessionPlan, Wanted } from "./session_plan.ts";
import { SessionTurn } from "./session_turn.ts";
import type { VaultKey } from "./vault.ts";

/** What is known of entries that a {@linkcode Session} takes in. */
export interface TakeOptions {
  /** Whether what is missing before the first of them is gone from the server. */
  readonly hasForgotten?: boolean;
  /**
   * The number that the log goes up to, where the server has less than it once had: it was set back
   * without a word, and what comes is another log.
   */
  readonly reaches?: number;
}

/**
 * Changes that this device tries to make within a minute: where a server says other things to others,
 * each would undo what the other does, without an end.
 */
const maxTries = 10;
const triesMs = 60_000;

/** See the module's words. Methods that write run one after the other, in all tabs. */
export class Session {
  readonly #parts: SessionParts;
  readonly #key: VaultKey;
  readonly #packages: PackageTaking;
  /** When changes were tried, Unix milliseconds. */
  #tries: number[] = [];

  constructor(parts: SessionParts) {
    this.#parts = parts;
    this.#packages = new PackageTaking(parts);
    this.#key = ["room", parts.room, "session"];
  }

  /** Where the log has to be read on; nothing when nothing was read. */
  async position(): Promise<{ since: number; epoch: string } | undefined> {
    const kept = await this.#read();
    return kept && { since: kept.processed, epoch: kept.epoch };
  }

  /** The devices in the session; none when this one is not in it. */
  async members(): Promise<Member[]> {
    const kept = await this.#read();
    const group = kept && this.#groupOf(kept);
    return group === undefined ? [] : membersOf(group);
  }

  /**
   * Takes in entries of the log that is named `epoch`, in their order. Those that were taken in
   * already, by another tab say, change nothing.
   *
   * @returns What was unsealed by that.
   */
  async take(
    epoch: string,
    events: readonly RoomEvent[],
    options: TakeOptions = {},
  ): Promise<readonly Unsealed[]> {
    const { identities, peer } = this.#parts;
    const taken = await this.#take(epoch, events, options);
    if (taken !== undefined) return taken;
    // Nothing was written, and to ask the server is no reason to keep other tabs from reading.
    await identities.renew(peer.id).catch(() => {});
    return (await this.#take(epoch, events, { ...options, hasAsked: true }))!;
  }

  /** Takes them in; nothing is done where the other's newest list has to be asked for before. */
  #take(
    epoch: string,
    events: readonly RoomEvent[],
    { hasForgotten = false, reaches = Infinity, hasAsked = false }: TakeOptions & {
      hasAsked?: boolean;
    },
  ): Promise<readonly Unsealed[] | undefined> {
    return this.#exclusively(async () => {
      const { vault, log, clock, peer } = this.#parts;
      const found = await this.#read();
      const isSame = found?.epoch === epoch && found.processed <= reaches;
      let kept = isSame ? found : newSession(epoch, found);
      const news = events.filter(({ seq }) => seq > kept.processed && seq < logSpan);
      if (news.length === 0 && found === kept) return [];
      const draft = await log.edit();
      const isAnother = found !== undefined && found !== kept;
      if (found !== kept) {
        await draft.begin(epoch, isAnother ? { at: clock.now(), from: peer } : undefined);
        kept = { ...kept, log: draft.epoch };
      }
      const group = this.#groupOf(kept);
      const turn = new SessionTurn(this.#parts, { kept, group, draft, hasAsked });
      const [first] = news;
      const isGap = first !== undefined && kept.processed > 0 && first.seq > kept.processed + 1;
      if (hasForgotten && isGap) await turn.forget(first.seq - 1, first.at);
      for (const event of news) await turn.take(event);
      if (turn.lacksList) return undefined;
      const { group: _, ...rest } = turn.kept;
      const value = { ...rest, ...(turn.group && { group: this.#encode(turn.group) }) };
      await vault.write([
        // In another log these numbers mean other messages.
        ...(isAnother ? await this.#erasureKeys() : []).map((key) => ({ key })),
        ...turn.changes,
        ...draft.changes(),
        // In one with the rest: what was unsealed once is never unsealed again.
        ...this.#parts.archived(draft.epoch, {
          unsealed: turn.unsealed,
          deleted: draft.deleted(),
          isOtherLog: isAnother,
        }),
        { key: this.#key, value },
      ]);
      return turn.unsealed;
    });
  }

  /**
   * Says how the session stands, and what is to be done so that something can be said.
   *
   * @throws {Refusal} when the server cannot be asked.
   */
  async line(): Promise<Line> {
    const seen = await this.#exclusively(() => this.#look());
    if (seen.kind !== "change") return this.#lineOf(seen);
    const limit = seen.group === undefined ? this.#packages.limited() : undefined;
    if (limit) return limit;
    const untilMs = this.#countTry();
    if (untilMs !== undefined) return { kind: "join", untilMs };
    // To ask the server is no reason to keep other tabs from reading.
    for (const person of this.#concernedBy(seen)) await this.#parts.identities.renew(person);
    const wanted = await this.#exclusively(() => this.#look());
    if (wanted.kind !== "change") return this.#lineOf(wanted);
    const packages = await this.#packages.takeFor(wanted);
    return await this.#exclusively(async () => {
      const still = await this.#look();
      if (still.kind !== "change") return this.#lineOf(still);
      return await this.#bringInLine(still, packages);
    });
  }

  /**
   * Seals something, or finds it sealed; its state and its box are kept when this resolves.
   *
   * @param ref The page's key for it.
   * @returns `undefined` when the session has to be brought in line before.
   * @throws {Refusal} `too_long`.
   */
  seal(ref: string, content: Content): Promise<SealCommand | undefined> {
    return this.#exclusively(async () => {
      const { vault, mls } = this.#parts;
      // It may be another one than in line(), and nothing leaves for whom no list has.
      const [seen, earlier] = await Promise.all([
        this.#look(),
        vault.get<Outgoing>(this.#outKey(ref)),
      ]);
      if (seen.kind !== "ready") return undefined;
      const { kept, group } = seen;
      if (earlier && stillCounts(earlier, kept, group)) return commandOf(earlier);
      // Sealed anew it is the same message still.
      const said = earlier?.content ?? content;
      const { group: next, message } = await this.#orGiveUp(
        kept,
        () => mls.seal(group, encodeContent(said)),
      );
      const box = encodeEnvelope({ kind: "message", session: kept.current, message });
      if (box.length > limits.boxChars) {
        throw new Refusal("too_long", "Cannot seal this: it is too long");
      }
      const outgoing: Outgoing = {
        ref,
        attempt: earlier === undefined ? 0 : earlier.attempt + 1,
        content: said,
        log: logOf(kept),
        session: kept.current,
        epoch: epochOf(group),
        box,
      };
      // Before it leaves: a key must never be used twice, whatever becomes of this browser.
      await vault.write([
        { key: this.#outKey(ref), value: outgoing },
        {
          key: this.#key,
          value: { ...kept, group: this.#encode(next), sealed: (kept.sealed ?? 0) + 1 },
        },
      ]);
      return commandOf(outgoing);
    });
  }

  /** Whether what was sealed under the page's key `ref` still has to get into the log. */
  async isWaiting(ref: string): Promise<boolean> {
    return await this.#parts.vault.get(this.#outKey(ref)) !== undefined;
  }

  /** The server will not have what was sealed under the page's key `ref`. */
  forget(ref: string): Promise<void> {
    return this.#parts.vault.write([{ key: this.#outKey(ref) }]);
  }

  /** Places of one's own deleted messages that the server has still. */
  async erasures(): Promise<number[]> {
    return (await this.#erasureKeys()).map((key) => key.at(-1) as number);
  }

  /** The server will not take the message at this place away. */
  forgetErasure(seq: number): Promise<void> {
    return this.#parts.vault.write([{ key: [...erasuresIn(this.#parts.room), seq] }]);
  }

  /** The server will not have a change of the session; tells whether `ref` was the key of one. */
  forgetChange(ref: string): Promise<boolean> {
    return this.#exclusively(async () => {
      const kept = await this.#read();
      if (kept === undefined || (kept.made?.ref !== ref && kept.change?.ref !== ref)) return false;
      const { made: _, change: __, ...value } = kept;
      await this.#parts.vault.write([{ key: this.#key, value }]);
      return true;
    });
  }

  /** Counts a change that is tried; gives until when it has to wait instead, Unix milliseconds. */
  #countTry(): number | undefined {
    const now = this.#parts.clock.now();
    this.#tries = this.#tries.filter((at) => at <= now && now < at + triesMs);
    if (this.#tries.length >= maxTries) return this.#tries[0]! + triesMs;
    this.#tries.push(now);
    return undefined;
  }

  /** Whose lists decide about a change. */
  #concernedBy({ group, missing, extra }: Wanted): Set<string> {
    const { peer, you } = this.#parts;
    // With new secrets alone nobody comes or goes, but who was removed would get them too.
    const isStaleOnly = missing.length === 0 && extra.length === 0;
    if (group === undefined || isStaleOnly) return new Set([peer.id, you]);
    const leaves = leavesOf(group).filter(({ index }) => extra.includes(index));
    const extras = leaves.flatMap(({ credential }) => readCredential(credential)?.person ?? []);
    return new Set([...missing.map(({ person }) => person), ...extras]);
  }

  /** How the session stands, or which devices have to be let in or put out. */
  async #look(): Promise<SessionPlan> {
    const { identities, you, peer, clock } = this.#parts;
    const device = this.#parts.device();
    const [kept, ours, theirs] = await Promise.all([
      this.#read(),
      identities.find(you),
      identities.find(peer.id),
    ]);
    return planOf({
      ...{ you, peer: peer.id, device, kept, ours, theirs },
      group: kept && this.#groupOf(kept),
      nowMs: clock.now(),
      isBarren: (id) => this.#packages.isBarren(id),
    });
  }

  async #bringInLine(
    { kept, group, missing, extra, isStale }: Wanted,
    packages: ReadonlyMap<string, Uint8Array>,
  ): Promise<Line> {
    const { mls, peer, clock, newRef } = this.#parts;
    // In their own order: what does not go with those of the other is left out.
    const wanted = new Map([...packages].filter(([id]) => missing.some((one) => one.id === id)));
    if (group === undefined) {
      const isTheirs = (device: string) =>
        missing.some(({ id, person }) => person === peer.id && id === device);
      if (![...wanted.keys()].some(isTheirs)) {
        return this.#packages.limited() ?? { kind: "no_peer" };
      }
      const { credential, keys: { publicKey, secretKey: privateKey } } = this.#parts.device()!;
      const leaf = { credential, publicKey, privateKey };
      const binding = await this.#binding();
      const made = await this.#withFitting(
        wanted,
        (add) => mls.create(binding, leaf, add, clock.now()),
      );
      // What does not fit is taken out of them.
      if (made === undefined || ![...wanted.keys()].some(isTheirs)) return { kind: "no_peer" };
      const box = encodeEnvelope({
        kind: "create",
        session: kept.current,
        welcome: made.welcome,
      });
      const pending = { ref: newRef(), box, group: this.#encode(made.group) };
      const fruitless = { count: (kept.fruitless?.count ?? 0) + 1, at: clock.now() };
      const session = kept.current;
      return await this.#begin({ ...kept, fruitless, made: { ...pending, session } }, pending);
    }
    // A device without a key package cannot be let in; the others need not wait for it.
    if (wanted.size === 0 && extra.length === 0 && !isStale) return this.#ready();
    const made = await this.#orGiveUp(
      kept,
      () => this.#withFitting(wanted, (add) => mls.commit(group, { add, remove: extra })),
    );
    if (made === undefined) {
      const rest = { kept, group, missing: [], extra, ...(isStale && { isStale }) };
      return await this.#bringInLine({ kind: "change", ...rest }, new Map());
    }
    const { group: next, ...parts } = made;
    const box = encodeEnvelope({ kind: "commit", session: kept.current, ...parts });
    const pending = { ref: newRef(), box, group: this.#encode(next) };
    return await this.#begin({ ...kept, change: { ...pending, epoch: epochOf(group) } }, pending);
  }

  /**
   * Makes something with key packages, by devices' ids. Those with which that does not work are none
   * that their devices have made: they are taken out, and nothing is added for a while.
   *
   * @returns `undefined` when it works with none of them.
   */
  async #withFitting<T>(
    packages: Map<string, Uint8Array>,
    make: (packages: readonly Uint8Array[]) => Promise<T>,
  ): Promise<T | undefined> {
    try {
      return await make([...packages.values()]);
    } catch (error) {
      if (!(error instanceof MlsError) || packages.size === 0) throw error;
    }
    let made: T | undefined;
    const fitting: Uint8Array[] = [];
    for (const [id, bytes] of packages) {
      try {
        made = await make([...fitting, bytes]);
        fitting.push(bytes);
      } catch (error) {
        if (!(error instanceof MlsError)) throw error;
        packages.delete(id);
        this.#packages.noteBarren(id);
        this.#parts.alarmed("false_package", await this.#ownerOf(id));
      }
    }
    return made;
  }

  /** Whose a device is that is on one of the two lists. */
  async #ownerOf(id: string): Promise<string> {
    const { identities, peer, you } = this.#parts;
    const theirs = await identities.find(peer.id);
    return theirs?.devices.some((device) => device.id === id) ? peer.id : you;
  }

  /** A group that does not work is one to wait in for a while, and then there is a new one. */
  async #orGiveUp<T>(kept: KeptSession, task: () => Promise<T>): Promise<T> {
    try {
      return await task();
    } catch (error) {
      if (error instanceof MlsError) {
        const value = { behindSince: this.#parts.clock.now(), ...kept };
        await this.#parts.vault.write([{ key: this.#key, value }]);
      }
      throw error;
    }
  }

  async #begin(kept: KeptSession, pending: PendingChange): Promise<Line> {
    await this.#parts.vault.write([{ key: this.#key, value: kept }]);
    return { kind: "send", command: changeCommandOf(pending) };
  }

  #lineOf(seen: Exclude<SessionPlan, Wanted>): Line {
    return seen.kind === "ready" ? this.#ready() : seen;
  }

  #ready(): Line {
    const untilMs = this.#packages.barrenUntil();
    return { kind: "ready", ...(untilMs !== undefined && { untilMs }) };
  }

  async #erasureKeys(): Promise<VaultKey[]> {
    const records = await this.#parts.vault.list(erasuresIn(this.#parts.room));
    return records.map(({ key }) => key);
  }

  #binding(): Promise<Uint8Array> {
    const { room, you, peer } = this.#parts;
    return bindingOf(room, [you, peer.id]);
  }

  #read(): Promise<KeptSession | undefined> {
    return this.#parts.vault.get<KeptSession>(this.#key);
  }

  #outKey(ref: string): VaultKey {
    return outgoingKey(this.#parts.room, ref);
  }

  #encode(group: Group): string {
    return this.#parts.mls.encode(group).toBase64();
  }

  /** The group, if this device is in one; what cannot be read is none, so that there is a new one. */
  #groupOf({ group }: KeptSession): Group | undefined {
    try {
      return group === undefined ? undefined : this.#parts.mls.decode(Uint8Array.fromBase64(group));
    } catch (error) {
      if (error instanceof MlsError) return undefined;
      throw error;
    }
  }

  #exclusively<T>(task: () => Promise<T>): Promise<T> {
    return this.#parts.vault.exclusively(`room ${this.#parts.room}`, task);
  }
}
