import type { Clock } from "../../lib/clock.ts";
import { limits } from "../../lib/wire/limits.ts";
import { Refusal } from "../platform/refusal.ts";
import type { KeyServer } from "./key_server.ts";
import { linkKeys } from "./link_code.ts";
import type { LinkKeys } from "./link_code.ts";
import { openAnswer, sealAsk } from "./link_mail.ts";
import type { LinkAnswer } from "./link_mail.ts";
import { newDevice, openDevice } from "./own_device.ts";
import type { KeptDevice } from "./own_device.ts";

/** What a {@linkcode Newcomer} needs. */
export interface NewcomerParts {
  readonly person: string;
  readonly server: KeyServer;
  readonly clock: Clock;
}

const pollMs = 2_000;

/** A browser that asks by a code to be linked. */
export class Newcomer {
  readonly #parts: NewcomerParts;
  readonly #bytes: Uint8Array<ArrayBuffer>;
  readonly #endsAt: number;
  #keys: Promise<LinkKeys> | undefined;
  #isCancelled = false;
  #wake = () => {};

  /** @param bytes Of the code, which is good for 10 minutes from now. */
  constructor(parts: NewcomerParts, bytes: Uint8Array<ArrayBuffer>) {
    this.#parts = parts;
    this.#bytes = bytes;
    this.#endsAt = parts.clock.now() + limits.mailMs;
  }

  /**
   * Asks, and waits for the answer: until the code has expired.
   *
   * @param name What the device is called.
   * @returns The device, whose identity is that of the answer.
   * @throws {Refusal} `cancelled`, `expired`, `offline`; `damaged` when somebody has answered who does
   * not know the code.
   */
  async ask(name: string): Promise<{ kept: KeptDevice; answer: LinkAnswer }> {
    const { person, server, clock } = this.#parts;
    const keys = await this.#workOut();
    const kept = newDevice({ person, name, at: clock.now() });
    const key = (await openDevice(kept)).keys.publicKey.toBase64();
    await server.putMail(keys.askBox, await sealAsk(keys, { device: kept.id, key, name }));
    for (let isAway = false;;) {
      await this.#wait();
      if (this.#isCancelled) {
        await this.leave();
        throw new Refusal("cancelled", "It was cancelled");
      }
      if (this.leftMs() === 0) {
        await this.leave();
        throw isAway
          ? new Refusal("offline", "Cannot reach the server")
          : new Refusal("expired", "Nobody has used the code in time");
      }
      let box;
      try {
        box = await server.findMail(keys.answerBox);
        isAway = false;
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        isAway = true;
      }
      if (box === undefined) continue;
      const answer = await openAnswer(keys, box);
      if (answer !== undefined) return { kept, answer };
      await this.leave();
      throw new Refusal("damaged", "The answer is not by a device of one's own");
    }
  }

  /** Milliseconds for which the code is still good; 0 when it has expired. */
  leftMs(): number {
    return Math.max(0, this.#endsAt - this.#parts.clock.now());
  }

  /** Empties both mailboxes, if the server can be reached. It never rejects. */
  async leave(): Promise<void> {
    const { server } = this.#parts;
    const { askBox, answerBox } = await this.#workOut();
    await Promise.allSettled([server.removeMail(askBox), server.removeMail(answerBox)]);
  }

  /** Ends it; too late when the answer is there. */
  cancel(): void {
    this.#isCancelled = true;
    this.#wake();
  }

  #workOut(): Promise<LinkKeys> {
    return this.#keys ??= linkKeys(this.#bytes);
  }

  #wait(): Promise<void> {
    if (this.#isCancelled) return Promise.resolve();
    return new Promise((resolve) => {
      const cancel = this.#parts.clock.schedule(pollMs, resolve);
      this.#wake = () => {
        cancel();
        resolve();
      };
    });
  }
}
