import { signal } from "@preact/signals";
import type { ReadonlySignal } from "@preact/signals";
import type { Alarm } from "./sealed_room.ts";
import type { Vault, VaultKey } from "./vault.ts";

/** What tells one alarm from another. */
interface Told {
  readonly kind: string;
  readonly whose: string;
}

/**
 * What the server did that it must not, in one direct room or about the account: it stays, in every tab
 * and when the page is loaded again, until somebody has seen it.
 */
export class KeptAlarms<T extends Told = Alarm> {
  /** Those that nobody has seen. */
  readonly all: ReadonlySignal<readonly T[]>;
  readonly #all = signal<readonly T[]>([]);
  readonly #vault: Vault;
  readonly #prefix: VaultKey;
  readonly #topic: string;
  /** Those that the vault does not have yet; where it fails, they stay on this page. */
  readonly #loose = new Set<T>();
  /** What is done in the vault is done in its order. */
  #last: Promise<void> = Promise.resolve();

  /** Reads what is kept. @param of What they are about: a room, as its records begin, or the account. */
  constructor(of: VaultKey, vault: Vault) {
    this.#vault = vault;
    this.#prefix = [...of, "alarm"];
    this.#topic = `alarms ${of.join(" ")}`;
    this.all = this.#all;
    vault.listen(this.#topic, () => this.#inTurn(() => {}));
    this.#inTurn(() => {});
  }

  /** Something was done. It is shown at once, and once. */
  raise(alarm: T): void {
    if (has(this.#all.peek(), alarm)) return;
    this.#all.value = [...this.#all.peek(), alarm];
    this.#loose.add(alarm);
    this.#inTurn(async () => {
      await this.#vault.write([{ key: this.#keyOf(alarm), value: true }]);
      this.#loose.delete(alarm);
      this.#vault.tell(this.#topic);
    });
  }

  /** Those that are shown were seen. */
  dismiss(): void {
    const seen = this.#all.peek();
    this.#all.value = [];
    this.#loose.clear();
    this.#inTurn(async () => {
      await this.#vault.write(seen.map((alarm) => ({ key: this.#keyOf(alarm) })));
      this.#vault.tell(this.#topic);
    });
  }

  /** Does something in the vault, then reads what is there. */
  #inTurn(task: () => Promise<void> | void): void {
    this.#last = this.#last.then(task).then(() => this.#read()).catch(() => {
      // The vault is broken, which the next thing that is done there says: what is shown stays.
    });
  }

  async #read(): Promise<void> {
    const records = await this.#vault.list<true>(this.#prefix);
    const kept = records.map(({ key }) => {
      const [kind, whose] = key.slice(this.#prefix.length);
      return { kind, whose } as unknown as T;
    });
    const loose = [...this.#loose].filter((alarm) => !has(kept, alarm));
    this.#all.value = [...kept, ...loose];
  }

  #keyOf({ kind, whose }: T): VaultKey {
    return [...this.#prefix, kind, whose];
  }
}

function has(alarms: readonly Told[], { kind, whose }: Told): boolean {
  return alarms.some((one) => one.kind === kind && one.whose === whose);
}
