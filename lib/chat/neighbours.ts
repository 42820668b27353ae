import type { RoomEvent } from "../wire/messages.ts";
import { Crowds } from "./crowds.ts";
import type { CrowdNews, PeerLine } from "./peers.ts";
import type { Presence } from "./presence.ts";

/** People that another node is told of at once. */
const peopleAtOnce = 500;

/** What the members of a room heard in one turn. */
export interface HeardTurn {
  readonly epoch: string;
  /** Newest number that they have heard. */
  readonly seq: number;
  /** The entries among it that this node has committed. */
  readonly own: readonly RoomEvent[];
  /** Those entries, and signs that are not kept; empty where there is nothing new. */
  readonly frame: string;
}

/** What {@linkcode Neighbours} are made of. */
export interface NeighboursOptions {
  /** Who is here; those who are at other nodes are put into it. */
  presence: Presence;
  /** There are no other nodes unless given. */
  line: PeerLine | undefined;
  /** Of the newest news that other nodes had of who is here. */
  version: number;
}

/** The other nodes, as one room knows them: they are told who is here, and tell who is there. */
export class Neighbours {
  readonly #presence: Presence;
  readonly #line: PeerLine | undefined;
  /** Who is at other nodes. */
  readonly #crowds: Crowds;
  #version: number;

  constructor({ presence, line, version }: NeighboursOptions) {
    this.#presence = presence;
    this.#line = line;
    this.#crowds = new Crowds(presence);
    this.#version = version;
  }

  /** Whether there may be any. */
  get areThere(): boolean {
    return this.#line !== undefined;
  }

  /** Of the newest news that they had of who is here; it only grows. */
  get version(): number {
    return this.#version;
  }

  /** How many people they have told of; one at two of them counts twice. */
  get count(): number {
    return this.#crowds.count;
  }

  /** Asks all of them who is there. */
  ask(): void {
    this.#line?.tell({ type: "who" });
  }

  /** Takes in who is at one of them; tells whether it asks who is here. */
  hear(node: string, news: CrowdNews, nowMs: number): boolean {
    if (news.type === "who") return news.node === undefined || news.node === this.#line?.node;
    const hasMissed = this.#crowds.hear(node, news, nowMs);
    if (hasMissed) this.#line?.tell({ type: "who", node });
    return false;
  }

  /** Tells who has come and gone here since it was told last. */
  tellComings(): void {
    const comings = this.#presence.takeComings();
    if (comings) this.#line?.tell({ type: "came", version: ++this.#version, ...comings });
  }

  /** Tells of all who are here. */
  tellAll(): void {
    const people = this.#presence.here();
    for (let start = 0; start === 0 || start < people.length; start += peopleAtOnce) {
      const some = people.slice(start, start + peopleAtOnce);
      const isLast = start + peopleAtOnce >= people.length;
      this.#line?.tell({
        type: "all",
        version: this.#version,
        people: some,
        part: start / peopleAtOnce,
        isLast,
      });
    }
  }

  /** Says again that nothing has changed, and lets go of those who say nothing. */
  beat(nowMs: number): void {
    this.#line?.tell({ type: "still", version: this.#version });
    this.#crowds.forget(nowMs);
  }

  /** Tells what was heard here that is new. */
  tellHeard({ epoch, seq, own, frame }: HeardTurn): void {
    if (frame === "") return;
    const upTo = own.at(-1)?.seq ?? seq;
    const after = own.length > 0 ? own[0]!.seq - 1 : upTo;
    this.#line?.tell({ type: "heard", epoch, after, upTo, frame });
  }

  /** Tells that the room is something else now, or is not there any more. */
  tellChanged(): void {
    this.#line?.tell({ type: "changed" });
  }

  /** Tells that nobody is here any more, and nothing after that. */
  close(): void {
    const version = ++this.#version;
    this.#line?.tell({ type: "all", version, people: [], part: 0, isLast: true });
    this.#line?.close();
  }
}
