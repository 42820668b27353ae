import { RateLimiter } from "../rate_limiter.ts";
import type { Clock } from "../clock.ts";
import { ChatError } from "../errors.ts";
import type { Keys, PackageStock, TakenPackage } from "../store/keys.ts";
import type { SignedDeviceList } from "../wire/device_list.ts";
import { maxVersionLeap, readDeviceList } from "../wire/device_list.ts";

/** What a {@linkcode Directory} is made of. */
export interface DirectoryOptions {
  keys: Keys;
  /** Whether two people, by their ids, have a direct room. */
  shareRoom: (one: string, other: string) => Promise<boolean>;
  clock: Clock;
}

/** What became of a device list. */
export interface ListChange {
  readonly version: number;
  /** How many devices are on it. */
  readonly devices: number;
  /** Whether another identity took the place of the one before. */
  readonly isReset: boolean;
}

/** Key packages of a device, in Base64. */
export interface PackageSupply {
  readonly packages: readonly string[];
  readonly lastResort?: string;
}

/**
 * How often one person may ask for key packages: so often at once, then once in 10 s. A stock of 100
 * is then not used up by one other in less than ten minutes.
 */
const takings = { burst: 30, perSecond: 1 / 10 };
/** How often one person may hand in a device list: likewise, then 30 times an hour. */
const changes = { burst: 30, perSecond: 30 / 3_600 };

/**
 * Whose devices there are, and what they are reached by. Lists and packages are for their owner and
 * for those who have a direct room with them; to others there is nobody. People go by their ids.
 */
export class Directory {
  readonly #options: DirectoryOptions;
  readonly #takings = new RateLimiter(takings.perSecond, takings.burst);
  readonly #changes = new RateLimiter(changes.perSecond, changes.burst);

  constructor(options: DirectoryOptions) {
    this.#options = options;
  }

  /**
   * The newest device list of somebody, where there is one.
   *
   * @throws {ChatError} `not_found`.
   */
  async find(by: string, person: string): Promise<SignedDeviceList | undefined> {
    await this.#demandPeer(by, person);
    const list = await this.#options.keys.findList(person);
    return list && { statement: list.statement, signature: list.signature };
  }

  /**
   * Takes a device list of `by` in place of the one before: of a greater version, at most 1,000 more.
   * It is one more, unless lists in between were lost by a restore, which clients still go by.
   *
   * @param options `reset`: it is of another identity than that one.
   * @throws {ChatError} `bad_request` when it is none or somebody else's, `conflict` when it does not
   * follow on the newest, `rate_limited`.
   */
  async put(
    by: string,
    signed: SignedDeviceList,
    { reset = false }: { reset?: boolean } = {},
  ): Promise<ListChange> {
    this.#count(this.#changes, by);
    const { person, identity, version, devices } = await readDeviceList(signed);
    if (person !== by) {
      throw new ChatError("bad_request", "Cannot take this device list: it is somebody else's");
    }
    const { keys } = this.#options;
    const newest = await keys.findList(by);
    const after = newest?.version ?? 0;
    const isReset = newest !== undefined && newest.identity !== identity;
    const isNewer = version > after && version <= after + maxVersionLeap;
    const follows = isNewer && (newest === undefined || isReset === reset);
    const { statement, signature } = signed;
    const ids = devices.map(({ id }) => id);
    const list = { statement, signature, identity, version, devices: ids };
    if (follows && await keys.putList(by, list, after)) {
      return { version, devices: devices.length, isReset };
    }
    throw new ChatError(
      "conflict",
      "Cannot take this device list: it does not follow on the newest, which is of version " +
        `${after}, or is of another identity`,
    );
  }

  /** What a device of `by` has left. */
  stock(by: string, device: string): Promise<PackageStock> {
    return this.#options.keys.stock(by, device);
  }

  /**
   * Adds to what a device of `by` has, up to 100; gives how many one-time ones there are then.
   *
   * @throws {ChatError} `not_found` when it is not on the device list.
   */
  async supply(
    by: string,
    device: string,
    { packages, lastResort }: PackageSupply,
  ): Promise<number> {
    const count = await this.#options.keys.addPackages(by, device, packages, lastResort);
    if (count !== undefined) return count;
    throw new ChatError("not_found", "Cannot find this device on your device list");
  }

  /**
   * Takes a key package of each of these devices of somebody; those that have none are left out.
   *
   * @throws {ChatError} `not_found`, `rate_limited`.
   */
  async take(by: string, person: string, devices: readonly string[]): Promise<TakenPackage[]> {
    this.#count(this.#takings, by);
    await this.#demandPeer(by, person);
    return await this.#options.keys.takePackages(person, devices);
  }

  /** One question for whoever there is and for whoever there is not, so that time tells nothing. */
  async #demandPeer(by: string, person: string): Promise<void> {
    if (person === by || await this.#options.shareRoom(by, person)) return;
    throw new ChatError("not_found", "Cannot find this person among those you write to");
  }

  #count(limiter: RateLimiter, person: string): void {
    const retryAfterMs = limiter.take(person, this.#options.clock.now());
    if (retryAfterMs === 0) return;
    throw new ChatError("rate_limited", "Cannot do this so often", { retryAfterMs });
  }
}
