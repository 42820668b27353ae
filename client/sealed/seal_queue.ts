/**
 * What waits to be sealed in a direct room, and how it leaves by one socket: the session is brought in
 * line first, and what the server holds back or loses is said again.
 */
import type { Clock } from "../../lib/clock.ts";
import type { CommandOf } from "../../lib/wire/commands.ts";
import type { ErrorMessage } from "../../lib/wire/messages.ts";
import { Refusal } from "../platform/refusal.ts";
import type { Content } from "./content.ts";
import type { DirectRoom } from "./direct_room.ts";
import { pageRefOf } from "./kept_session.ts";
import type { SealCommand } from "./kept_session.ts";
import { sealedRefusal } from "./sealed_refusal.ts";
import type { Readiness } from "./sealed_room.ts";
import type { Session } from "./session.ts";
import { limitOf, readinessAfter } from "./trouble.ts";

/** What a {@linkcode SealQueue} needs from outside. */
export interface SealQueueParts {
  readonly clock: Clock;
  readonly room: Pick<
    DirectRoom,
    "refresh" | "isBlocked" | "isOtherPeer" | "devices" | "readiness"
  >;
  readonly session: Session;
  newRef(): string;
  /** Puts something on the wire. */
  send(command: SealCommand | CommandOf<"delete">): void;
  /** Whether what the page has under this key is still to be said, as far as any tab knows. */
  isWanted(ref: string): Promise<boolean>;
  /** Tells the page that what has its key `ref` will not be said. */
  refuse(ref: string, error: Refusal): void;
}

/** Something that is to be sealed. */
export interface SealItem {
  /** The page's key for it. */
  readonly ref: string;
  readonly content: Content;
  /** How often it was in the log without counting. */
  readonly misses?: number;
}

/** Milliseconds between two looks whether the other has a device by now. */
const peerMs = 20_000;
/** Milliseconds until what the server could not do is tried again. */
const retryMs = 5_000;
/** Bounds of all such waits, milliseconds. */
const soonestMs = 200;
const latestMs = 600_000;
/** How often something may be in the log without counting: a server could go on for ever. */
const maxMisses = 10;

/** What the page is answered about something that it thought better of. */
export function cancelled(): Refusal {
  return new Refusal("not_found", "It was cancelled");
}

/** See the module's words. Open it once the socket has its welcome; close it once. */
export class SealQueue {
  readonly #parts: SealQueueParts;
  readonly #items: SealItem[] = [];
  /** What was sent and is not in the log yet, by the page's keys. */
  readonly #sent = new Map<string, SealItem>();
  /** Places of deleted messages that are being taken off the server, by the keys of that. */
  readonly #erasing = new Map<string, number>();
  #changeOnWire: string | undefined;
  #pumping: Promise<void> | undefined;
  #isPumpWanted = false;
  /** Whether the session was in line, and nobody has said since then that it may be another one. */
  #isAligned = false;
  #isOpen = false;
  #isClosed = false;
  #cancelTimer = () => {};

  /** Sends nothing yet, see {@linkcode open}. */
  constructor(parts: SealQueueParts) {
    this.#parts = parts;
  }

  /** Begins to send; not once it is closed. */
  open(): void {
    this.#isOpen = !this.#isClosed;
    this.pump();
  }

  /**
   * Ends every timer; nothing is sent any more, whoever still calls what.
   *
   * @returns The page's keys of what was sent, is not in the log yet, and is not said again: all but
   * messages.
   */
  close(): string[] {
    this.#isClosed = true;
    this.#isOpen = false;
    this.#cancelTimer();
    return [...this.#sent.values()].filter(({ content }) => content.kind !== "say")
      .map(({ ref }) => ref);
  }

  /** Whether something with this key of the page is on its way. */
  has(ref: string): boolean {
    return this.#sent.has(ref) || this.#items.some((item) => item.ref === ref);
  }

  /** Takes something to be sealed. */
  put(item: SealItem): void {
    // Of marks how far one has read only the newest is worth telling.
    const earlier = this.#items.findIndex(({ content }) => content.kind === "read");
    if (item.content.kind === "read" && earlier >= 0) this.#items.splice(earlier, 1);
    this.#items.push(item);
    this.pump();
  }

  /** The page thinks better of what waits under this key. */
  forget(ref: string): void {
    const item = this.#items.find((item) => item.ref === ref);
    if (item === undefined) return;
    this.#drop(item);
    // The page goes on to the next one when this one is answered.
    this.#parts.refuse(ref, cancelled());
  }

  /** Something that held up what waits may be over. */
  goOn(): void {
    this.#changeOnWire = undefined;
    this.#isAligned = false;
    this.pump();
  }

  /**
   * What the page has under this key stands in the log.
   *
   * @returns What it was, where that is the end of it; nothing when it came too late to count.
   */
  async arrived(ref: string): Promise<SealItem | undefined> {
    const item = this.#sent.get(ref);
    if (item === undefined) return undefined;
    this.#sent.delete(ref);
    if (!await this.#parts.session.isWaiting(ref)) return item;
    const misses = (item.misses ?? 0) + 1;
    // It is sealed anew, ahead of all others.
    if (misses < maxMisses) this.#items.unshift({ ...item, misses });
    else {
      const error = new Refusal("unavailable", "Cannot say this: it does not count");
      if (item.content.kind !== "read") this.#parts.refuse(ref, error);
    }
    return undefined;
  }

  /**
   * The server has had something under this key of the page before it was sent: what was sealed is of
   * no use.
   *
   * @returns What was to be said.
   */
  async wasThere(ref: string): Promise<SealItem | undefined> {
    const item = this.#sent.get(ref);
    if (item === undefined) return undefined;
    this.#sent.delete(ref);
    await this.#parts.session.forget(ref);
    return item;
  }

  /**
   * The server will not have something, now or at all.
   *
   * @returns The key under which the page has it; nothing where it is no affair of the page's.
   */
  async refused({ ref = "", code, retryAfter }: ErrorMessage): Promise<string | undefined> {
    const { session } = this.#parts;
    const isHeldBack = code === "rate_limited";
    const erased = this.#erasing.get(ref);
    if (erased !== undefined) {
      this.#erasing.delete(ref);
      if (!isHeldBack) return void await session.forgetErasure(erased);
      return void this.#later(retryAfter ?? retryMs);
    }
    if (ref === this.#changeOnWire) {
      this.#changeOnWire = undefined;
      // Held back, it is sent again as it is; else it is of no use any more.
      if (!isHeldBack) await session.forgetChange(ref);
      return void this.#later(retryAfter ?? retryMs);
    }
    const pageRef = pageRefOf(ref);
    const item = this.#sent.get(pageRef);
    this.#sent.delete(pageRef);
    const kind = item?.content.kind;
    if (kind === "read" && isHeldBack) {
      this.#items.push(item!);
      return void this.#later(retryAfter ?? retryMs);
    }
    // The page says what it says again, under the same key; what it asks for it does not.
    if (kind !== undefined && kind !== "say") await session.forget(pageRef);
    return kind === "read" ? undefined : pageRef;
  }

  /** Brings the session in line and seals what waits, as far as that goes now. */
  pump(): void {
    if (this.#isClosed) return;
    this.#isPumpWanted = true;
    this.#pumping ??= this.#run().finally(() => {
      this.#pumping = undefined;
      if (this.#isPumpWanted && this.#isOpen) this.pump();
    });
  }

  async #run(): Promise<void> {
    while (this.#isPumpWanted) {
      this.#isPumpWanted = false;
      if (!this.#isOpen) return;
      // Both to their ends: what still seals must not meet a second one that does.
      const results = await Promise.allSettled([this.#sealOn(), this.#erase()]);
      const failure = results.find((result) => result.status === "rejected");
      if (failure) this.#failed(failure.reason);
    }
  }

  /** Has the server forget what was deleted: everybody who is to know does by now. */
  async #erase(): Promise<void> {
    const { session, newRef } = this.#parts;
    const underWay = new Set(this.#erasing.values());
    for (const target of await session.erasures()) {
      if (underWay.has(target)) continue;
      const ref = newRef();
      this.#erasing.set(ref, target);
      this.#send({ type: "delete", target, ref });
    }
  }

  /** Brings the session in line, where it may not be, and seals what waits. */
  async #sealOn(): Promise<void> {
    const { room } = this.#parts;
    await room.refresh();
    if (this.#isAligned && !room.isBlocked.peek() && await this.#sealAll()) return;
    this.#cancelTimer();
    // Unless somebody says otherwise meanwhile.
    this.#isAligned = true;
    const readiness = await this.#align();
    room.readiness.value = readiness;
    if (readiness === "ready" && await this.#sealAll()) return;
    this.#isAligned = false;
    if (readiness === "ready") this.#later(retryMs);
  }

  /** Brings the session in line as far as that goes now. */
  async #align(): Promise<Readiness> {
    const { room, session, clock } = this.#parts;
    if (room.isBlocked.peek()) {
      for (const item of this.#items.splice(0)) {
        const { ref, content: { kind } } = item;
        if (kind === "say") this.#items.push(item);
        else if (kind !== "read") this.#parts.refuse(ref, sealedRefusal("identity_changed"));
      }
      return room.isOtherPeer.peek() ? "other_peer" : "blocked";
    }
    const line = await session.line();
    switch (line.kind) {
      case "ready":
        if (line.untilMs !== undefined) this.#later(line.untilMs - clock.now());
        return "ready";
      case "send":
        if (this.#changeOnWire !== line.command.ref) this.#send(line.command);
        this.#changeOnWire = line.command.ref;
        return room.devices.peek().length > 0 ? "ready" : "joining";
      case "join":
        this.#later(line.untilMs - clock.now());
        return "joining";
      case "no_peer":
        this.#later(peerMs);
        return "waiting_for_peer";
      case "limited":
        this.#later(line.untilMs - clock.now());
        return "limited";
      case "no_device":
        return "no_device";
    }
  }

  /**
   * Seals what waits. Tells whether all of it has left: a change of the session may be on its way, and
   * what is in the log next goes on from here; or it is to be brought in line once more.
   */
  async #sealAll(): Promise<boolean> {
    const { session, room } = this.#parts;
    while (this.#items.length > 0 && this.#isOpen) {
      // It may have turned out since the last one.
      if (room.isBlocked.peek()) return false;
      const item = this.#items[0]!;
      const { ref, content } = item;
      try {
        const wasSealed = await session.isWaiting(ref);
        const command = await session.seal(ref, content);
        if (command === undefined) return false;
        if (!await this.#parts.isWanted(ref)) this.forget(ref);
        if (this.#drop(item)) {
          this.#sent.set(ref, item);
          this.#send(command);
        } else if (!wasSealed) {
          // It was cancelled meanwhile. What was sealed before may have left, and come back yet.
          await session.forget(ref);
        }
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        if (this.#drop(item)) this.#parts.refuse(ref, error);
      }
    }
    return true;
  }

  /**
   * Takes something away; tells whether it was there still. Not simply the first: others may have been
   * put before it, or it was replaced, meanwhile.
   */
  #drop(item: SealItem): boolean {
    const at = this.#items.indexOf(item);
    if (at >= 0) this.#items.splice(at, 1);
    return at >= 0;
  }

  #failed(error: unknown): void {
    this.#isAligned = false;
    this.#parts.room.readiness.value = readinessAfter(error);
    this.#later(limitOf(error) ?? retryMs);
  }

  #later(ms: number): void {
    this.#cancelTimer();
    if (!this.#isOpen) return;
    // The server may ask for anything; a timer for months would ring at once.
    const delayMs = Math.min(Math.max(soonestMs, Number(ms) || retryMs), latestMs);
    this.#cancelTimer = this.#parts.clock.schedule(delayMs, () => this.goOn());
  }

  #send(command: SealCommand | CommandOf<"delete">): void {
    if (this.#isOpen) this.#parts.send(command);
  }
}
