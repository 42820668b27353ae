import { readCredential } from "./credential.ts";
import type { GivenPackage } from "./key_server.ts";
import type { SessionParts } from "./session_parts.ts";
import type { ListedDevice, Wanted } from "./session_plan.ts";
import { limitOf } from "./trouble.ts";

/** What a {@linkcode PackageTaking} needs from outside. */
export type PackageParts = Pick<
  SessionParts,
  "you" | "peer" | "clock" | "mls" | "server" | "alarmed"
>;

/**
 * Milliseconds for which a device that had no key package is not asked for again, the first time:
 * a new one is on the list a moment before it has any. Each time twice as long, up to the last.
 */
const barrenMs = { first: 2_000, last: 60_000 } as const;

/**
 * Takes key packages of devices from the server, those that are what their owners' lists say, and knows
 * for how long it is not to be asked again.
 */
export class PackageTaking {
  readonly #parts: PackageParts;
  /** Devices that had no key package, or got none handed out: for how long that is believed, and until when. */
  readonly #barren = new Map<string, { readonly forMs: number; readonly untilMs: number }>();
  /** Until when the server hands out none at all, Unix milliseconds, and for how long that was. */
  #limit = { untilMs: 0, forMs: 0 };

  constructor(parts: PackageParts) {
    this.#parts = parts;
  }

  /** Whether a device had none of late, and is not to be asked for one yet. @param id The device. */
  isBarren(id: string): boolean {
    return (this.#barren.get(id)?.untilMs ?? 0) > this.#parts.clock.now();
  }

  /** When the next device is to be asked for again, Unix milliseconds; nothing where none had none. */
  barrenUntil(): number | undefined {
    // What is over is asked for already, or on no list any more.
    const ends = [...this.#barren.values()].map(({ untilMs }) => untilMs)
      .filter((untilMs) => untilMs > this.#parts.clock.now());
    return ends.length > 0 ? Math.min(...ends) : undefined;
  }

  /**
   * Key packages of the devices that are missing, by their ids, the other's first.
   *
   * @throws {Refusal} when the server cannot be asked.
   */
  async takeFor({ group, missing }: Wanted): Promise<Map<string, Uint8Array>> {
    const { peer, you } = this.#parts;
    const theirs = await this.#packagesOf(peer.id, missing);
    // Without the other there is nothing to be made, so none of one's own are used up.
    if (group === undefined && theirs.size === 0) return theirs;
    return new Map([...theirs, ...await this.#packagesOf(you, missing)]);
  }

  /** Tells until when the server hands out none at all; nothing where it does. */
  limited(): { kind: "limited"; untilMs: number } | undefined {
    const { untilMs, forMs } = this.#limit;
    const leftMs = untilMs - this.#parts.clock.now();
    // A clock that was set back would have it wait for as long as that.
    return leftMs > 0 && leftMs <= forMs ? { kind: "limited", untilMs } : undefined;
  }

  /** A device had none that is good: it is not asked for again for a while. @param id The device. */
  noteBarren(id: string): void {
    const { first, last } = barrenMs;
    const forMs = Math.min(last, (this.#barren.get(id)?.forMs ?? first / 2) * 2);
    this.#barren.set(id, { forMs, untilMs: this.#parts.clock.now() + forMs });
  }

  /** Those that are what their owner's list says. */
  async #packagesOf(
    person: string,
    missing: readonly ListedDevice[],
  ): Promise<Map<string, Uint8Array>> {
    const wanted = missing.filter((device) => device.person === person);
    const good = new Map<string, Uint8Array>();
    if (wanted.length === 0) return good;
    const given = await this.#takePackages(person, wanted.map(({ id }) => id));
    if (given === "limited") {
      for (const { id } of wanted) {
        const { forMs = barrenMs.first / 2 } = this.#barren.get(id) ?? {};
        this.#barren.set(id, { forMs, untilMs: this.#limit.untilMs });
      }
      return good;
    }
    for (const device of wanted) {
      const found = given.find((one) => one.device === device.id);
      const bytes = found && await this.#check(found.package, device);
      if (bytes) {
        good.set(device.id, bytes);
        this.#barren.delete(device.id);
      } else this.noteBarren(device.id);
    }
    return good;
  }

  /** Whoever asks too often goes on without, until the server hands them out again. */
  async #takePackages(
    person: string,
    devices: readonly string[],
  ): Promise<readonly GivenPackage[] | "limited"> {
    const { server, clock } = this.#parts;
    if (this.limited()) return "limited";
    try {
      return await server.takePackages(person, devices);
    } catch (error) {
      const forMs = limitOf(error);
      if (forMs === undefined) throw error;
      this.#limit = { untilMs: clock.now() + forMs, forMs };
      return "limited";
    }
  }

  async #check(base64: string, device: ListedDevice): Promise<Uint8Array | undefined> {
    try {
      const bytes = Uint8Array.fromBase64(base64);
      const leaf = await this.#parts.mls.readPackage(bytes, this.#parts.clock.now());
      if (leaf === undefined) return undefined;
      const said = readCredential(leaf.credential);
      const isTheirs = leaf.publicKey.toBase64() === device.key && said?.person === device.person &&
        said.device === device.id && said.identity === device.identity;
      if (isTheirs) return bytes;
    } catch {
      // Whatever it is, it is not the device's.
    }
    this.#parts.alarmed("false_package", device.person);
    return undefined;
  }
}
