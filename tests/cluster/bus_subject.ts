import type { Bus, BusSubscription } from "../../lib/cluster/bus.ts";
import type { Topic } from "../../lib/cluster/topic.ts";
import { until } from "../support/until.ts";

const utf8 = { to: new TextEncoder(), from: new TextDecoder() };

/** One node's bus, as a test uses it: messages are texts. */
export class BusNode implements AsyncDisposable {
  readonly bus: Bus;
  /** What was heard, in order. */
  readonly heard: string[] = [];

  constructor(bus: Bus) {
    this.bus = bus;
  }

  /** Waits until the bus is up. */
  async up(): Promise<this> {
    await until(() => this.bus.state === "up");
    return this;
  }

  /** Waits until the bus is away. */
  async away(): Promise<this> {
    await until(() => this.bus.state === "away");
    return this;
  }

  say(topic: Topic, text: string): string {
    return this.bus.publish(topic, utf8.to.encode(text));
  }

  /** Keeps what it hears of a topic; settles when it hears all of it. */
  async listen(topic: Topic): Promise<BusSubscription> {
    const subscription = this.bus.subscribe(
      topic,
      (bytes) => this.heard.push(utf8.from.decode(bytes)),
    );
    await subscription.ready;
    return subscription;
  }

  /** Waits until it has heard so many messages. */
  async hears(count: number): Promise<string[]> {
    await until(() => this.heard.length >= count);
    return this.heard;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.bus.close();
  }
}
