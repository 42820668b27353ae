import type { Notifier } from "../chat/notifier.ts";
import type { Clock } from "../clock.ts";
import { ChatError } from "../errors.ts";
import type { Log } from "../log.ts";
import type { Files } from "../store/files.ts";
import { LocalLeases } from "../store/leases.ts";
import type { Leases } from "../store/leases.ts";
import type { RoomEvent } from "../wire/messages.ts";
import type { Blobs } from "./blobs.ts";
import type { Vault } from "./vault.ts";

/** What a {@linkcode Janitor} is made of. */
export interface JanitorOptions {
  readonly files: Files;
  readonly blobs: Blobs;
  readonly vault: Vault;
  /** Of all servers that have these files, of which one goes round; this is the only one unless given. */
  readonly leases?: Leases;
  readonly clock: Clock;
  readonly log: Log;
  /** Forgets some of what else has had its time, and gives whether there may be more; nothing unless given. */
  readonly expireMore?: () => Promise<boolean>;
}

const minuteMs = 60_000;
/** How long after the start the first round begins, and after each the next. */
const firstRoundMs = minuteMs;
const nextRoundMs = 5 * minuteMs;
/** How long an upload may rest. */
export const uploadRestsMs: number = 60 * minuteMs;
/** How long a file may be without a message. */
const fileWaitsMs = 24 * 60 * minuteMs;

/**
 * Removes what nobody needs: uploads that were left, files that no message took, and bytes whose
 * files are gone; the latter soon after a message or a room was deleted.
 */
export class Janitor implements Notifier {
  readonly #options: JanitorOptions;
  readonly #leases: Leases;
  #cancel: () => void;
  #working: Promise<void> = Promise.resolve();
  #isCollecting = false;
  #isClosed = false;

  /** Begins after a minute. */
  constructor(options: JanitorOptions) {
    this.#options = options;
    this.#leases = options.leases ?? new LocalLeases();
    this.#cancel = options.clock.schedule(firstRoundMs, () => this.#round());
  }

  published(_room: string, events: readonly RoomEvent[]): void {
    if (events.some(({ type }) => type === "deleted")) this.#collect();
  }

  read(): void {}

  moved(_room: string, to?: string): void {
    if (to === undefined) this.#collect();
  }

  /** Does no more; resolves when what is under way is done. */
  close(): Promise<void> {
    this.#isClosed = true;
    this.#cancel();
    return this.#working;
  }

  #round(): void {
    const { clock, vault } = this.#options;
    void this.#work(async () => {
      await this.#leases.tryAlone("janitor", async () => {
        await this.#expire();
        await this.#dropStaged();
        await vault.collect(() => !this.#isClosed);
      });
    }).then(() => {
      if (!this.#isClosed) this.#cancel = clock.schedule(nextRoundMs, () => this.#round());
    });
  }

  /** Removes bytes that nobody needs, once for all deletions that come before its turn. */
  #collect(): void {
    if (this.#isCollecting) return;
    this.#isCollecting = true;
    void this.#work(async () => {
      this.#isCollecting = false;
      await this.#options.vault.collect(() => !this.#isClosed);
    });
  }

  /** Does one thing after the other. */
  #work(task: () => Promise<void>): Promise<void> {
    this.#working = this.#working.then(async () => {
      if (!this.#isClosed) await task();
    }).catch((error) => {
      // Store and storage have told the operator of their trouble; the next round is soon enough.
      if (error instanceof ChatError && error.code === "unavailable") return;
      this.#options.log.error("could not remove files that nobody needs", { error });
    });
    return this.#working;
  }

  async #expire(): Promise<void> {
    const { files, clock, expireMore } = this.#options;
    const now = clock.now();
    const expireFiles = () => files.expire(now - uploadRestsMs, now - fileWaitsMs);
    for (const expire of [expireMore, expireFiles]) {
      while (!this.#isClosed && await expire?.());
    }
  }

  /** Drops what came of uploads that are no more. */
  async #dropStaged(): Promise<void> {
    const { files, blobs, clock } = this.#options;
    const before = clock.now() - uploadRestsMs;
    for await (const { upload, changedAt } of blobs.listStaged()) {
      if (this.#isClosed) return;
      if (changedAt < before && !await files.findUpload(upload)) await blobs.abandon(upload);
    }
  }
}
