/** What the session of a direct room has from outside, what it reads, and how it stands. */
import type { Clock } from "../../lib/clock.ts";
import type { DeviceList } from "../../lib/wire/device_list.ts";
import type { Person } from "../../lib/wire/messages.ts";
import type { Content } from "./content.ts";
import type { SealCommand } from "./kept_session.ts";
import type { KeyServer } from "./key_server.ts";
import type { Origin } from "./known_logs.ts";
import type { Place } from "./kept_log.ts";
import type { LocalLog } from "./local_log.ts";
import type { Mls } from "./mls.ts";
import type { OwnDevice } from "./own_device.ts";
import type { AlarmKind } from "./sealed_room.ts";
import type { Vault, VaultChange } from "./vault.ts";

/** The devices that belong to somebody, by their newest list that is known and good. */
export type IdentityDevices = Pick<DeviceList, "person" | "identity" | "devices">;

/** What a session asks about people. */
export interface Identities {
  /** What is known of somebody. */
  find(person: string): Promise<IdentityDevices | undefined>;
  /**
   * Asks for somebody's newest list: a device that came or went may be on one that is not known here.
   *
   * @throws {Refusal} when the server cannot be asked.
   */
  renew(person: string): Promise<void>;
  /**
   * Tells that somebody has this identity in a session.
   *
   * @returns The one that is known, also where no list of theirs was seen yet: another device of one's
   * own may have handed it on. And whether it, or the one before, had been verified.
   */
  meet(
    person: string,
    identity: string,
  ): Promise<{ readonly wasVerified: boolean; readonly identity?: string | undefined }>;
  /**
   * Whether what is said under this identity may be shown as somebody's: not where another one of
   * theirs was verified and this one is not accepted.
   */
  mayBe(person: string, identity: string): Promise<boolean>;
}

/** Something that was unsealed, and where it stood. */
export interface Unsealed {
  readonly place: Place;
  readonly content: Content;
}

/** What an archive is to hear of what was taken in. */
export interface ArchiveNews {
  /** What shall be in it. */
  readonly unsealed: readonly Unsealed[];
  /** What shall be in none any more. */
  readonly deleted: readonly Origin[];
  /** Whether the log took the place of another one: the server was set back, and its archive may be. */
  readonly isOtherLog: boolean;
}

/** What a session needs from outside. */
export interface SessionParts {
  readonly room: string;
  /** Id of oneself. */
  readonly you: string;
  readonly peer: Person;
  readonly clock: Clock;
  readonly vault: Vault;
  readonly mls: Mls;
  readonly log: LocalLog;
  readonly server: Pick<KeyServer, "takePackages">;
  readonly identities: Identities;
  /** This browser as a device, once it is one. */
  device(): OwnDevice | undefined;
  /** A new idempotency key of at most 40 signs. */
  newRef(): string;
  /** What is to be written with what was taken in from the log `epoch`, for the archive to hear of it. */
  archived(epoch: string, news: ArchiveNews): readonly VaultChange[];
  /** The server did what it must not. @param person Whom it is about, by id. */
  alarmed(kind: AlarmKind, person: string): void;
}

/** How the session stands. */
export type Line =
  /**
   * Every device of the two is in it and nobody else; messages can be sealed. Where a device had no
   * key package yet, it is to be asked again from then on, Unix milliseconds.
   */
  | { readonly kind: "ready"; readonly untilMs?: number }
  /** This has to be in the log first; then it is to be asked again. */
  | { readonly kind: "send"; readonly command: SealCommand }
  /** The other has no device yet. */
  | { readonly kind: "no_peer" }
  /**
   * Another device may let this one in, or too much was changed of late; from then on, Unix
   * milliseconds, it makes a new session or goes on.
   */
  | { readonly kind: "join"; readonly untilMs: number }
  /** The server hands out no key packages before then, Unix milliseconds, and a session needs some. */
  | { readonly kind: "limited"; readonly untilMs: number }
  | { readonly kind: "no_device" };
