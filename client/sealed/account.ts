import { computed, signal } from "@preact/signals";
import type { ReadonlySignal } from "@preact/signals";
import type { Clock } from "../../lib/clock.ts";
import type { Device, DeviceList } from "../../lib/wire/device_list.ts";
import { limits } from "../../lib/wire/limits.ts";
import { Refusal } from "../platform/refusal.ts";
import { Archive } from "./archive.ts";
import type { SealedHistory } from "./archive.ts";
import type { ArchivedMessage } from "./archive_entry.ts";
import { readHeader } from "./archive_header.ts";
import type { PhraseCost } from "./archive_header.ts";
import type { KeyServer } from "./key_server.ts";
import { KeptAlarms } from "./kept_alarms.ts";
import { linkKeys, newLinkBytes, readLinkCode, writeLinkCode } from "./link_code.ts";
import type { LinkKeys } from "./link_code.ts";
import { deviceName, handedPeopleBytes, openAsk, sealAnswer } from "./link_mail.ts";
import type { LinkAnswer, LinkAsk } from "./link_mail.ts";
import { Newcomer } from "./newcomer.ts";
import { newDevice, openDevice } from "./own_device.ts";
import type { OwnDevice } from "./own_device.ts";
import { OwnList, selfTopic } from "./own_list.ts";
import type { OwnAlarm, Self } from "./own_list.ts";
import { PackageStock } from "./package_stock.ts";
import type { MakePackage } from "./package_stock.ts";
import type { People } from "./people.ts";
import type { ArchiveState, Linking, Progress, SealAccount, Standing } from "./seal_account.ts";
import { newId } from "./random_id.ts";
import type { Vault, VaultChange } from "./vault.ts";

/** What an {@linkcode Account} needs. */
export interface AccountParts {
  /** Id of oneself. */
  readonly person: string;
  /** What this browser is called as a device, as long as its owner says nothing. */
  readonly name: string;
  readonly vault: Vault;
  readonly server: KeyServer;
  readonly clock: Clock;
  readonly people: People;
  readonly makePackage: MakePackage;
  readonly history: SealedHistory;
  /** For tests: what a new phrase costs. */
  readonly cost?: PhraseCost;
}

/** What a device of one's own has answered, until the list was checked. */
interface KeptAnswer extends Omit<LinkAnswer, "identity"> {
  /** Id of this one. */
  readonly device: string;
}

const answerKey = ["link_answer"] as const;

type Listed = Device & { readonly isThis: boolean };

const hourMs = 3_600_000;
const firstRetryMs = 5_000;
const lastRetryMs = 60_000;
/** How long signing out waits for the server. */
const farewellMs = 3_000;

/** See {@linkcode SealAccount}: one's own identity and devices. */
export class Account implements SealAccount {
  readonly standing: ReadonlySignal<Standing>;
  readonly devices: ReadonlySignal<readonly Listed[]>;
  readonly archive: ReadonlySignal<ArchiveState>;
  readonly alarms: ReadonlySignal<readonly OwnAlarm[]>;
  readonly #standing = signal<Standing>({ kind: "opening" });
  readonly #devices = signal<readonly Listed[]>([]);
  readonly #alarms: KeptAlarms<{ readonly kind: OwnAlarm; readonly whose: "own" }>;
  readonly #parts: AccountParts;
  readonly #own: OwnList;
  readonly #stock: PackageStock;
  readonly #archive: Archive;
  readonly #newcomers = new Set<Newcomer>();
  /** Keys of devices that were looked at, by their mailboxes. */
  readonly #looked = new Map<string, string>();
  #stopListening = () => {};
  #cancelTimer = () => {};
  #device: OwnDevice | undefined;
  #failures = 0;
  #isClosed = false;

  /** Finds out nothing before {@linkcode open}. */
  constructor(parts: AccountParts) {
    this.#parts = parts;
    this.#own = new OwnList(parts);
    this.#stock = new PackageStock(parts);
    this.#archive = new Archive(parts);
    this.standing = this.#standing;
    this.devices = this.#devices;
    this.archive = this.#archive.state;
    this.#alarms = new KeptAlarms(["account"], parts.vault);
    this.alarms = computed(() => this.#alarms.all.value.map(({ kind }) => kind));
  }

  /** Resolves when it is known how this browser stands, or that the server cannot be reached. */
  async open(): Promise<void> {
    this.#stopListening = this.#parts.vault.listen(selfTopic, () => {
      void this.#own.find().then((self) => this.#show(self)).catch(() => {
        // The vault is broken: what is shown stays until something is asked of it.
      });
    });
    try {
      await this.#archive.load();
      const self = await this.#own.find();
      if (self !== undefined) await this.#show(self);
    } catch {
      this.#standing.value = { kind: "unsupported", why: "storage" };
      return;
    }
    await this.#tryChecking();
  }

  /**
   * Asks the server whether one's devices are still the same, and fills up the stock of key packages.
   *
   * @throws {Refusal} when the server does not answer.
   */
  async refresh(): Promise<void> {
    await this.#check();
    if (this.#device !== undefined) this.#openArchive();
  }

  async #check(): Promise<void> {
    const { self, others, alarm } = await this.#own.check(deviceName(this.#parts.name));
    if (this.#isClosed) return;
    if (alarm !== undefined) this.#alarms.raise({ kind: alarm, whose: "own" });
    if (others !== undefined) return await this.#showOthers(others);
    // What the server says cannot be, so it is as if it were not there.
    if (self === undefined) throw new Refusal("offline", "The server's device list is false");
    const before = this.#device?.identity;
    await this.#takeAnswer(self);
    await this.#show(self);
    if (this.#device === undefined) return;
    // One has started over, and the answer to that was lost.
    if (before !== undefined && before !== this.#device.identity) await this.#archive.forget();
    await this.#stock.topUp(this.#device);
  }

  /** See {@linkcode SealAccount.dismissAlarms}. */
  dismissAlarms(): void {
    this.#alarms.dismiss();
  }

  /** This browser as a device, when it is one. */
  device(): OwnDevice | undefined {
    return this.#device;
  }

  /** One's own newest device list, as far as is known here. */
  async list(): Promise<DeviceList | undefined> {
    const self = await this.#own.find();
    return self && await this.#own.read(self);
  }

  /** What is to be written so that these are archived; see {@linkcode Archive.changes}. */
  archiveChanges(room: string, messages: readonly ArchivedMessage[]): VaultChange[] {
    return this.#archive.changes(room, messages);
  }

  /** What is to be written so that a room is archived again; see {@linkcode Archive.again}. */
  archiveAgain(room: string, epoch: string): VaultChange[] {
    return this.#archive.again(room, epoch);
  }

  /** Sends what waits to be archived. It never rejects. */
  flushArchive(): Promise<void> {
    return this.#archive.flush();
  }

  /** See {@linkcode SealAccount.beginLinking}. */
  beginLinking(): Linking {
    const bytes = newLinkBytes();
    const newcomer = new Newcomer(this.#parts, bytes);
    const done = this.#beLinked(newcomer);
    this.#newcomers.add(newcomer);
    done.catch(() => {
      // Whoever shows the code hears of it as well.
    }).finally(() => this.#newcomers.delete(newcomer));
    return {
      code: writeLinkCode(bytes),
      done,
      leftMs: () => newcomer.leftMs(),
      cancel: () => newcomer.cancel(),
    };
  }

  /** See {@linkcode SealAccount.look}. */
  async look(code: string): Promise<string> {
    this.#need();
    const { keys, ask } = await this.#findAsk(code);
    this.#looked.set(keys.askBox, ask.key);
    return ask.name;
  }

  /** See {@linkcode SealAccount.link}. */
  async link(code: string): Promise<string> {
    const own = this.#need();
    const { server, people, clock } = this.#parts;
    const { keys, ask: { device: id, key, name } } = await this.#findAsk(code);
    // Whoever has read the code over somebody's shoulder could ask in its place.
    if ((this.#looked.get(keys.askBox) ?? key) !== key) {
      throw new Refusal("no_such_code", "Another device asks with this code by now");
    }
    await this.#change((devices) => {
      const there = devices.find((device) => device.id === id || device.key === key);
      // It was put there before, and the answer did not get through.
      if (there?.id === id && there.key === key) return undefined;
      if (there !== undefined) throw new Refusal("no_such_code", "This device is another one");
      if (devices.length >= limits.devicesPerPerson) {
        throw new Refusal("quota", `There are ${limits.devicesPerPerson} devices already`);
      }
      return [...devices, { id, key, name, at: clock.now() }];
    });
    const answer = await sealAnswer(keys, {
      identity: own.identityKeys.secretKey.toBase64(),
      ...(this.#archive.key && { archive: this.#archive.key }),
      people: await people.handOn(handedPeopleBytes),
    });
    // From a try before, or from somebody who does not know the code.
    await server.removeMail(keys.answerBox);
    await server.putMail(keys.answerBox, answer);
    await server.removeMail(keys.askBox);
    return name;
  }

  /** See {@linkcode SealAccount.removeDevice}. */
  async removeDevice(id: string): Promise<void> {
    if (id === this.#need().id) {
      throw new Refusal("forbidden", "This device is removed by signing out");
    }
    await this.#change((devices) => without(devices, id));
  }

  /** See {@linkcode SealAccount.rename}. */
  async rename(name: string): Promise<void> {
    const { id } = this.#need();
    await this.#change((devices) =>
      devices.map((device) => device.id === id ? { ...device, name: deviceName(name) } : device)
    );
  }

  /** See {@linkcode SealAccount.startOver}. */
  async startOver(): Promise<void> {
    const { person, name, clock } = this.#parts;
    const kept = newDevice({ person, name: deviceName(name), at: clock.now() });
    const self = await this.#own.become(kept);
    // Not before the server has taken the list: until then all stays as it is.
    await this.#archive.forget();
    await this.#became(self);
  }

  /** See {@linkcode SealAccount.newPhrase}. */
  async newPhrase(): Promise<string> {
    return (await loadRecovery()).newPhrase();
  }

  /** See {@linkcode SealAccount.unknownWords}. */
  async unknownWords(words: readonly string[]): Promise<readonly string[]> {
    const { isPhraseWord } = await loadRecovery();
    return words.filter((word) => !isPhraseWord(word));
  }

  /** See {@linkcode SealAccount.startArchive}. Code: `wrong_phrase`. */
  async startArchive(phrase: string, progressed: Progress): Promise<void> {
    const { identityKeys } = this.#need();
    const { readPhrase, wrapKeys } = await loadRecovery();
    const words = demand(readPhrase(phrase));
    const archiveKey = crypto.getRandomValues(new Uint8Array(32));
    const id = newId();
    const header = await wrapKeys({ archiveKey, identitySecret: identityKeys.secretKey }, words, {
      id,
      progressed: (share) => progressed(share / 2),
      ...(this.#parts.cost && { cost: this.#parts.cost }),
    });
    const key = { id, key: archiveKey.toBase64() };
    await this.#archive.start(key, header, (share) => progressed((1 + share) / 2));
  }

  /** See {@linkcode SealAccount.stopArchive}. */
  stopArchive(): Promise<void> {
    return this.#archive.stop();
  }

  /**
   * See {@linkcode SealAccount.recover}. On a device it only opens the archive. Codes: also `not_found`
   * where there is none, and `damaged`.
   */
  async recover(phrase: string, progressed: Progress): Promise<number | undefined> {
    const { readPhrase, unwrapKeys, wrapKeys } = await loadRecovery();
    const words = demand(readPhrase(phrase));
    const { server, person, name, clock } = this.#parts;
    const { header: text } = await server.findArchive();
    if (text === undefined) throw new Refusal("not_found", "There is no archive");
    const header = readHeader(text);
    if (header === undefined) throw new Refusal("damaged", "The archive's header is not readable");
    const keys = await unwrapKeys(header, words, (share) => progressed(share / 2));
    if (keys === undefined) throw new Refusal("wrong_phrase", "The archive has another phrase");
    await this.#archive.take({ id: header.id, key: keys.archiveKey.toBase64() });
    const identitySecret = keys.identitySecret.toBase64();
    if (this.#device === undefined) {
      const fields = { person, name: deviceName(name), at: clock.now(), identitySecret };
      await this.#became(await this.#own.become(newDevice(fields)), { restores: false });
    } else if (this.#device.identityKeys.secretKey.toBase64() !== identitySecret) {
      // It is of an identity that was given up; the phrase is to bring back the one of today.
      const { archiveKey } = keys;
      const now = { archiveKey, identitySecret: this.#device.identityKeys.secretKey };
      const cost = { memory: header.memory, passes: header.passes };
      await server.putArchive(await wrapKeys(now, words, { id: header.id, cost }));
    }
    const unreadable = await this.#archive.restore((share) => progressed((1 + share) / 2));
    progressed(1);
    return unreadable;
  }

  /** See {@linkcode SealAccount.signOut}. */
  async signOut(): Promise<void> {
    const device = this.#device;
    const { vault, clock } = this.#parts;
    const isLast = this.#devices.value.length < 2;
    const farewell: Promise<unknown>[] = [this.#archive.flush()];
    if (device !== undefined && !isLast) {
      const leaving = this.#own.change((devices) => without(devices, device.id));
      farewell.push(leaving.catch(() => {
        // The others can still take it off.
      }));
    }
    let cancel = () => {};
    const late = new Promise<void>((resolve) => cancel = clock.schedule(farewellMs, resolve));
    await Promise.race([Promise.all(farewell), late]);
    cancel();
    this.#own.close();
    this.close();
    this.#device = undefined;
    await vault.wipe();
  }

  /** See {@linkcode SealAccount.close}. */
  close(): void {
    this.#isClosed = true;
    this.#cancelTimer();
    this.#stopListening();
    this.#archive.close();
    for (const newcomer of this.#newcomers) newcomer.cancel();
  }

  /** What the browser asks that shows a code. */
  async #findAsk(code: string): Promise<{ keys: LinkKeys; ask: LinkAsk }> {
    const bytes = readLinkCode(code);
    if (bytes === undefined) throw new Refusal("bad_code", "This cannot be a code");
    const keys = await linkKeys(bytes);
    const box = await this.#parts.server.findMail(keys.askBox);
    const ask = box === undefined ? undefined : await openAsk(keys, box);
    if (ask === undefined) throw new Refusal("no_such_code", "Nobody asks with this code");
    return { keys, ask };
  }

  /** Asks now, and again: soon where that failed, otherwise in an hour. */
  async #tryChecking(): Promise<void> {
    this.#cancelTimer();
    try {
      await this.#check();
      if (this.#device !== undefined) await this.#archive.open();
      this.#failures = 0;
    } catch (error) {
      this.#failures++;
      if (this.#isClosed) return;
      // What is known stays; a device that cannot keep anything now finds out when it wants to.
      if (this.#device === undefined && this.#isUnknown()) {
        this.#standing.value = error instanceof Refusal
          ? { kind: "offline" }
          : { kind: "unsupported", why: "storage" };
      }
    }
    if (this.#isClosed) return;
    const retryMs = Math.min(lastRetryMs, firstRetryMs * 2 ** (this.#failures - 1));
    const delayMs = this.#failures === 0 ? hourMs : retryMs;
    this.#cancelTimer();
    this.#cancelTimer = this.#parts.clock.schedule(delayMs, () => void this.#tryChecking());
  }

  #isUnknown(): boolean {
    return ["opening", "offline", "unsupported"].includes(this.#standing.value.kind);
  }

  async #change(
    change: (devices: readonly Device[]) => readonly Device[] | undefined,
  ): Promise<void> {
    await this.#own.change(change);
    await this.#show(await this.#own.find());
  }

  async #beLinked(newcomer: Newcomer): Promise<void> {
    if (this.#device !== undefined) throw new Refusal("forbidden", "This browser is a device");
    const { kept, answer } = await newcomer.ask(deviceName(this.#parts.name));
    const { identity: identitySecret, people, archive } = answer;
    const value: KeptAnswer = { device: kept.id, people, ...(archive && { archive }) };
    await this.#parts.vault.write([{ key: answerKey, value }]);
    await newcomer.leave();
    const self = await this.#own.adopt({ ...kept, identitySecret });
    await this.#takeAnswer(self);
    await this.#became(self);
  }

  /** Takes what came with the answer, once this browser is on a list of the identity in it. */
  async #takeAnswer(self: Self): Promise<void> {
    const { vault, people } = this.#parts;
    const answer = await vault.get<KeptAnswer>(answerKey);
    if (answer === undefined || answer.device !== self.device.id) return;
    await people.takeOver(answer.people);
    if (answer.archive) await this.#archive.take(answer.archive);
    await vault.write([{ key: answerKey }]);
  }

  /** This browser has become a device; what follows from it may come later. */
  async #became(self: Self, { restores = true } = {}): Promise<void> {
    await this.#show(self);
    this.dismissAlarms();
    try {
      await this.#stock.topUp(this.#device!);
    } catch {
      this.#cancelTimer();
      this.#cancelTimer = this.#parts.clock.schedule(firstRetryMs, () => void this.#tryChecking());
    }
    if (restores) this.#openArchive();
  }

  /** To read it back may take long, and nobody has to wait for that. */
  #openArchive(): void {
    void this.#archive.open().catch(() => {
      // It is opened again within the hour.
    });
  }

  async #show(self: Self | undefined): Promise<void> {
    if (self === undefined || this.#isClosed) return;
    const device = self.end === undefined ? await openDevice(self.device) : undefined;
    const { devices } = await this.#own.read(self);
    // Closed meanwhile.
    if (this.#isClosed) return;
    this.#device = device;
    const isThis = (one: Device) => one.id === self.device.id;
    this.#devices.value = devices.map((one) => ({ ...one, isThis: isThis(one) }))
      .sort((a, b) => Number(b.isThis) - Number(a.isThis) || a.at - b.at);
    this.#standing.value = self.end ?? { kind: "ready" };
  }

  async #showOthers({ devices }: DeviceList): Promise<void> {
    const { header } = await this.#parts.server.findArchive();
    if (this.#isClosed || this.#device !== undefined) return;
    this.#devices.value = devices.map((device) => ({ ...device, isThis: false }));
    this.#standing.value = { kind: "unlinked", devices, hasArchive: header !== undefined };
  }

  #need(): OwnDevice {
    if (this.#device !== undefined) return this.#device;
    throw new Refusal("forbidden", "This browser is no device");
  }
}

/** The devices but one; `undefined` when it is not there. */
function without(devices: readonly Device[], id: string): readonly Device[] | undefined {
  const others = devices.filter((device) => device.id !== id);
  return others.length === devices.length || others.length === 0 ? undefined : others;
}

function demand(phrase: string | undefined): string {
  if (phrase !== undefined) return phrase;
  throw new Refusal("wrong_phrase", "This is no recovery phrase");
}

async function loadRecovery(): Promise<typeof import("./recovery.ts")> {
  try {
    return await import("./recovery.ts");
  } catch (cause) {
    throw new Refusal("offline", "Cannot load what recovery phrases need", { cause });
  }
}
