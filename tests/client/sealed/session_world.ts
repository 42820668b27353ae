/** Two people with their devices, and a server that keeps their log, to try out sessions with. */
import { FakeClock } from "../../support/fake_clock.ts";
import { Refusal } from "../../../client/platform/refusal.ts";
import type { Content } from "../../../client/sealed/content.ts";
import { verifyCredential } from "../../../client/sealed/credential.ts";
import { decodeEnvelope } from "../../../client/sealed/envelope.ts";
import type { GivenPackage } from "../../../client/sealed/key_server.ts";
import type { SealCommand } from "../../../client/sealed/kept_session.ts";
import { LocalLog } from "../../../client/sealed/local_log.ts";
import { Mls } from "../../../client/sealed/mls.ts";
import type { OwnDevice } from "../../../client/sealed/own_device.ts";
import { newDevice, openDevice } from "../../../client/sealed/own_device.ts";
import type { AlarmKind } from "../../../client/sealed/sealed_room.ts";
import { Session } from "../../../client/sealed/session.ts";
import type { IdentityDevices, Line } from "../../../client/sealed/session_parts.ts";
import type { ArchivedMessage } from "../../../client/sealed/archive_entry.ts";
import type { VaultChange } from "../../../client/sealed/vault.ts";
import { archivedOf } from "../../../client/sealed/vault_history.ts";
import type { Message, Person } from "../../../lib/wire/messages.ts";
import { SharedVault } from "./memory_vault.ts";
import type { MemoryVault } from "./memory_vault.ts";

/** The room of the two. */
export const room = "direct.0123456789abcdefghjkmnpqrs";

/** The two. */
export const ann: Person = { id: "u-ann", name: "Ann", kind: "user" };
export const bob: Person = { id: "u-bob", name: "Bob", kind: "user" };

/** An id of a message that there was none with. */
export function newMessageId(): string {
  return crypto.getRandomValues(new Uint8Array(16))
    .toBase64({ alphabet: "base64url", omitPadding: true });
}

/** See the module's words. */
export class SessionWorld {
  readonly clock = new FakeClock(Date.now());
  /** What the server calls its log. */
  epoch = "e1";
  /** What the server has, in its order. */
  readonly log: Message[] = [];
  readonly devices = new Map<string, TestDevice>();
  /** Key packages by devices' ids, as the server keeps them. */
  readonly packages = new Map<string, string[]>();
  /** The devices that belong to somebody; what the server says. */
  readonly lists = new Map<string, IdentityDevices>();
  /** Whether the server keeps newer lists back. */
  withholdsLists = false;
  readonly mls: Mls;
  /** What the server hands out in place of the truth. */
  lie: (device: string, truth: string | undefined) => string | undefined = (_, truth) => truth;
  /** Milliseconds after which the server hands out key packages again. */
  limitMs = 0;
  /** How often it was asked for them. */
  askedForPackages = 0;
  readonly #secrets = new Map<string, string>();
  /** Whether the server lets changes of the session wait. */
  #isHolding = false;
  readonly #held: (() => void)[] = [];
  #lastRef = 0;

  private constructor(mls: Mls) {
    this.mls = mls;
  }

  static async open(): Promise<SessionWorld> {
    const isGood = async (credential: Uint8Array, key: Uint8Array) =>
      await verifyCredential(credential, key) !== undefined;
    return new SessionWorld(await Mls.open(isGood));
  }

  /** Gives somebody one more device. @param id A new one unless given. */
  async addDevice(owner: Person, name: string, id?: string): Promise<TestDevice> {
    const identitySecret = this.#secrets.get(owner.id);
    const kept = newDevice({
      person: owner.id,
      name,
      at: this.clock.now(),
      ...(id !== undefined && { id }),
      ...(identitySecret !== undefined && { identitySecret }),
    });
    this.#secrets.set(owner.id, kept.identitySecret);
    const own = await openDevice(kept);
    const device = new TestDevice(this, owner, own);
    this.devices.set(name, device);
    await device.stock(3);
    this.list(device);
    return device;
  }

  /** Puts a device on its owner's list. */
  list({ own: { person, identity, id, name, at, keys } }: TestDevice): void {
    const device = { id, key: keys.publicKey.toBase64(), name, at };
    const before = this.lists.get(person)?.devices ?? [];
    this.lists.set(person, { person, identity, devices: [...before, device] });
  }

  /** Takes a device off its owner's list. */
  unlist({ own: { person, identity, id } }: TestDevice): void {
    const devices = this.lists.get(person)!.devices.filter((device) => device.id !== id);
    this.lists.set(person, { person, identity, devices });
  }

  /** Takes what somebody sends, as the server does: a key stands for one entry. */
  append(from: Person, command: SealCommand): void {
    const { box, ref, quiet } = command;
    const envelope = decodeEnvelope(box);
    if (this.#isHolding && envelope !== "newer" && envelope?.kind !== "message") {
      return void this.#held.push(() => this.append(from, command));
    }
    if (this.log.some((entry) => entry.from.id === from.id && entry.ref === ref)) return;
    const seq = this.log.length + 1;
    const at = this.clock.now();
    this.log.push({ type: "message", seq, at, from, ref, box, ...(quiet && { quiet }) });
  }

  /** Has the server let changes of the session wait from now on. */
  hold(): void {
    this.#isHolding = true;
  }

  /** Puts what waited into the log; nothing waits any more. */
  release(): void {
    this.#isHolding = false;
    for (const arrive of this.#held.splice(0)) arrive();
  }

  /** Puts an entry of the log there once more, as a malicious server can. @param ref Its own, or another. */
  repeat(entry: Message, ref = entry.ref): void {
    const seq = this.log.length + 1;
    this.log.push({ ...entry, seq, at: this.clock.now(), ...(ref !== undefined && { ref }) });
  }

  /** Takes a key package of a device out of the stock; the last of them stays. */
  takePackage(device: string): string | undefined {
    const stock = this.packages.get(device) ?? [];
    return this.lie(device, stock.length > 1 ? stock.shift() : stock[0]);
  }

  /** Key packages of these devices, unless too many were asked for of late. */
  takePackages(devices: readonly string[]): Promise<GivenPackage[]> {
    this.askedForPackages++;
    if (this.limitMs > 0) {
      const options = { cause: { retryAfter: this.limitMs } };
      return Promise.reject(new Refusal("rate_limited", "Cannot do this so often", options));
    }
    return Promise.resolve(devices.flatMap((device) => {
      const found = this.takePackage(device);
      return found === undefined ? [] : [{ device, package: found }];
    }));
  }

  /** The server is set back to its first entries, and begins another log with them. */
  setBack(count: number): void {
    this.log.splice(count);
    this.epoch += "+";
  }

  newRef(): string {
    return `r${++this.#lastRef}`;
  }

  /** Lets everybody read and say everything, until nothing is left to be done. */
  async settle(devices = [...this.devices.values()]): Promise<void> {
    for (let round = 0; round < 30; round++) {
      const before = this.log.length;
      for (const device of devices) await device.read();
      for (const device of devices) await device.pump();
      for (const device of devices) await device.read();
      this.clock.advance(15_000);
      const isDone = devices.every(({ waiting }) => waiting.size === 0);
      if (isDone && this.log.length === before) return;
    }
    throw new Error("Cannot settle: there is always more to be done");
  }
}

function archivedChange({ epoch, seq, content }: ArchivedMessage): VaultChange {
  return { key: ["unarchived", room, epoch, seq], value: content };
}

/** A browser of somebody. */
export class TestDevice {
  readonly owner: Person;
  readonly own: OwnDevice;
  readonly shared = new SharedVault();
  readonly alarms: (readonly [kind: AlarmKind, person: string])[] = [];
  /** What was opened here, in its order. */
  readonly opened: Content[] = [];
  /** What was said here and is not in the log yet, as an outbox keeps it. */
  readonly waiting = new Map<string, Content>();
  readonly #world: SessionWorld;
  readonly #vault: MemoryVault = this.shared.open();
  readonly #sealed = new Set<string>();
  /** The lists as this device knows them, where it has not heard of newer ones. */
  lists: ReadonlyMap<string, IdentityDevices> | undefined;
  /** The other's identity, where it was verified. */
  verified: string | undefined;
  /** The other's identity, where another device of one's own has said it. */
  handed: string | undefined;
  /** What is done when a list is asked for. */
  renews: () => Promise<unknown> = () => Promise.resolve();
  session: Session;
  log: LocalLog;

  constructor(world: SessionWorld, owner: Person, own: OwnDevice) {
    this.#world = world;
    this.owner = owner;
    this.own = own;
    [this.session, this.log] = this.openTab();
  }

  get peer(): Person {
    return this.owner === ann ? bob : ann;
  }

  /** One more tab on the same vault. */
  openTab(): [Session, LocalLog] {
    const { owner } = this;
    const world = this.#world;
    const vault = this.shared.open();
    const log = new LocalLog(room, vault);
    const session = new Session({
      room,
      you: this.owner.id,
      peer: this.peer,
      clock: world.clock,
      vault,
      mls: world.mls,
      log,
      server: {
        takePackages: (_, devices) => world.takePackages(devices),
      },
      identities: {
        find: (person) => Promise.resolve((this.lists ?? world.lists).get(person)),
        renew: async () => {
          await this.renews();
          if (!world.withholdsLists) this.lists = undefined;
        },
        meet: (person) =>
          Promise.resolve({
            wasVerified: this.verified !== undefined,
            ...(person !== owner.id && { identity: this.verified ?? this.handed }),
          }),
        mayBe: (person, identity) =>
          Promise.resolve(
            person === owner.id
              ? identity === this.own.identity
              : (this.verified ?? identity) === identity,
          ),
      },
      device: () => this.own,
      newRef: () => world.newRef(),
      archived: (epoch, { unsealed, deleted }) => [
        ...unsealed.map((one) => archivedChange(archivedOf(epoch, one))),
        ...deleted.map((origin) => archivedChange({ ...origin, content: "" })),
      ],
      alarmed: (...alarm) => void this.alarms.push(alarm),
    });
    return [session, log];
  }

  /** The page is gone, and opened anew. */
  restart(): void {
    [this.session, this.log] = this.openTab();
  }

  /** Leaves key packages with the server. */
  async stock(count: number): Promise<void> {
    const { credential, keys: { publicKey, secretKey: privateKey } } = this.own;
    const stock = this.#world.packages.get(this.own.id) ?? [];
    for (let made = 0; made < count; made++) {
      const isLastResort = made === count - 1;
      const own = await this.#world.mls.makePackage(
        { credential, publicKey, privateKey },
        this.#world.clock.now(),
      );
      await this.#vault.write([{ key: ["package", own.ref], value: { ...own, isLastResort } }]);
      stock.push(own.publicPackage);
    }
    this.#world.packages.set(this.own.id, stock);
  }

  /** Has something to be said. */
  say(content: Content): string {
    const ref = this.#world.newRef();
    this.waiting.set(ref, content);
    return ref;
  }

  /** Reads on in the log, at most so many entries. */
  async read(count = Infinity): Promise<void> {
    const { epoch } = this.#world;
    const position = await this.session.position();
    const since = position?.epoch === epoch ? position.since : 0;
    const events = this.#world.log.slice(since, since + count);
    const unsealed = await this.session.take(epoch, events);
    this.opened.push(...unsealed.map(({ content }) => content));
    // The page's outbox forgets what it hears in the log.
    for (const ref of this.#sealed) {
      if (this.waiting.has(ref) && !await this.session.isWaiting(ref)) this.waiting.delete(ref);
    }
  }

  /** Sends what can be sent now. @param arrives Whether something gets through to the server. */
  async pump(arrives: () => boolean = () => true): Promise<Line["kind"]> {
    // Whoever connects is told first which log it is.
    const position = await this.session.position();
    if (position) await this.session.take(this.#world.epoch, []);
    const line = await this.session.line();
    const send = (command: SealCommand) => {
      if (arrives()) this.#world.append(this.owner, command);
    };
    if (line.kind === "send") send(line.command);
    if (line.kind !== "ready") return line.kind;
    for (const [ref, content] of this.waiting) {
      const command = await this.session.seal(ref, content);
      if (command === undefined) break;
      this.#sealed.add(ref);
      send(command);
    }
    return line.kind;
  }

  /** What somebody said, as far as it can be read here, oldest first. */
  async words(): Promise<string[]> {
    const messages = await Array.fromAsync(this.log.newestFirst());
    return messages.reverse().filter(({ note }) => !note).map(({ text = "(deleted)" }) => text);
  }

  /** What can be read here, oldest first: texts, and `!` before what a client says itself. */
  async texts(): Promise<string[]> {
    const messages = await Array.fromAsync(this.log.newestFirst());
    return messages.reverse().map(({ text = "(deleted)", note }) => note ? `! ${text}` : text);
  }
}
