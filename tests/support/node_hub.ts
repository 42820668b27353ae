import type { NodeNews, PeerLine, Peers, RoomNews } from "../../lib/chat/peers.ts";

/** What becomes of news on their way to one node; what is held comes behind those that follow. */
export type Fate = "arrives" | "lost" | "doubled" | "held";

type Hearer = (news: RoomNews, node: string) => void;

/** What nodes in one process hear of each other, with every fault that a network has. */
export class NodeHub {
  /** Asked for each of the news and each node that is to hear of it. */
  fate: () => Fate = () => "arrives";
  readonly #nodes = new Map<string, TestPeers>();
  #held: (() => void)[] = [];

  /** Adds a node. */
  add(node: string): TestPeers {
    const peers = new TestPeers(this, node);
    this.#nodes.set(node, peers);
    return peers;
  }

  /** Delivers what was held. */
  release(): void {
    for (const deliver of this.#held.splice(0)) deliver();
  }

  /** Has all other nodes take something that `from` says; `false` where it cannot say anything. */
  carry(from: TestPeers, deliver: (to: TestPeers) => void): boolean {
    if (from.isAway) return false;
    for (const to of this.#nodes.values()) {
      if (to === from) continue;
      const arrive = () => {
        if (!to.isAway) deliver(to);
      };
      const fate = this.fate();
      if (fate === "held") {
        this.#held.push(arrive);
        continue;
      }
      if (fate === "lost") continue;
      arrive();
      if (fate === "doubled") arrive();
      this.release();
    }
    return true;
  }
}

/** One node's way to the others over a {@linkcode NodeHub}. */
export class TestPeers implements Peers {
  readonly node: string;
  isAway = false;
  /** Whether too much waits on its way out, so that what is told is dropped. */
  isFull = false;
  readonly #hub: NodeHub;
  readonly #lines = new Map<string, Set<Hearer>>();
  readonly #listeners = new Set<(news: NodeNews, node: string) => void>();
  readonly #watchers = new Set<() => void>();

  constructor(hub: NodeHub, node: string) {
    this.#hub = hub;
    this.node = node;
  }

  /** Cuts the node off, or lets it hear and tell again. */
  cut(isAway: boolean): void {
    this.isAway = isAway;
    for (const changed of this.#watchers) changed();
  }

  /** The rooms whose lines are open. */
  get rooms(): string[] {
    return [...this.#lines.keys()];
  }

  watch(changed: () => void): () => void {
    this.#watchers.add(changed);
    return () => void this.#watchers.delete(changed);
  }

  open(room: string, heard: Hearer): Promise<PeerLine> {
    const hearers = this.#lines.get(room) ?? new Set();
    this.#lines.set(room, hearers.add(heard));
    const close = () => {
      hearers.delete(heard);
      if (hearers.size === 0) this.#lines.delete(room);
    };
    return Promise.resolve({
      node: this.node,
      tell: (news) => this.tell(room, news),
      close,
    });
  }

  tell(room: string, news: RoomNews): boolean {
    if (this.isFull) return false;
    const said = structuredClone(news);
    return this.#hub.carry(this, (to) => to.#hear(room, said, this.node));
  }

  tellAll(news: NodeNews): void {
    this.#hub.carry(this, (to) => {
      for (const heard of to.#listeners) heard(news, this.node);
    });
  }

  listen(heard: (news: NodeNews, node: string) => void): () => void {
    this.#listeners.add(heard);
    return () => void this.#listeners.delete(heard);
  }

  #hear(room: string, news: RoomNews, node: string): void {
    for (const heard of this.#lines.get(room) ?? []) heard(news, node);
  }
}
