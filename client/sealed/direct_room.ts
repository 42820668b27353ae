/**
 * One direct room in this browser: what is known of it, whatever sockets come and go. Its page reads
 * the signals; {@linkcode RoomLink} keeps them true.
 */
import { computed, signal } from "@preact/signals";
import type { ReadonlySignal, Signal } from "@preact/signals";
import type { Device } from "../../lib/wire/device_list.ts";
import type { Person } from "../../lib/wire/messages.ts";
import { Refusal } from "../platform/refusal.ts";
import type { Socket, SocketListener } from "../platform/socket.ts";
import { KeptAlarms } from "./kept_alarms.ts";
import type { KeptSession } from "./kept_session.ts";
import type { KeyServer } from "./key_server.ts";
import type { Origin } from "./known_logs.ts";
import { LocalLog } from "./local_log.ts";
import type { Mls } from "./mls.ts";
import type { OwnDevice } from "./own_device.ts";
import type { KnownPerson, People } from "./people.ts";
import { RoomLink } from "./room_link.ts";
import type { LinkParts } from "./room_link.ts";
import { safetyNumber } from "./safety_number.ts";
import type { SealAccount } from "./seal_account.ts";
import type { Alarm, AlarmKind, Readiness, SealedRoom, Trust } from "./sealed_room.ts";
import { Session } from "./session.ts";
import type { Identities, SessionParts, Unsealed } from "./session_parts.ts";
import type { Vault, VaultChange, VaultKey } from "./vault.ts";

/** What a direct room needs of the account. */
export interface RoomAccount extends Pick<SealAccount, "standing" | "devices"> {
  /** This browser as a device, once it is one. */
  device(): OwnDevice | undefined;
  /** Asks for the newest list of one's own devices. @throws {Refusal} when the server cannot be asked. */
  refresh(): Promise<void>;
  /** What is to be written so that this gets into the archive, if there is one. */
  archived(room: string, ...what: Parameters<SessionParts["archived"]>): readonly VaultChange[];
  /** Brings to the archive what waits for that. */
  flush(): void;
}

/** What a {@linkcode DirectRoom} needs from outside. */
export interface DirectRoomParts
  extends Pick<LinkParts, "clock" | "openSocket" | "fetchJson" | "newRef" | "files" | "isWanted"> {
  readonly name: string;
  readonly you: string;
  readonly peer: Person;
  readonly vault: Vault;
  readonly server: KeyServer;
  readonly people: People;
  readonly account: RoomAccount;
  /** Loads on the first call. */
  mls(): Promise<Mls>;
}

/** What is kept of a room besides its log. */
interface KeptSettings {
  readonly tellsRead: boolean;
  readonly tellsTyping: boolean;
}

/** How far one has read, how far the other was told that, and how far they told. */
type Mark = "read" | "told_read" | "peer_read";

/** Milliseconds for which the other's device list is believed without asking again. */
const listAgeMs = 300_000;

/** See the module's words. */
export class DirectRoom implements SealedRoom, Identities {
  readonly name: string;
  readonly peer: Person;
  readonly log: LocalLog;
  readonly readiness: Signal<Readiness> = signal<Readiness>("opening");
  readonly readByPeer: Signal<number | undefined> = signal<number | undefined>(undefined);
  readonly tellsRead: ReadonlySignal<boolean>;
  readonly tellsTyping: ReadonlySignal<boolean>;
  readonly devices: Signal<readonly (Device & { readonly person: string })[]> = signal<
    readonly (Device & { readonly person: string })[]
  >([]);
  readonly #parts: DirectRoomParts;
  readonly #settings = signal<KeptSettings>({ tellsRead: false, tellsTyping: false });
  readonly #alarms: KeptAlarms;
  readonly #known = signal<KnownPerson | undefined>(undefined);
  readonly #links = new Set<RoomLink>();
  /** What was on its way when a socket broke, by the page's keys. */
  readonly #lost = new Set<string>();
  #session: Promise<Session> | undefined;
  #refreshedAtMs = -Infinity;
  #isOutdated = false;

  readonly alarms: ReadonlySignal<readonly Alarm[]>;
  readonly trust: ReadonlySignal<Trust> = computed(() =>
    this.#known.value?.trust ?? { kind: "unknown" }
  );
  /** Whether the server says that the room is with somebody else than before. */
  readonly isOtherPeer: Signal<boolean> = signal(false);
  /** Whether nothing may leave: because of that, or because the other's verified identity is another one. */
  readonly isBlocked: ReadonlySignal<boolean> = computed(() =>
    this.isOtherPeer.value || this.#known.value?.newIdentity !== undefined
  );

  /** Reads what is kept; asks nobody. */
  constructor(parts: DirectRoomParts) {
    this.#parts = parts;
    this.name = parts.name;
    this.peer = parts.peer;
    this.log = new LocalLog(parts.name, parts.vault);
    this.#alarms = new KeptAlarms(["room", parts.name], parts.vault);
    this.alarms = this.#alarms.all;
    this.tellsRead = computed(() => this.#settings.value.tellsRead);
    this.tellsTyping = computed(() => this.#settings.value.tellsTyping);
    parts.people.watch(() => void this.#look().catch(() => {}));
    parts.vault.listen(`room ${parts.name}`, () => void this.#look().catch(() => {}));
    void this.#look().catch(() => {});
  }

  /** Opens a socket to the room for the page: as to an open room. @param path As the page asks for it. */
  connect(path: string, listener: SocketListener): Socket {
    const { clock, openSocket, fetchJson, newRef, files, you, account, isWanted } = this.#parts;
    const link: RoomLink = new RoomLink(path, listener, {
      ...{ clock, openSocket, fetchJson, newRef, files, you, account, isWanted },
      room: this,
      session: () => this.session(),
      closed: () => this.#links.delete(link),
    });
    this.#links.add(link);
    return link;
  }

  /** The session, once what it needs has loaded; that is tried again where it failed. */
  session(): Promise<Session> {
    return this.#session ??= this.#openSession().catch((error) => {
      this.#session = undefined;
      throw error;
    });
  }

  async #openSession(): Promise<Session> {
    const { name, you, clock, vault, server, account, newRef } = this.#parts;
    const [mls, peer] = await Promise.all([this.#parts.mls(), this.#pinnedPeer()]);
    return new Session({
      ...{ you, peer, clock, vault, server, mls, newRef },
      room: name,
      log: this.log,
      identities: this,
      device: () => account.device(),
      archived: (...what) => account.archived(name, ...what),
      alarmed: (kind, person) => this.alarmed(kind, person),
    });
  }

  /**
   * Whom the room is with for good: whom the server named when it was first opened here. Were that asked
   * for anew each time, the server could put somebody else in their place, under keys of their own.
   */
  #pinnedPeer(): Promise<Person> {
    const { name, you, peer, vault } = this.#parts;
    return vault.exclusively(`room ${name}`, async () => {
      const key = this.#key("peer");
      const session = await vault.get<KeptSession>(this.#key("session"));
      const id = await vault.get<string>(key) ??
        session?.told.find(({ person }) => person !== you)?.person;
      if (id === undefined) await vault.write([{ key, value: peer.id }]);
      if (id === undefined || id === peer.id) return peer;
      this.isOtherPeer.value = true;
      this.#known.value = undefined;
      this.alarmed("other_peer", peer.id);
      return { ...peer, id };
    });
  }

  /** See {@linkcode Identities.find}. */
  async find(person: string): ReturnType<Identities["find"]> {
    const { you, account, people } = this.#parts;
    if (person === you) {
      const device = account.device();
      return device &&
        { person, identity: device.identity, devices: account.devices.peek() };
    }
    const known = await people.known(person);
    return known && known.devices.length > 0 ? known : undefined;
  }

  /** See {@linkcode Identities.renew}. */
  async renew(person: string): Promise<void> {
    if (person === this.#parts.you) return await this.#parts.account.refresh();
    this.#refreshedAtMs = -Infinity;
    await this.refresh();
  }

  /** See {@linkcode Identities.meet}. */
  async meet(person: string, identity: string): ReturnType<Identities["meet"]> {
    if (person === this.#parts.you) return { wasVerified: false };
    const known = await this.#parts.people.known(person);
    // It has not been asked for since that identity came up.
    if (known !== undefined && known.identity !== identity) this.#refreshedAtMs = -Infinity;
    const trust = known?.trust;
    const wasVerified = trust?.kind === "verified" ||
      (trust?.kind === "changed" && trust.wasVerified);
    return { wasVerified, identity: known?.identity };
  }

  /** See {@linkcode Identities.mayBe}. */
  async mayBe(person: string, identity: string): Promise<boolean> {
    const { you, account, people } = this.#parts;
    if (person === you) return (account.device()?.identity ?? identity) === identity;
    const known = await people.known(person);
    const isSettled = known?.trust.kind === "verified" || known?.newIdentity !== undefined;
    return !isSettled || known.identity === identity;
  }

  /**
   * Asks the server for the other's newest list, unless that was done within five minutes.
   *
   * @throws {Refusal} when it does not answer.
   */
  async refresh(): Promise<void> {
    const { people, clock } = this.#parts;
    if (this.isOtherPeer.peek()) return;
    const ageMs = clock.now() - this.#refreshedAtMs;
    // Less than nothing where the clock was set back.
    if (ageMs >= 0 && ageMs < listAgeMs) return;
    const { alarm, known } = await people.refresh(this.peer.id);
    // Who has none yet may have one at any time.
    if (known !== undefined) this.#refreshedAtMs = clock.now();
    if (alarm) this.alarmed(alarm, this.peer.id);
    this.#learn(known);
  }

  /** The session has changed: shows who is in it. */
  async showMembers(): Promise<void> {
    const members = await (await this.session()).members();
    const isPutOut = members.length === 0 && this.devices.peek().length > 0;
    // It may be none any more, and would find out within the hour only.
    if (isPutOut) void this.#parts.account.refresh().catch(() => {});
    const lists = await Promise.all(
      [this.#parts.you, this.peer.id].map((person) => this.find(person)),
    );
    this.devices.value = members.flatMap(({ person, device: id, key }) => {
      const list = lists.find((one) => one?.person === person);
      const listed = list?.devices.find((device) => device.id === id);
      return [{ id, key, name: "", at: 0, ...listed, person }];
    });
  }

  /** Something of what was unsealed is not for the log alone. */
  async heard(unsealed: readonly Unsealed[]): Promise<void> {
    if (unsealed.length === 0) return;
    this.#parts.account.flush();
    // What a message says of its files is enough from now on.
    const sent = unsealed.flatMap(({ place, content }) =>
      place.from.id === this.#parts.you && content.kind === "say" ? content.files ?? [] : []
    );
    const ids = sent.flatMap(({ id, thumbnail }) => thumbnail ? [id, thumbnail.id] : [id]);
    if (ids.length > 0) await this.#parts.files.forgetFiles(ids);
    const marks = unsealed.flatMap(({ place, content }) =>
      content.kind === "read" ? [{ by: place.from.id, seq: content.seq }] : []
    );
    if (marks.length === 0) return;
    const epoch = await this.log.epoch() ?? "";
    for (const { by, seq } of marks) {
      if (by === this.#parts.you) {
        await this.markRead({ epoch, seq });
        await this.#mark("told_read", { epoch, seq });
      } else if (await this.#mark("peer_read", { epoch, seq })) {
        this.readByPeer.value = seq;
        this.#parts.vault.tell(`room ${this.name}`);
      }
    }
  }

  /** How far one has read. */
  readMark(): Promise<number | undefined> {
    return this.#marked("read");
  }

  /** One has read up to there; tells whether that is further than before. */
  markRead(mark: Origin): Promise<boolean> {
    return this.#mark("read", mark);
  }

  /** How far one has read, where the other is to be told and was not: a socket may have broken before. */
  async untoldMark(): Promise<number | undefined> {
    if (!this.tellsRead.peek()) return undefined;
    const [read = 0, told = 0] = await Promise.all([
      this.#marked("read"),
      this.#marked("told_read"),
    ]);
    return read > Math.max(0, told) ? read : undefined;
  }

  /** A socket broke that had these on it, by the page's keys: whether they arrived shows in the log. */
  lost(refs: readonly string[]): void {
    for (const ref of refs) this.#lost.add(ref);
  }

  /** The log was read: of what was lost, what is not there is kept no longer, for nobody says it again. */
  async forgetLost(): Promise<void> {
    const refs = [...this.#lost];
    this.#lost.clear();
    const session = await this.session();
    for (const ref of refs) await session.forget(ref);
  }

  /** The server has begun its log anew. */
  async renumbered(): Promise<void> {
    this.outdate();
    this.#parts.account.flush();
    await this.#look();
  }

  /** See {@linkcode SealedRoom.tell}. */
  async tell({ read, typing }: { read?: boolean; typing?: boolean }): Promise<void> {
    const { tellsRead, tellsTyping } = this.#settings.peek();
    const { vault } = this.#parts;
    const value = { tellsRead: read ?? tellsRead, tellsTyping: typing ?? tellsTyping };
    // What was read while it was off is nobody's affair.
    const mark = value.tellsRead && !tellsRead
      ? await vault.get<Origin>(this.#key("read"))
      : undefined;
    await vault.write([
      { key: this.#key("settings"), value },
      ...(mark ? [{ key: this.#key("told_read"), value: mark }] : []),
    ]);
    this.#settings.value = value;
    this.#changed();
  }

  /** See {@linkcode SealedRoom.safetyNumber}. */
  async safetyNumber(): Promise<string | undefined> {
    return (await this.#numbered())?.number;
  }

  /** See {@linkcode SealedRoom.setVerified}. */
  async setVerified(number: string | undefined): Promise<void> {
    const { people } = this.#parts;
    if (number === undefined) await people.unverify(this.peer.id);
    else {
      const now = await this.#numbered();
      // Only what was seen has been compared.
      if (now?.number !== number) {
        throw new Refusal("conflict", "Cannot do this: the safety number is another one by now");
      }
      await people.verify(this.peer.id, now.identity);
    }
    await this.#look();
    this.#changed();
  }

  /** See {@linkcode SealedRoom.acceptIdentity}. */
  async acceptIdentity(): Promise<void> {
    const { people } = this.#parts;
    const known = await people.known(this.peer.id);
    if (known === undefined || this.isOtherPeer.peek()) return;
    await people.accept(this.peer.id, known.newIdentity ?? known.identity);
    await this.#look();
    this.#changed();
  }

  /** The server did what it must not. @param person Whom it is about, by id. */
  alarmed(kind: AlarmKind, person: string): void {
    const whose = person === this.peer.id ? "peer" : person === this.#parts.you ? "own" : "other";
    this.#alarms.raise({ kind, whose });
  }

  /** See {@linkcode SealedRoom.dismissAlarms}. */
  dismissAlarms(): void {
    this.#alarms.dismiss();
  }

  /** This browser has become a device, or its devices are others: what waited goes on. */
  accountChanged(): void {
    for (const link of this.#links) link.accountChanged();
  }

  /** What waits under this key of the page is not to leave any more. */
  forget(ref: string): void {
    for (const link of this.#links) link.forget(ref);
  }

  /** What was read back from the archive is to be shown. */
  reload(): void {
    // Its page may be between two sockets just now.
    this.outdate();
    for (const link of this.#links) link.restart();
  }

  /** What its page has seen is not what it would see now. */
  outdate(): void {
    this.#isOutdated = true;
  }

  /** Whether that is so: then its page is to begin anew. */
  get isOutdated(): boolean {
    return this.#isOutdated;
  }

  /** Its page sees what there is to see now. */
  beginsAnew(): void {
    this.#isOutdated = false;
  }

  /** The safety number, and the other's identity in it. */
  async #numbered(): Promise<{ number: string; identity: string } | undefined> {
    const { you, account, people } = this.#parts;
    const device = account.device();
    const known = await people.known(this.peer.id);
    const isNobody = known === undefined || this.isOtherPeer.peek();
    if (device === undefined || isNobody) return undefined;
    const identity = known.newIdentity ?? known.identity;
    const number = await safetyNumber(
      { person: you, identity: device.identity },
      { person: this.peer.id, identity },
    );
    return { number, identity };
  }

  /** Reads again what other tabs may have changed. */
  async #look(): Promise<void> {
    const { vault, people } = this.#parts;
    const settings = await vault.get<KeptSettings>(this.#key("settings"));
    if (settings) this.#settings.value = settings;
    this.readByPeer.value = await this.#marked("peer_read");
    this.#learn(await people.known(this.peer.id));
  }

  /** This is known of the other now. Where it is news, the session may be in line no more. */
  #learn(known: KnownPerson | undefined): void {
    if (this.isOtherPeer.peek()) return;
    const before = this.#known.peek();
    this.#known.value = known;
    if (isOtherwise(before, known)) { for (const link of this.#links) link.goOn(); }
  }

  /** What is marked, as the server counts now. */
  async #marked(what: Mark): Promise<number | undefined> {
    const mark = await this.#parts.vault.get<Origin>(this.#key(what));
    return mark && await this.log.numberOf(mark);
  }

  #mark(what: Mark, mark: Origin): Promise<boolean> {
    const { vault } = this.#parts;
    return vault.exclusively(`marks ${this.name}`, async () => {
      const [before = -Infinity, number = 0] = await Promise.all([
        this.#marked(what),
        this.log.numberOf(mark),
      ]);
      if (number < 1 || number <= before) return false;
      await vault.write([{ key: this.#key(what), value: mark }]);
      return true;
    });
  }

  #changed(): void {
    this.#parts.vault.tell(`room ${this.name}`);
    for (const link of this.#links) link.goOn();
  }

  #key(what: string): VaultKey {
    return ["room", this.name, what];
  }
}

/** Whether somebody has another identity, or other devices, than before. */
function isOtherwise(before: KnownPerson | undefined, now: KnownPerson | undefined): boolean {
  const keysOf = (known: KnownPerson | undefined) =>
    known && [known.identity, known.newIdentity, ...known.devices.map(({ key }) => key)].join();
  return keysOf(before) !== keysOf(now);
}
