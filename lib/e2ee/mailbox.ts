import type { Clock } from "../clock.ts";
import { ChatError } from "../errors.ts";
import type { Keys } from "../store/keys.ts";
import { limits } from "../wire/limits.ts";

/** What a {@linkcode Mailbox} is made of. */
export interface MailboxOptions {
  keys: Keys;
  clock: Clock;
}

/** Where the devices of one person leave something for each other, for ten minutes. */
export class Mailbox {
  readonly #keys: Keys;
  readonly #clock: Clock;

  constructor({ keys, clock }: MailboxOptions) {
    this.#keys = keys;
    this.#clock = clock;
  }

  /**
   * Leaves something in an empty box of somebody.
   *
   * @throws {ChatError} `conflict` when there is something, or in ten others already.
   */
  async put(person: string, box: string, body: string): Promise<void> {
    await this.expire();
    if (await this.#keys.putMail(person, box, body, this.#clock.now())) return;
    throw new ChatError("conflict", "Cannot leave this: the box is full, or too many others are");
  }

  /**
   * What is in a box of somebody.
   *
   * @throws {ChatError} `not_found`.
   */
  async get(person: string, box: string): Promise<string> {
    const body = await this.#keys.findMail(person, box, this.#since());
    if (body !== undefined) return body;
    throw new ChatError("not_found", "Cannot find anything in this box");
  }

  /** Empties a box of somebody. */
  remove(person: string, box: string): Promise<void> {
    return this.#keys.removeMail(person, box);
  }

  /**
   * Forgets some of what has lain for longer than it may.
   *
   * @returns Whether there may be more.
   */
  expire(): Promise<boolean> {
    return this.#keys.expireMail(this.#since());
  }

  #since(): number {
    return this.#clock.now() - limits.mailMs;
  }
}
