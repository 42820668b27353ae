import type { Clock } from "../../lib/clock.ts";
import { batches } from "./batches.ts";
import type { KeyServer } from "./key_server.ts";
import type { OwnDevice } from "./own_device.ts";
import type { Vault } from "./vault.ts";

/** A key package, and what only its device may know of it. */
export interface MadePackage {
  /** By which a Welcome names it. */
  readonly ref: string;
  /** Base64. */
  readonly publicPackage: string;
  /** JSON. */
  readonly privatePackage: unknown;
}

/** Makes a key package for this browser. */
export type MakePackage = (
  device: OwnDevice,
  options: { isLastResort: boolean },
) => Promise<MadePackage>;

/** What {@linkcode PackageStock} needs. */
export interface PackageStockParts {
  readonly vault: Vault;
  readonly server: KeyServer;
  readonly clock: Clock;
  readonly makePackage: MakePackage;
}

/** What is kept of a key package, under `["package", ref]`; whoever joins by it removes it. */
export interface KeptPackage extends MadePackage {
  /** Id of the device that it is of. */
  readonly device: string;
  /** Such a one stays when it was used. */
  readonly isLastResort: boolean;
  /** When it was made, Unix milliseconds. */
  readonly at: number;
}

const few = 20;
const plenty = 50;
/** Private parts of one-time packages; more are not made, whatever the server says of its stock. */
const maxKept = 500;
/** Base64 signs in one request: it may have 64 KiB. */
const maxSigns = 60_000;
const dayMs = 86_400_000;
const lastResortMs = 30 * dayMs;
const keptMs = 90 * dayMs;

/** The key packages of this browser: public parts on the server, private ones in the vault. */
export class PackageStock {
  readonly #parts: PackageStockParts;

  constructor(parts: PackageStockParts) {
    this.#parts = parts;
  }

  /**
   * Fills up the stock on the server to 50 one-time packages when there are less than 20, renews the
   * last resort after 30 days, and forgets what is older than 90.
   *
   * @throws {Refusal} what the server says.
   */
  topUp(device: OwnDevice): Promise<void> {
    const { vault, server } = this.#parts;
    return vault.exclusively("packages", async () => {
      const kept = await this.#forgetOld(device);
      const { count, hasLastResort } = await server.stock(device.id);
      const room = maxKept - kept.filter(({ isLastResort }) => !isLastResort).length;
      const made: string[] = [];
      for (let left = count < few ? Math.min(plenty - count, room) : 0; left > 0; left--) {
        made.push(await this.#make(device, false));
      }
      const since = this.#parts.clock.now() - lastResortMs;
      const isFresh = kept.some(({ isLastResort, at }) => isLastResort && at > since);
      const lastResort = isFresh && hasLastResort ? undefined : await this.#make(device, true);
      if (lastResort !== undefined) await server.addPackages(device.id, [], lastResort);
      for (const packages of batches(made, ({ length }) => length + 3, maxSigns)) {
        await server.addPackages(device.id, packages);
      }
    });
  }

  /** Leaves out what is too old, or of a device that this browser was before. */
  async #forgetOld(device: OwnDevice): Promise<KeptPackage[]> {
    const all = await this.#parts.vault.list<KeptPackage>(["package"]);
    const since = this.#parts.clock.now() - keptMs;
    const isOld = (kept: KeptPackage) => kept.device !== device.id || kept.at < since;
    const old = all.filter(({ value }) => isOld(value));
    if (old.length > 0) await this.#parts.vault.write(old.map(({ key }) => ({ key })));
    return all.map(({ value }) => value).filter((kept) => !isOld(kept));
  }

  /** Its private part is kept before anybody can use the public one. */
  async #make(device: OwnDevice, isLastResort: boolean): Promise<string> {
    const { vault, clock, makePackage } = this.#parts;
    const made = await makePackage(device, { isLastResort });
    const value: KeptPackage = { ...made, device: device.id, isLastResort, at: clock.now() };
    await vault.write([{ key: ["package", made.ref], value }]);
    return made.publicPackage;
  }
}
