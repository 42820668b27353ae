import type { Notifier } from "../chat/notifier.ts";
import type { Clock } from "../clock.ts";
import type { Log } from "../log.ts";
import type { Meter } from "../meter.ts";
import type { Poster } from "../outside/poster.ts";
import { Permits } from "../permits.ts";
import { LocalLeases } from "../store/leases.ts";
import type { Leases } from "../store/leases.ts";
import type { Store } from "../store/store.ts";
import type { Webhook } from "../store/webhooks.ts";
import { secretOf } from "./signature.ts";
import { WebhookPump } from "./webhook_pump.ts";

/** What {@linkcode Deliveries} are made of. */
export interface DeliveriesOptions {
  store: Store;
  poster: Poster;
  /** Gives 32 random bytes, always the same; asked for when there is a webhook. */
  loadKey: () => Promise<Uint8Array>;
  /** Of all servers that may deliver; this is the only one unless given. */
  leases?: Leases;
  clock: Clock;
  log: Log;
  meter?: Meter;
}

/** Webhooks, of all rooms, that are told of something at once. */
const atOnce = 8;

/**
 * Has every webhook told of what its room publishes. A room without webhooks costs a look into a map
 * a batch; those with some only wake what reads the log by itself.
 */
export class Deliveries implements Notifier {
  readonly #options: DeliveriesOptions;
  readonly #leases: Leases;
  readonly #permits = new Permits(atOnce);
  /** By room, then by id; no room has none. */
  readonly #pumps = new Map<string, Map<string, WebhookPump>>();
  #key: Promise<Uint8Array> | undefined;
  #isClosed = false;

  constructor(options: DeliveriesOptions) {
    this.#options = options;
    this.#leases = options.leases ?? new LocalLeases();
  }

  /**
   * Goes on where the last run of the server ended.
   *
   * @throws {OperatorError} when there are webhooks, and the key is of no use.
   */
  async start(): Promise<void> {
    for (const webhook of await this.#options.store.webhooks.active()) await this.add(webhook);
  }

  /** The secret of the webhook of this id; see {@linkcode secretOf}. */
  async secretOf(id: string): Promise<Uint8Array> {
    this.#key ??= this.#options.loadKey();
    // What could not be read may be there at the next attempt.
    this.#key.catch(() => this.#key = undefined);
    return secretOf(await this.#key, id);
  }

  /** Delivers to a webhook from now on. */
  async add(webhook: Webhook): Promise<void> {
    const { id, room } = webhook;
    const { store, poster, clock, log, meter } = this.#options;
    const secret = await this.secretOf(id);
    if (this.#isClosed || this.#pumps.get(room)?.has(id)) return;
    const onEnd = () => void this.#take(room, id);
    const parts = {
      store,
      poster,
      permits: this.#permits,
      leases: this.#leases,
      clock,
      log,
      meter,
    };
    const pump = new WebhookPump({ ...parts, webhook, secret, onEnd });
    const pumps = this.#pumps.get(room) ?? new Map();
    this.#pumps.set(room, pumps.set(id, pump));
    pump.wake();
  }

  /**
   * Webhooks were made or removed by another server, perhaps, or it ended and left something to
   * deliver.
   *
   * @throws {ChatError} `unavailable` as the store does.
   */
  async refresh(): Promise<void> {
    const active = await this.#options.store.webhooks.active();
    const rooms = new Map(active.map(({ id, room }) => [id, room]));
    for (const [room, pumps] of [...this.#pumps]) {
      for (const id of [...pumps.keys()]) {
        if (rooms.get(id) !== room) await this.remove(room, id);
      }
    }
    for (const webhook of active) {
      const pump = this.#pumps.get(webhook.room)?.get(webhook.id);
      if (!pump) await this.add(webhook);
      else if (await this.#isBehind(webhook)) pump.wake();
    }
  }

  async #isBehind({ room, sent }: Webhook): Promise<boolean> {
    const record = await this.#options.store.findRoom(room);
    return record !== undefined && record.seq > sent;
  }

  /** Delivers to a webhook no more; resolves when nothing is under way to it. */
  async remove(room: string, id: string): Promise<void> {
    await this.#take(room, id)?.close();
  }

  published(room: string): void {
    const pumps = this.#pumps.get(room);
    if (!pumps) return;
    for (const pump of pumps.values()) pump.wake();
  }

  read(): void {}

  moved(room: string, to?: string): void {
    const pumps = [...this.#pumps.get(room)?.values() ?? []];
    if (pumps.length === 0) return;
    this.#pumps.delete(room);
    void this.#move(pumps, to);
  }

  /** Ends what delivers the log of a room under its former name, then begins under the new one. */
  async #move(pumps: readonly WebhookPump[], to: string | undefined): Promise<void> {
    const { store, log } = this.#options;
    try {
      await Promise.all(pumps.map((pump) => pump.close()));
      const webhooks = to === undefined ? [] : await store.webhooks.list(to);
      for (const webhook of webhooks) if (!webhook.isPaused) await this.add(webhook);
    } catch (error) {
      log.error("webhooks wait for the next start", { room: to, error });
    }
  }

  /** Ends what is under way; the next start goes on from there. */
  async close(): Promise<void> {
    this.#isClosed = true;
    const pumps = [...this.#pumps.values()].flatMap((pumps) => [...pumps.values()]);
    this.#pumps.clear();
    await Promise.all(pumps.map((pump) => pump.close()));
  }

  #take(room: string, id: string): WebhookPump | undefined {
    const pumps = this.#pumps.get(room);
    const pump = pumps?.get(id);
    pumps?.delete(id);
    if (pumps?.size === 0) this.#pumps.delete(room);
    return pump;
  }
}
