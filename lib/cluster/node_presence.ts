import type { Person } from "../wire/messages.ts";
import type { EnvelopeOf } from "./envelope.ts";
import { peoplePerEnvelope } from "./envelope.ts";

/** How often a node says who is present there, in milliseconds. */
export const announceMs = 5_000;
/** After so long a silence nobody is present at a node any more. */
export const silenceMs = 15_000;
/** Nodes that are known at once; more than any cluster has. */
const maxNodes = 1_000;

/** What has changed about who is present at other nodes. */
export interface NodeNews {
  /** Who came, or is called otherwise now. */
  readonly joined: readonly Person[];
  /** The ids of those who are at no other node any more. */
  readonly left: readonly string[];
}

/** A list of which not all has come. */
interface Pending {
  readonly n: number;
  readonly parts: number;
  readonly read: Map<number, readonly Person[]>;
}

/** What one node said last. */
interface Node {
  people: ReadonlyMap<string, Person>;
  /** The number of what it said; -1 before it has said all. */
  n: number;
  heardAtMs: number;
  pending: Pending | undefined;
  hasEnded: boolean;
}

const nobody: ReadonlyMap<string, Person> = new Map();
const noNews: NodeNews = { joined: [], left: [] };

/**
 * Who is present in one room at other nodes, by what those say: people, each once.
 *
 * What is old, doubled or out of order changes nothing; what was lost is mended by the next whole
 * list. A node that has said farewell, or nothing for 15 s, has nobody. All `nowMs` are of one clock,
 * in milliseconds.
 */
export class NodePresence {
  readonly #nodes = new Map<string, Node>();
  readonly #people = new Map<string, Person>();

  /** How many people are present at other nodes. */
  get count(): number {
    return this.#people.size;
  }

  /** When {@linkcode expire} has something to do, if nothing is heard; `undefined` for never. */
  get nextExpiryMs(): number | undefined {
    let nextMs: number | undefined;
    for (const { heardAtMs } of this.#nodes.values()) {
      nextMs = Math.min(nextMs ?? Infinity, heardAtMs + silenceMs);
    }
    return nextMs;
  }

  /** Everybody who is present at other nodes. */
  people(): Person[] {
    return [...this.#people.values()];
  }

  /** Somebody who is present at another node. */
  find(id: string): Person | undefined {
    return this.#people.get(id);
  }

  /** Takes what a node says of who is present there. */
  hear(message: EnvelopeOf<"present" | "moved" | "farewell">, nowMs: number): NodeNews {
    const node = this.#nodeOf(message.from, nowMs);
    if (!node || node.hasEnded) return noNews;
    switch (message.type) {
      case "present":
        return this.#hearPart(node, message, nowMs);
      case "moved":
        return this.#hearMove(node, message, nowMs);
      case "farewell":
        // Known for a while yet, so that what comes late brings nobody back.
        node.hasEnded = true;
        node.heardAtMs = nowMs;
        node.pending = undefined;
        return this.#replace(node, nobody);
    }
  }

  /** Lets go of nodes that have been silent for 15 s. */
  expire(nowMs: number): NodeNews {
    const gone: string[] = [];
    for (const [id, { people, heardAtMs }] of this.#nodes) {
      if (nowMs - heardAtMs < silenceMs) continue;
      this.#nodes.delete(id);
      gone.push(...people.keys());
    }
    return this.#settle(gone);
  }

  #nodeOf(id: string, nowMs: number): Node | undefined {
    const known = this.#nodes.get(id);
    if (known || this.#nodes.size >= maxNodes) return known;
    const node: Node = {
      people: nobody,
      n: -1,
      heardAtMs: nowMs,
      pending: undefined,
      hasEnded: false,
    };
    this.#nodes.set(id, node);
    return node;
  }

  #hearPart(node: Node, message: EnvelopeOf<"present">, nowMs: number): NodeNews {
    const { n, part, parts, people } = message;
    if (n <= node.n || n < (node.pending?.n ?? 0)) return noNews;
    node.heardAtMs = nowMs;
    if (node.pending?.n !== n || node.pending.parts !== parts) {
      node.pending = { n, parts, read: new Map() };
    }
    const { read } = node.pending;
    read.set(part, people);
    if (read.size < parts) return noNews;
    node.n = n;
    node.pending = undefined;
    return this.#replace(node, byId([...read.values()].flat()));
  }

  #hearMove(node: Node, message: EnvelopeOf<"moved">, nowMs: number): NodeNews {
    const { n, after, joined, left } = message;
    if (n <= node.n) return noNews;
    node.heardAtMs = nowMs;
    // Something was lost before it: the next list mends that.
    if (after !== node.n) return noNews;
    node.n = n;
    const people = new Map(node.people);
    for (const id of left) people.delete(id);
    for (const person of joined) people.set(person.id, person);
    return this.#replace(node, people);
  }

  #replace(node: Node, people: ReadonlyMap<string, Person>): NodeNews {
    const before = node.people;
    node.people = people;
    return this.#settle(new Set([...before.keys(), ...people.keys()]));
  }

  /** Finds out anew whether some people are present, and gives what has changed. */
  #settle(ids: Iterable<string>): NodeNews {
    const joined: Person[] = [];
    const left: string[] = [];
    for (const id of ids) {
      const [before, now] = [this.#people.get(id), this.#look(id)];
      if (!now) {
        if (this.#people.delete(id)) left.push(id);
      } else if (before?.name !== now.name || before.kind !== now.kind) {
        this.#people.set(id, now);
        joined.push(now);
      }
    }
    return { joined, left };
  }

  /** Where nodes name somebody differently, the first of them by id is right, whichever spoke last. */
  #look(id: string): Person | undefined {
    let [first, found]: [string, Person | undefined] = ["", undefined];
    for (const [node, { people }] of this.#nodes) {
      const person = people.get(id);
      if (person && (!found || node < first)) [first, found] = [node, person];
    }
    return found;
  }
}

/**
 * Writes everybody who is present at a node, in as many messages as it takes; one when there is nobody.
 *
 * @param n Greater than that of all that the node said before.
 */
export function announcement(
  from: string,
  n: number,
  people: readonly Person[],
): EnvelopeOf<"present">[] {
  const parts = Math.max(1, Math.ceil(people.length / peoplePerEnvelope));
  return Array.from({ length: parts }, (_, part) => ({
    type: "present",
    from,
    n,
    part,
    parts,
    people: people.slice(part * peoplePerEnvelope, (part + 1) * peoplePerEnvelope),
  }));
}

function byId(people: readonly Person[]): ReadonlyMap<string, Person> {
  return new Map(people.map((person) => [person.id, person]));
}
