import type { Person } from "../wire/messages.ts";
import type { CrowdNews } from "./peers.ts";
import type { Presence } from "./presence.ts";

/** What is known of who is at a node. */
interface Crowd {
  readonly ids: ReadonlySet<string>;
  /** Of the news that this follows from; 0 before any did. */
  readonly version: number;
  /** When the node said anything last, Unix milliseconds. */
  readonly heardAtMs: number;
  /** When it was asked for everybody last. */
  readonly askedAtMs: number;
  /** What came of an answer in parts so far. */
  readonly begun: Begun;
}

/** The first parts of an answer. */
interface Begun {
  /** That of the answer. */
  readonly version: number;
  /** How many parts these are. */
  readonly parts: number;
  readonly people: readonly Person[];
}

/** A node that says nothing for so long is gone, and its people with it, in milliseconds. */
const silenceMs = 15_000;
/** A node is asked for everybody at most once in this time, in milliseconds. */
const askAgainMs = 1_000;

const nothing: Begun = { version: 0, parts: 0, people: [] };
const unknown: Crowd = {
  ids: new Set(),
  version: 0,
  heardAtMs: 0,
  askedAtMs: -Infinity,
  begun: nothing,
};

/**
 * Who is in a room at other nodes, as these tell: puts them into the room's {@linkcode Presence}. News
 * that come twice or late change nothing; where some were lost, the node is asked.
 */
export class Crowds {
  readonly #presence: Presence;
  readonly #crowds = new Map<string, Crowd>();

  constructor(presence: Presence) {
    this.#presence = presence;
  }

  /**
   * Takes in what a node says.
   *
   * @returns Whether something was missed, so that it is to be asked for everybody.
   */
  hear(node: string, news: Exclude<CrowdNews, { type: "who" }>, nowMs: number): boolean {
    const crowd = { ...this.#crowds.get(node) ?? unknown, heardAtMs: nowMs };
    this.#crowds.set(node, crowd);
    switch (news.type) {
      case "still":
        return news.version > crowd.version && this.#asks(node, crowd);
      case "came": {
        if (news.version <= crowd.version) return false;
        if (news.version > crowd.version + 1) return this.#asks(node, crowd);
        const ids = new Set(crowd.ids);
        for (const id of news.left) {
          ids.delete(id);
          this.#presence.leaveAt(node, id);
        }
        for (const person of news.joined) {
          ids.add(person.id);
          this.#presence.joinAt(node, person);
        }
        this.#crowds.set(node, { ...crowd, ids, version: news.version });
        return false;
      }
      case "all": {
        const { version, part } = news;
        if (version < crowd.version) return false;
        const before = part === 0 ? nothing : crowd.begun;
        if (part < before.parts && version === before.version) return false;
        const isNext = part === 0 || part === before.parts && version === before.version;
        // One got lost. Where it is known who is there, this answers another node.
        if (!isNext) return version > crowd.version && this.#asks(node, crowd);
        const people = [...before.people, ...news.people];
        if (news.isLast) this.#replace(node, people, { ...crowd, version });
        else this.#crowds.set(node, { ...crowd, begun: { version, parts: part + 1, people } });
        return false;
      }
    }
  }

  /** How many people are known of; one at two nodes counts twice. */
  get count(): number {
    return this.#crowds.values().reduce((sum, { ids }) => sum + ids.size, 0);
  }

  /** Lets the people of nodes go that have said nothing for 15 s. */
  forget(nowMs: number): void {
    for (const [node, { ids, heardAtMs }] of this.#crowds) {
      if (nowMs - heardAtMs < silenceMs) continue;
      for (const id of ids) this.#presence.leaveAt(node, id);
      this.#crowds.delete(node);
    }
  }

  #asks(node: string, crowd: Crowd): boolean {
    const nowMs = crowd.heardAtMs;
    if (nowMs - crowd.askedAtMs < askAgainMs) return false;
    this.#crowds.set(node, { ...crowd, askedAtMs: nowMs });
    return true;
  }

  #replace(node: string, people: readonly Person[], crowd: Crowd): void {
    const ids = new Set(people.map(({ id }) => id));
    for (const id of crowd.ids) if (!ids.has(id)) this.#presence.leaveAt(node, id);
    for (const person of people) this.#presence.joinAt(node, person);
    this.#crowds.set(node, { ...crowd, ids, begun: nothing });
  }
}
