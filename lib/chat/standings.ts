import type { Memberships, Standing } from "../store/memberships.ts";

/** People who are at hand; the rest is asked for again. */
const maxKnown = 10_000;
/** People who are asked for at once. */
const askedAtOnce = 500;
/** Changes of single people that are told apart; then everybody counts as changed. */
const maxVersions = 1_000;

const nothing: Standing = {};

/**
 * How people stand in one live room, read from the store together, however many come at once, and
 * then at hand. Whatever changes it has to be told here.
 */
export class Standings {
  readonly #room: string;
  readonly #memberships: Memberships;
  /** Those asked for last are at the end. */
  readonly #known = new Map<string, Standing>();
  #waiting = new Map<string, PromiseWithResolvers<Standing>>();
  #isReading = false;
  /** What stands for what is known of a person; another one after each change. */
  readonly #versions = new Map<string, object>();
  #version: object = {};
  /** What stands for all that was read since it was asked for anew. */
  #reading: object = {};

  constructor(room: string, memberships: Memberships) {
    this.#room = room;
    this.#memberships = memberships;
  }

  /**
   * Stands for how somebody stands now: another object once that may have changed. Ask for it first,
   * then how they stand.
   */
  versionOf(person: string): object {
    return this.#versions.get(person) ?? this.#version;
  }

  /** Whether how somebody stands is at hand. */
  knows(person: string): boolean {
    return this.#known.has(person);
  }

  /** How somebody stands; rejects as the store does. */
  find(person: string): Promise<Standing> {
    const known = this.#known.get(person);
    if (known) {
      this.#known.delete(person);
      this.#known.set(person, known);
      return Promise.resolve(known);
    }
    let waiting = this.#waiting.get(person);
    if (!waiting) this.#waiting.set(person, waiting = Promise.withResolvers());
    if (!this.#isReading) void this.#read();
    return waiting.promise;
  }

  /** Something was changed: of one person, or of everybody. */
  changed(person?: string): void {
    if (person === undefined || this.#versions.size >= maxVersions) {
      this.#known.clear();
      this.#versions.clear();
      this.#version = {};
    } else {
      this.#known.delete(person);
      this.#versions.set(person, {});
    }
  }

  /**
   * What is at hand may be outdated, though nobody told of a change: it is asked for anew. Who comes in
   * just now goes by what they were before.
   */
  renew(): void {
    this.#known.clear();
    this.#reading = {};
  }

  /** Reads for all who wait, again and again, until nobody does. */
  async #read(): Promise<void> {
    this.#isReading = true;
    // A turn first, so that those who come at this very moment are asked for together.
    await Promise.resolve();
    while (this.#waiting.size > 0) {
      const batch = [...this.#waiting].slice(0, askedAtOnce);
      for (const [person] of batch) this.#waiting.delete(person);
      const versions = batch.map(([person]) => this.versionOf(person));
      const reading = this.#reading;
      try {
        const found = await this.#memberships.find(this.#room, batch.map(([person]) => person));
        for (const [index, [person, { resolve }]] of batch.entries()) {
          const standing = found.get(person) ?? nothing;
          const isNewest = reading === this.#reading && versions[index] === this.versionOf(person);
          if (isNewest) this.#keep(person, standing);
          resolve(standing);
        }
      } catch (error) {
        for (const [, { reject }] of batch) reject(error);
      }
    }
    this.#isReading = false;
  }

  #keep(person: string, standing: Standing): void {
    this.#known.set(person, standing);
    if (this.#known.size <= maxKnown) return;
    const [oldest] = this.#known.keys();
    this.#known.delete(oldest!);
  }
}
