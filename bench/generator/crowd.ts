import { performance } from "node:perf_hooks";
import { setTimeout as delay } from "node:timers/promises";
import type { Plan } from "../load_generator.ts";
import { Member } from "./member.ts";
import { Sender } from "./sender.ts";
import { Witness } from "./witness.ts";

/** One or more for each room of a load with traffic. */
const witnessesInAll = 10;
const joinsAtOnce = 100;
/** How many rush in at once, each as soon as one before is in. */
const rushAtOnce = 300;
const quietMs = 300;
const patienceMs = 10_000;

/**
 * The members of one load, spread evenly over its rooms. Within a room the senders, and among the
 * others the witnesses, stand at even distances in the order of joining, because a server may serve
 * first who joined first.
 */
export class Crowd {
  readonly witnesses: Witness[] = [];
  readonly #members: Member[] = [];
  readonly #senders = new Map<string, Sender>();
  readonly #plan: Plan;
  /** How many have been seated at each kind of place, so that each kind is spread evenly. */
  readonly #seated = { senders: 0, others: 0 };

  /** Nobody has joined yet. */
  constructor(plan: Plan) {
    this.#plan = plan;
  }

  /** Those who speak, by name. */
  get senders(): ReadonlyMap<string, Sender> {
    return this.#senders;
  }

  /** Messages given to all members together. */
  get deliveries(): number {
    return sum(this.#members, (member) => member.received);
  }

  /** Payload of all frames that members were given since all had joined. */
  get volume(): number {
    return sum(this.#members, (member) => member.volume);
  }

  /**
   * Lets clients join, a hundred at a time, until there are `count`, and waits until what that sets
   * off has died down.
   *
   * @throws {Error} When it has not died down after 10 s.
   */
  async growTo(count: number): Promise<void> {
    while (this.#members.length < count) {
      const goal = Math.min(count, this.#members.length + joinsAtOnce);
      while (this.#members.length < goal) this.#members.push(this.#seat(this.#members.length));
      await Promise.all(this.#members.slice(-joinsAtOnce).map(({ joined }) => joined));
    }
    await this.#settle();
  }

  /** Cuts all connections, and gives the servers a moment to find out. */
  async cutOff(): Promise<void> {
    for (const member of this.#members.splice(0)) member.leave();
    await delay(quietMs);
  }

  /**
   * Lets clients join as fast as the servers let them, until there are `goal`.
   *
   * @returns How long it took until each of them was in, and all of them, in milliseconds.
   */
  async rushTo(goal: number): Promise<{ eachMs: number[]; allMs: number }> {
    const eachMs: number[] = [];
    const beganMs = performance.now();
    const comeInTurn = async () => {
      while (this.#members.length < goal) {
        const askedMs = performance.now();
        const member = this.#seat(this.#members.length);
        this.#members.push(member);
        await member.joined;
        eachMs.push(performance.now() - askedMs);
      }
    };
    await Promise.all(Array.from({ length: rushAtOnce }, comeInTurn));
    return { eachMs, allMs: performance.now() - beganMs };
  }

  async #settle(): Promise<void> {
    let frames = -1;
    const isQuiet = () => frames === (frames = sum(this.#members, (member) => member.frames));
    if (!await comesTrue(isQuiet, quietMs)) {
      throw new Error(`Cannot begin: the server has not gone quiet within ${patienceMs} ms`);
    }
    for (const member of this.#members) member.volume = 0;
  }

  /**
   * Waits until everybody has been given every message of their room, and checks that nobody got
   * more, nor other bytes than the rest of the room.
   *
   * @throws {Error} When a message is missing after 10 s, or anything differs.
   */
  async checkAllReceived(): Promise<void> {
    const said = new Map<string, number>();
    for (const { room, saidAtMs } of this.#senders.values()) {
      said.set(room, (said.get(room) ?? 0) + saidAtMs.length);
    }
    await comesTrue(() => this.#members.every((one) => one.received === said.get(one.room)), 20);
    for (const [room, count] of said) {
      const members = this.#members.filter((member) => member.room === room);
      const given = new Set(members.map((one) => `${one.received} in ${one.volume} bytes`));
      if (given.size === 1 && members[0].received === count) continue;
      const differing = [...given].join(", ");
      throw new Error(`Cannot trust "${room}": of ${count} messages its members got ${differing}`);
    }
  }

  /** Makes the member that comes at place `index` in the order of joining. */
  #seat(index: number): Member {
    const { dialect, roomPrefix = "room", load: { clients, rooms, traffic } } = this.#plan;
    const place = Math.floor(index / rooms);
    const isSender = traffic !== undefined && place % (clients / traffic.senders) === 0;
    const port = this.#choosePort(isSender);
    const seat = { port, dialect, room: `${roomPrefix}-${index % rooms}`, name: `m${index}` };
    if (traffic === undefined) return new Member(seat);
    if (isSender) {
      const sender = new Sender(seat, "window" in traffic.pace ? traffic.pace.window : 0);
      this.#senders.set(seat.name, sender);
      return sender;
    }
    const distance = Math.min(clients / witnessesInAll, clients / rooms);
    // An odd place, since the senders' are even.
    if (place % distance !== (distance >> 1 | 1)) return new Member(seat);
    const witness = new Witness(seat, this.#senders);
    this.witnesses.push(witness);
    return witness;
  }

  #choosePort(isSender: boolean): number {
    const { ports, load: { placement, rooms } } = this.#plan;
    const number = isSender ? this.#seated.senders++ : this.#seated.others++;
    // Shifted from one row to the next, so that each room is spread over all of them.
    const shifted = number % rooms + Math.floor(number / rooms);
    if (placement !== "apart") return ports[shifted % ports.length];
    const elsewhere = ports.length > 1 ? ports.slice(1) : ports;
    return isSender ? ports[0] : elsewhere[shifted % elsewhere.length];
  }
}

function sum<T>(things: readonly T[], value: (thing: T) => number): number {
  return things.reduce((total, thing) => total + value(thing), 0);
}

async function comesTrue(condition: () => boolean, everyMs: number): Promise<boolean> {
  for (let waitedMs = 0; waitedMs < patienceMs; waitedMs += everyMs) {
    await delay(everyMs);
    if (condition()) return true;
  }
  return false;
}
