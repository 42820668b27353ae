/**
 * One's rooms, and the one that the page shows. The newest of them are open, each by a socket of
 * its own: so what is unread, who is there and who means one are known without asking.
 */
import { batch, computed, effect, signal, untracked } from "@preact/signals";
import type { ReadonlySignal } from "@preact/signals";
import type { Clock } from "../../lib/clock.ts";
import { isDirectName } from "../../lib/wire/names.ts";
import type { Conversation } from "../conversation/conversation.ts";
import type { DirectRooms } from "./direct_rooms.ts";
import { compareNames } from "../i18n/locale.ts";
import { roomHref } from "../platform/room_address.ts";
import type { RoomDirectory } from "./room_directory.ts";
import { RoomEntry } from "./room_entry.ts";
import type { ListedRoom } from "./listed_room.ts";
import type { RoomMemory } from "./room_memory.ts";
import type { Unread } from "../timeline/unread_count.ts";

/** The page's address and its history. */
export interface PageAddress {
  /** The page shows something else from now on; the way back leads to what it showed before. */
  push(href: string): void;
  /** The same without a way back. */
  replace(href: string): void;
  /** Has the server answer: loads a page. */
  load(href: string): void;
}

/** What {@linkcode Rooms} needs from outside. */
export interface RoomsParts {
  /** Gives those that wait to be opened their turns. */
  readonly clock: Clock;
  readonly address: PageAddress;
  /** Which rooms one has visited. */
  readonly memory: RoomMemory;
  /** Which rooms there are. */
  readonly directory: RoomDirectory;
  /** Which direct rooms one has. */
  readonly directs: DirectRooms;
  /** Gives a conversation that is not open yet. */
  converse(room: string): Conversation;
}

/** How to go to a room. */
export interface GoOptions {
  /** A message to show there. */
  readonly seq?: number;
  /** Whether the room is known to let one in, though it is on no list: it is about to be made. */
  readonly isNew?: boolean;
}

/** Rooms on the list. */
const maxRooms = 100;
/** Rooms with a socket, besides those that one goes to. */
const maxOpen = 20;
/** Milliseconds for which the others wait for a room that does not open. */
const patienceMs = 5_000;
/** Milliseconds between a room that is open and the next. */
const pauseMs = 50;
/** Milliseconds after which the server's list is read again when the page is looked at. */
const listAgeMs = 60_000;

/** See the module's words. Open it once; close it once. */
export class Rooms {
  readonly #entries = signal<ReadonlyMap<string, RoomEntry>>(new Map());
  readonly #current;
  readonly #list = computed(() =>
    [...this.#entries.value.values()].sort(({ conversation: one }, { conversation: other }) =>
      Number(one.direct !== undefined) - Number(other.direct !== undefined) ||
      compareNames(one.title, other.title)
    )
  );
  readonly #elsewhere = computed(() => {
    const others = this.#list.value.filter((entry) => entry !== this.#current.value);
    const unread = others.map((entry) => entry.unread.value);
    return {
      count: unread.reduce((sum, { count }) => sum + count, 0),
      mentions: unread.reduce((sum, { mentions }) => sum + mentions, 0),
      isMore: unread.some(({ isMore }) => isMore),
    };
  });
  readonly #currentConversation = computed(() => this.#current.value.conversation);
  readonly #listed: ReadonlySignal<ReadonlyMap<string, ListedRoom>>;
  readonly #parts: RoomsParts;
  #stopFollowing = () => {};
  #stopWaiting: (() => void) | undefined;

  /**
   * Opens nothing yet.
   *
   * @param name The room that the page was loaded for.
   */
  constructor(name: string, parts: RoomsParts) {
    this.#parts = parts;
    const { directory } = parts;
    this.#listed = computed(() => new Map(directory.rooms.value.map((room) => [room.name, room])));
    this.#current = signal(this.#add(name));
  }

  /** One's rooms by name, direct ones last: the order stays, whatever happens in them. */
  get list(): ReadonlySignal<readonly RoomEntry[]> {
    return this.#list;
  }

  /** The room that the page shows. */
  get currentEntry(): ReadonlySignal<RoomEntry> {
    return this.#current;
  }

  /** What is said in it. */
  get current(): ReadonlySignal<Conversation> {
    return this.#currentConversation;
  }

  /** What is unread in the other rooms, all together. */
  get elsewhere(): ReadonlySignal<Unread> {
    return this.#elsewhere;
  }

  /** Names of rooms that one has visited, the last used first. */
  get recent(): readonly string[] {
    return this.#parts.memory.remembered.value.recent;
  }

  /** One's direct rooms, those included that are not shown. */
  get directs(): DirectRooms {
    return this.#parts.directs;
  }

  /** The rooms of the server. */
  get directory(): RoomDirectory {
    return this.#parts.directory;
  }

  /**
   * Opens the current room, and the others once it is there.
   *
   * @param seq A message to show in it.
   */
  open(seq?: number): void {
    this.#parts.memory.visit(this.#current.value.name);
    this.#enter(this.#current.value, seq);
    const stopKeeping = effect(() => {
      const names = this.#names();
      untracked(() => this.#keep(names));
    });
    const stopMoving = effect(() => {
      const moved = [...this.#entries.value.values()]
        .flatMap(({ name, movedTo: { value: to } }) => to === undefined ? [] : [{ name, to }]);
      untracked(() => moved.forEach(({ name, to }) => this.#move(name, to)));
    });
    this.#stopFollowing = () => {
      stopKeeping();
      stopMoving();
    };
    this.lookAround();
  }

  /** Ends every conversation and every timer. */
  close(): void {
    this.#stopFollowing();
    this.#stopWaiting?.();
    for (const entry of this.#entries.value.values()) entry.close();
  }

  /** Reads the server's list again, unless it was read within the last minute. */
  lookAround(): void {
    void this.#parts.directory.refresh(listAgeMs);
    void this.#parts.directs.refresh();
  }

  /** Whether a room is one's own, or listed by the server. */
  isKnown(name: string): boolean {
    const { directory, directs } = this.#parts;
    return this.#entries.value.has(name) || directory.has(name) || directs.find(name) !== undefined;
  }

  /** Shows a room, at once if it is known; otherwise the server is asked for a page of it. */
  go(name: string, { seq, isNew = false }: GoOptions = {}): void {
    const { address } = this.#parts;
    const href = roomHref(name, seq);
    if (!isNew && !this.isKnown(name)) return address.load(href);
    if (name !== this.#current.value.name || seq !== undefined) address.push(href);
    this.show(name, seq);
  }

  /**
   * Shows a room whose address the page has already, as on the way back.
   *
   * @param seq A message to show in it.
   */
  show(name: string, seq?: number): void {
    batch(() => {
      const entry = this.#entries.value.get(name) ?? this.#add(name);
      this.#current.value = entry;
      this.#parts.memory.visit(name);
      const direct = this.#parts.directs.find(name);
      if (direct !== undefined) this.#parts.directs.add(direct);
      this.#enter(entry, seq);
    });
  }

  /**
   * Takes a room off the list and leaves it; the page goes on to the last used of the others. A direct
   * room comes back when something is said in it.
   */
  leave(name: string): void {
    const { address, memory, directs } = this.#parts;
    const known = this.#entries.peek().get(name)?.conversation.state.peek().known ?? 0;
    if (isDirectName(name)) directs.hide(name, known);
    if (name === this.#current.value.name) {
      const next = this.#byLastUse().find((entry) => entry.name !== name);
      if (next === undefined) {
        memory.leave(name);
        return address.load("/");
      }
      address.replace(roomHref(next.name));
      this.show(next.name);
    }
    memory.leave(name);
  }

  /** The room `steps` further down the list, from its end on at its beginning. */
  neighbour(steps: number): RoomEntry {
    const list = this.#list.value;
    const index = list.indexOf(this.#current.value) + steps;
    return list.at(index % list.length)!;
  }

  /** Names of those that belong on the list: visited here, or read elsewhere, and not left. */
  #names(): string[] {
    const { recent, left } = this.#parts.memory.remembered.value;
    const read = [...this.#listed.value.values()].filter((room) => room.unread !== undefined);
    const names = new Set([...recent, ...read.map((room) => room.name)]);
    for (const name of left) names.delete(name);
    const directs = this.#parts.directs.shown.value.map((room) => room.name);
    const others = [...names].filter((name) => !isDirectName(name));
    return [...directs, ...others].slice(0, maxRooms);
  }

  /** Brings the list in line with `names`; the current room stays in any case. */
  #keep(names: readonly string[]): void {
    const wanted = new Set([...names, this.#current.value.name]);
    const entries = this.#entries.value;
    const gone = [...entries.values()].filter(({ name }) => !wanted.has(name));
    const missing = [...wanted].filter((name) => !entries.has(name));
    batch(() => {
      for (const name of missing) this.#add(name);
      if (gone.length > 0) {
        const goneNames = new Set(gone.map(({ name }) => name));
        const rest = [...this.#entries.value].filter(([name]) => !goneNames.has(name));
        this.#entries.value = new Map(rest);
      }
    });
    for (const entry of gone) entry.close();
    this.#openNext();
  }

  /** A room was renamed: it goes on under its new name. */
  #move(name: string, to: string): void {
    const { address, memory } = this.#parts;
    if (name === this.#current.value.name) {
      address.replace(roomHref(to));
      this.show(to);
    } else {
      memory.visit(to);
      memory.visit(this.#current.value.name);
    }
    memory.leave(name);
  }

  #add(name: string): RoomEntry {
    const listed = computed(() => this.#listed.value.get(name));
    const entry = new RoomEntry(this.#parts.converse(name), listed);
    this.#entries.value = new Map(this.#entries.peek()).set(name, entry);
    return entry;
  }

  #enter(entry: RoomEntry, seq: number | undefined): void {
    entry.open();
    if (seq !== undefined) entry.sought.value = seq;
  }

  /** Opens the rooms one by one, the last used first: a start is no storm. */
  #openNext(): void {
    if (this.#stopWaiting !== undefined) return;
    const [current, ...others] = this.#byLastUse();
    const last = [current!, ...others].findLast((entry) => entry.isOpen)!;
    const next = others.slice(0, maxOpen - 1).find((entry) => !entry.isOpen);
    if (next === undefined) return;
    this.#stopWaiting = this.#afterOpening(last, () => {
      this.#stopWaiting = undefined;
      // It may have left the list meanwhile.
      if (this.#entries.peek().get(next.name) === next) next.open();
      this.#openNext();
    });
  }

  /** Runs `task` when a room is there, will never be, or has taken too long. */
  #afterOpening({ conversation }: RoomEntry, task: () => void): () => void {
    const { clock } = this.#parts;
    let cancel = clock.schedule(patienceMs, finish);
    const stop = whenOnce(
      () => ["open", "ended"].includes(conversation.status.value.kind),
      () => {
        cancel();
        cancel = clock.schedule(pauseMs, finish);
      },
    );
    function finish(): void {
      stop();
      task();
    }
    return () => {
      stop();
      cancel();
    };
  }

  /** The current room, then those visited here, then those that the server knows to be one's own. */
  #byLastUse(): RoomEntry[] {
    const entries = this.#entries.value;
    const names = new Set([this.#current.value.name, ...this.recent, ...entries.keys()]);
    return [...names].flatMap((name) => entries.get(name) ?? []);
  }
}

/**
 * Runs `task` once, as soon as something is so.
 *
 * @returns A function that stops the waiting.
 */
function whenOnce(isSo: () => boolean, task: () => void): () => void {
  const isNow = computed(isSo);
  if (untracked(() => isNow.value)) {
    task();
    return () => {};
  }
  const stop = effect(() => {
    if (!isNow.value) return;
    untracked(task);
    stop();
  });
  return stop;
}
