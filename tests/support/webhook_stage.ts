import { systemClock } from "../../lib/clock.ts";
import { Deliveries } from "../../lib/webhooks/deliveries.ts";
import { createLog } from "../../lib/log.ts";
import type { Poster } from "../../lib/outside/poster.ts";
import { MemoryStore } from "../../lib/store/memory_store.ts";
import type { Store } from "../../lib/store/store.ts";
import type { Webhook } from "../../lib/store/webhooks.ts";
import type { RoomEvent } from "../../lib/wire/messages.ts";
import { FakeClock } from "./fake_clock.ts";
import type { PushReceived } from "./push_service.ts";
import { until } from "./until.ts";
import { HeardMeter } from "./heard_meter.ts";
import { PushService } from "./push_service.ts";
import { roomDraft } from "./room_draft.ts";

/** What a webhook was sent. */
export interface Told {
  readonly room: string;
  readonly missed?: number;
  readonly events: readonly RoomEvent[];
}

/** The events in a request to a webhook. */
export function toldIn({ body }: PushReceived): Told {
  return JSON.parse(new TextDecoder().decode(body));
}

/** The numbers of the events in a request to a webhook. */
export function seqsIn(received: PushReceived): number[] {
  return toldIn(received).events.map(({ seq }) => seq);
}

/**
 * Checks a request as a receiver would.
 *
 * @param secret As it was told: `whsec_…`.
 * @see {@link https://www.standardwebhooks.com | Standard Webhooks}
 */
export async function isSigned({ headers, body }: PushReceived, secret: string): Promise<boolean> {
  const raw = Uint8Array.fromBase64(secret.slice("whsec_".length));
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  const key = await crypto.subtle.importKey("raw", raw, algorithm, false, ["verify"]);
  const head = `${headers.get("webhook-id")}.${headers.get("webhook-timestamp")}.`;
  const signed = new Uint8Array([...new TextEncoder().encode(head), ...body]);
  const [version, signature = ""] = headers.get("webhook-signature")!.split(",");
  return version === "v1" &&
    await crypto.subtle.verify("HMAC", key, Uint8Array.fromBase64(signature), signed);
}

/** Deliveries to a receiver on loopback, by a clock that is turned by hand, and a room `tea`. */
export class WebhookStage implements AsyncDisposable {
  readonly service = PushService.open();
  readonly store = new MemoryStore();
  readonly clock = new FakeClock();
  /** What was logged, a JSON object each. */
  readonly lines: string[] = [];
  readonly meter = new HeardMeter();
  deliveries: Deliveries;
  #poster: Poster;

  private constructor(poster?: Poster) {
    this.#poster = poster ?? this.service.poster();
    this.deliveries = this.another();
  }

  static async open(poster?: Poster): Promise<WebhookStage> {
    const stage = new WebhookStage(poster);
    await stage.store.createRoom(roomDraft("tea"));
    return stage;
  }

  /** Goes another way from the next start on. */
  async restart(poster: Poster = this.service.poster()): Promise<void> {
    await this.deliveries.close();
    await this.#poster.close();
    this.#poster = poster;
    this.deliveries = this.another();
    await this.deliveries.start();
  }

  /** A webhook of the room, which is told of what comes from now on. */
  async hook(id = "h"): Promise<Webhook> {
    const url = `https://push.example/${id}`;
    const { seq: sent } = (await this.store.findRoom("tea"))!;
    const webhook = { id, room: "tea", url, at: 1, by: "ada", sent };
    await this.store.webhooks.add(webhook);
    await this.deliveries.add(webhook);
    return webhook;
  }

  /** Says something in the room, as one batch. */
  async say(...texts: readonly string[]): Promise<void> {
    const from = { id: "ada", name: "Ada", kind: "guest" } as const;
    const drafts = texts.map((text) => ({ type: "message", at: 1_000, from, text } as const));
    await this.store.append("tea", drafts);
    this.deliveries.published("tea");
  }

  /** The webhook as the store has it. */
  async state(id = "h"): Promise<Webhook | undefined> {
    return (await this.store.webhooks.list("tea")).find((webhook) => webhook.id === id);
  }

  /** Waits until an attempt has failed, and gives the wait before the next one, in milliseconds. */
  async failed(): Promise<number> {
    // While a request is under way, the one timer is the one that ends it.
    const waitMs = () => (this.clock.nextAtMs ?? NaN) - this.clock.now();
    await until(() => this.clock.pending === 1 && waitMs() !== 10_000);
    return waitMs();
  }

  /** Lets the next attempt be made now; gives how long that would have taken. */
  async retry(): Promise<number> {
    const waitMs = await this.failed();
    this.clock.advance(waitMs);
    return waitMs;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.deliveries.close();
    await this.#poster.close();
    await this.store.close();
    await this.service[Symbol.asyncDispose]();
    if (this.clock.pending > 0) throw new Error("a timer is left");
  }

  /** What delivers at another server, which looks into `store`; whoever asks for it closes it. */
  another(store: Store = this.store): Deliveries {
    const write = (line: string) => void this.lines.push(line);
    return new Deliveries({
      store,
      poster: this.#poster,
      loadKey: () => Promise.resolve(new Uint8Array(32)),
      clock: this.clock,
      meter: this.meter,
      log: createLog({ level: "debug", format: "json", clock: systemClock, write }),
    });
  }
}
