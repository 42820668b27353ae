/** The operations of `crypto.subtle` that take time, and leave the event loop for it. */
const operations = [
  ...["decrypt", "deriveBits", "deriveKey", "digest", "encrypt", "exportKey", "generateKey"],
  ...["importKey", "sign", "unwrapKey", "verify", "wrapKey"],
] as const satisfies readonly (keyof SubtleCrypto)[];

/**
 * Knows what WebCrypto is doing. Whatever a closed account had begun ends by itself, soon, but on a
 * busy machine not before its test does: which then seems to leak.
 */
export class WatchedCryptography implements Disposable {
  readonly #before = new Map<string, PropertyDescriptor | undefined>();
  #underway = 0;

  constructor() {
    const { subtle } = crypto;
    for (const name of operations) {
      this.#before.set(name, Object.getOwnPropertyDescriptor(subtle, name));
      const operate = subtle[name] as (...args: unknown[]) => Promise<unknown>;
      const value = (...args: unknown[]) => this.#count(operate.apply(subtle, args));
      Object.defineProperty(subtle, name, { configurable: true, value });
    }
  }

  /** Resolves when nothing is under way, nor is begun by what just ended. */
  async atRest(): Promise<void> {
    for (let turns = 0; turns < 3; turns++) {
      await new Promise((resolve) => setTimeout(resolve));
      if (this.#underway > 0) turns = -1;
    }
  }

  [Symbol.dispose](): void {
    for (const [name, before] of this.#before) {
      if (before) Object.defineProperty(crypto.subtle, name, before);
      else Reflect.deleteProperty(crypto.subtle, name);
    }
  }

  async #count<T>(operation: Promise<T>): Promise<T> {
    this.#underway++;
    try {
      return await operation;
    } finally {
      this.#underway--;
    }
  }
}
