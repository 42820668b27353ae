/** A direct room on a server of a test's own, and browsers in which the two have it open. */
import { signal } from "@preact/signals";
import type { Command } from "../../../lib/wire/commands.ts";
import { limits } from "../../../lib/wire/limits.ts";
import type { Device } from "../../../lib/wire/device_list.ts";
import type { Person, ServerMessage } from "../../../lib/wire/messages.ts";
import { Conversation } from "../../../client/conversation/conversation.ts";
import { roomPath } from "../../../client/connection/connection.ts";
import type { MessagePage } from "../../../client/timeline/message_pages.ts";
import { verifyCredential } from "../../../client/sealed/credential.ts";
import { DirectRoom } from "../../../client/sealed/direct_room.ts";
import { Mls } from "../../../client/sealed/mls.ts";
import type { KeptDevice, OwnDevice } from "../../../client/sealed/own_device.ts";
import { newDevice, openDevice } from "../../../client/sealed/own_device.ts";
import { listed } from "../../../client/sealed/own_list.ts";
import { People } from "../../../client/sealed/people.ts";
import { answerFrom } from "../../../client/sealed/room_answers.ts";
import type { SealedAttachment } from "../../../client/sealed/sealed.ts";
import { SealedOutbox } from "../../../client/sealed/sealed_outbox.ts";
import type { Unsealed } from "../../../client/sealed/session_parts.ts";
import { signList } from "../../../client/sealed/signed_list.ts";
import { VaultedFiles } from "../../../client/sealed/sealed_files.ts";
import { FakeClock } from "../../support/fake_clock.ts";
import { until } from "../../support/until.ts";
import { FakeNetwork, settled } from "../connection/fake_network.ts";
import { FakeTurns } from "../outbox/fake_turns.ts";
import { MemoryKeyServer } from "./memory_key_server.ts";
import type { MemoryVault } from "./memory_vault.ts";
import { SharedVault } from "./memory_vault.ts";
import { ModelServer, room } from "./model_server.ts";

/** The two. */
export const ann: Person = { id: "u-ann", name: "Ann", kind: "user" };
export const bob: Person = { id: "u-bob", name: "Bob", kind: "user" };

/** See the module's words. */
export class RoomWorld implements AsyncDisposable {
  readonly clock = new FakeClock(Date.now());
  readonly server = new ModelServer();
  readonly keys = new MemoryKeyServer(this.clock);
  readonly mls: Mls;
  readonly open: { close(): void }[] = [];
  readonly browsers: TestBrowser[] = [];
  readonly #identities = new Map<string, string>();
  readonly #devices = new Map<string, OwnDevice[]>();
  #lastRef = 0;

  private constructor(mls: Mls) {
    this.mls = mls;
  }

  static async open(): Promise<RoomWorld> {
    const isGood = async (credential: Uint8Array, key: Uint8Array) =>
      await verifyCredential(credential, key) !== undefined;
    return new RoomWorld(await Mls.open(isGood));
  }

  /** A browser of somebody's that is a device. */
  async browser(person: Person, name = "Laptop"): Promise<TestBrowser> {
    const browser = new TestBrowser(this, person);
    await browser.becomeDevice(name);
    return browser;
  }

  /** A browser of somebody's that is none of their devices. */
  stranger(person: Person): TestBrowser {
    const browser = new TestBrowser(this, person);
    browser.standing.value = { kind: "ready" };
    return browser;
  }

  /** A new device of somebody, on their list. */
  async device(person: Person, name: string): Promise<OwnDevice> {
    const identitySecret = this.#identities.get(person.id);
    const kept: KeptDevice = newDevice({
      person: person.id,
      name,
      at: this.clock.now(),
      ...(identitySecret !== undefined && { identitySecret }),
    });
    this.#identities.set(person.id, kept.identitySecret);
    const device = await openDevice(kept);
    await this.list(person, [...this.devicesOf(person), device]);
    return device;
  }

  /** Those on somebody's list. */
  devicesOf(person: Person): readonly OwnDevice[] {
    return this.#devices.get(person.id) ?? [];
  }

  /** Puts out a list of somebody's devices. */
  async list(person: Person, devices: readonly OwnDevice[], isReset = false): Promise<void> {
    this.#devices.set(person.id, [...devices]);
    const { identity, identityKeys } = devices.at(-1)!;
    const version = (this.keys.of(person.id).list?.version ?? 0) + 1;
    const at = this.clock.now();
    const signed = await signList(
      { v: 1, person: person.id, identity, version, at, devices: devices.map(listed) },
      identityKeys.secretKey,
    );
    await this.keys.as(person.id).putList(signed, { reset: isReset });
    for (const browser of this.browsers) if (browser.person === person) browser.listed(devices);
  }

  /** Somebody loses all devices, and begins anew in another browser. */
  async beginAnew(person: Person): Promise<TestBrowser> {
    this.#identities.delete(person.id);
    this.#devices.delete(person.id);
    const kept = newDevice({ person: person.id, name: "New", at: this.clock.now() });
    this.#identities.set(person.id, kept.identitySecret);
    const device = await openDevice(kept);
    await this.list(person, [device], true);
    const browser = new TestBrowser(this, person);
    await browser.use(device);
    return browser;
  }

  newRef = (): string => `r${++this.#lastRef}`;

  /** Turns the clock to whatever is next, until this is so. */
  async turn(isSo: () => boolean | Promise<boolean>): Promise<void> {
    await until(async () => {
      if (await isSo()) return true;
      const restMs = (this.clock.nextAtMs ?? Infinity) - this.clock.now();
      if (restMs <= 60_000) this.clock.advance(restMs);
      return false;
    });
  }

  /** Closes every page, and waits until what is under way has come to its end. */
  async [Symbol.asyncDispose](): Promise<void> {
    for (const one of this.open) one.close();
    const tails = () => this.browsers.flatMap(({ shared }) => [...shared.locks.values()]);
    for (let calm = 0; calm < 5; calm++) {
      const before = tails();
      await Promise.allSettled(before);
      await settled();
      if (tails().some((tail) => !before.includes(tail))) calm = 0;
    }
  }
}

/** A browser of somebody, with one tab unless more are opened. */
export class TestBrowser {
  readonly person: Person;
  readonly world: RoomWorld;
  readonly shared = new SharedVault();
  readonly vault: MemoryVault = this.shared.open();
  /** What was put into the archive. */
  readonly archived: Unsealed[] = [];
  /** Logs that took the place of others. */
  readonly otherLogs: string[] = [];
  /** How often the archive was to be brought what waits for it. */
  flushes = 0;
  readonly standing = signal<{ kind: "ready" } | { kind: "offline" }>({ kind: "offline" });
  readonly devices = signal<readonly (Device & { isThis: boolean })[]>([]);
  readonly direct: DirectRoom;
  /** How the account asks for its owner's devices; it knows them by itself. */
  refresh: () => Promise<void> = () => Promise.resolve();
  readonly #tabs: DirectRoom[] = [];
  readonly #outboxes = new Map<DirectRoom, SealedOutbox>();
  device: OwnDevice | undefined;

  constructor(world: RoomWorld, person: Person) {
    this.world = world;
    this.person = person;
    this.direct = this.openTab(this.vault);
    world.browsers.push(this);
  }

  get peer(): Person {
    return this.person === ann ? bob : ann;
  }

  /** One more tab. @param peer With whom the server says that the room is. */
  openTab(vault: MemoryVault = this.shared.open(), peer = this.peer): DirectRoom {
    const { world, person } = this;
    const { clock } = world;
    const server = world.keys.as(person.id);
    const outbox = new SealedOutbox(vault, (_room, ref) => direct.forget(ref));
    const direct: DirectRoom = new DirectRoom({
      name: room,
      you: person.id,
      peer,
      clock,
      vault,
      server,
      people: new People({ vault, server, clock }),
      mls: () => Promise.resolve(world.mls),
      openSocket: world.server.openSocket(person),
      fetchJson: world.server.fetchJson,
      newRef: world.newRef,
      files: new VaultedFiles({ vault, clock }),
      isWanted: (ref) => outbox.isWanted(room, ref),
      account: {
        standing: this.standing,
        devices: this.devices,
        device: () => this.device,
        refresh: () => this.refresh(),
        archived: (_room, epoch, { unsealed, isOtherLog }) => {
          this.archived.push(...unsealed);
          if (isOtherLog) this.otherLogs.push(epoch);
          return [];
        },
        flush: () => void this.flushes++,
      },
    });
    this.#tabs.push(direct);
    this.#outboxes.set(direct, outbox);
    return direct;
  }

  /** What waits in a tab. */
  outbox(direct = this.direct): SealedOutbox {
    return this.#outboxes.get(direct)!;
  }

  /** What the account knows of its owner's devices. */
  listed(devices: readonly OwnDevice[]): void {
    const isThis = ({ id }: OwnDevice) => id === this.device?.id;
    this.devices.value = devices.map((device) => ({ ...listed(device), isThis: isThis(device) }));
    this.#changed();
  }

  #changed(): void {
    for (const tab of this.#tabs) tab.accountChanged();
  }

  /** Makes this browser a device of its owner. */
  async becomeDevice(name: string): Promise<void> {
    await this.use(await this.world.device(this.person, name));
  }

  /** Makes this browser a device that is on the list. */
  async use(device: OwnDevice): Promise<void> {
    this.device = device;
    const { world, person } = this;
    const { credential, keys: { publicKey, secretKey: privateKey } } = device;
    const made = await Promise.all(
      [1, 2, 3].map(() =>
        world.mls.makePackage({ credential, publicKey, privateKey }, world.clock.now())
      ),
    );
    for (const [at, own] of made.entries()) {
      await this.vault.write([{
        key: ["package", own.ref],
        value: { ...own, isLastResort: at === 2 },
      }]);
    }
    const [one, two, last] = made.map(({ publicPackage }) => publicPackage);
    await world.keys.as(person.id).addPackages(device.id, [one!, two!], last);
    this.standing.value = { kind: "ready" };
    this.listed(world.devicesOf(person));
  }

  /** Has the server keep a file, sealed here. */
  async keepFile(file: SealedAttachment): Promise<void> {
    await new VaultedFiles({ vault: this.vault, clock: this.world.clock }).keepFile(file);
  }

  /** Opens a page that a test plays. @param resume Where it goes on. */
  page(resume?: { since: number; epoch: string }, direct = this.direct): TestPage {
    return new TestPage(this.world, direct, resume);
  }

  /** Opens the page that people have. */
  conversation(direct = this.direct): Conversation {
    const { world, person } = this;
    const conversation = new Conversation(room, {
      clock: world.clock,
      surroundings: new FakeNetwork(),
      openSocket: (path, listener) => direct.connect(path, listener),
      author: person,
      outbox: this.outbox(direct),
      turns: new FakeTurns(),
      random: () => 0,
      newRef: world.newRef,
      probe: () => Promise.resolve(426),
      fetchMessages: async (path) => await answerFrom(direct.log, path) as MessagePage,
    });
    conversation.open();
    world.open.push(conversation);
    return conversation;
  }
}

/** A page that only listens, and says what a test has it say. */
export class TestPage {
  readonly heard: ServerMessage[] = [];
  /** Close code, once it has ended. */
  closed: number | undefined;
  readonly #link;
  readonly #world: RoomWorld;

  constructor(world: RoomWorld, direct: DirectRoom, resume?: { since: number; epoch: string }) {
    this.#world = world;
    this.#link = direct.connect(roomPath(room, resume), {
      opened() {},
      heard: (frame) =>
        void this.heard.push(...frame.split("\n").map((line) => JSON.parse(line) as ServerMessage)),
      closed: (code) => void (this.closed = code),
    });
    world.open.push(this.#link);
  }

  send(command: Command): void {
    this.#link.send(JSON.stringify(command));
  }

  close(): void {
    this.#link.close();
  }

  /** What came of one type. */
  of<T extends ServerMessage["type"]>(type: T): Extract<ServerMessage, { type: T }>[] {
    return this.heard.filter((message): message is Extract<ServerMessage, { type: T }> =>
      message.type === type
    );
  }

  /** The words that came: those of notes not, which are the client's own. */
  get texts(): (string | undefined)[] {
    return this.of("message").filter(({ note }) => !note).map(({ text }) => text);
  }

  /** Numbers of all entries that came since the page was let in. */
  get seqs(): number[] {
    return this.heard.flatMap((message) =>
      "seq" in message && "from" in message ? [message.seq] : []
    );
  }

  /** Resolves once the page is in. */
  async isIn(): Promise<this> {
    await until(() => this.of("welcome").length > 0);
    return this;
  }

  /** Resolves once these words have come. */
  async hears(text: string): Promise<void> {
    await until(() => this.texts.includes(text));
  }

  /** Says something, and waits until it is in the log. */
  async say(text: string): Promise<void> {
    this.send({ type: "say", text, ref: this.#world.newRef() });
    await this.hears(text);
  }

  /** Resolves with what the server, or what seals, answers to this key. */
  async answerTo(ref: string): Promise<ServerMessage> {
    const find = () => this.heard.find((message) => "ref" in message && message.ref === ref);
    await until(() => find() !== undefined);
    return find()!;
  }
}

/** Many a message: more than a page of the server holds. */
export const many = limits.historyMessages + 5;
