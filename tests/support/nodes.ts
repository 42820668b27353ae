import { MemoryStore } from "../../lib/store/memory_store.ts";
import type { Store } from "../../lib/store/store.ts";
import type { TestPeers } from "./node_hub.ts";
import { NodeHub } from "./node_hub.ts";
import { House } from "./rooms.ts";
import type { HouseOptions } from "./rooms.ts";

/** Several nodes of one Parley: one store, and a hub between them. */
export class Nodes implements AsyncDisposable {
  readonly hub = new NodeHub();
  readonly houses: readonly House[];
  readonly peers: readonly TestPeers[];

  /** @param count How many nodes. */
  constructor(count: number, options: HouseOptions = {}) {
    const store: Store = options.store ?? new MemoryStore();
    this.peers = Array.from({ length: count }, (_, index) => this.hub.add(`node-${index + 1}`));
    this.houses = this.peers.map((peers) => new House({ ...options, store, peers }));
  }

  /** Waits until nothing moves at any node. */
  async settled(): Promise<void> {
    // What one does last may give another something to do.
    for (let round = 0; round < 3; round++) {
      for (const house of this.houses) await house.settled();
    }
  }

  /** Lets time pass at all nodes, a quarter of a second at each in turn. */
  async pass(ms: number): Promise<void> {
    for (let left = ms; left > 0; left -= 250) {
      for (const house of this.houses) await house.pass(Math.min(250, left));
    }
    await this.settled();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const house of this.houses) await house[Symbol.asyncDispose]();
  }
}
