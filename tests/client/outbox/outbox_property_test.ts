/** Whatever happens to tabs and connections, what was written is stored once and in order. */
import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import type { Scheduler } from "fast-check";
import type { CommandOf } from "../../../lib/wire/commands.ts";
import { PendingMessages } from "../../../client/outbox/pending.ts";
import type { Turns } from "../../../client/outbox/turns.ts";
import { FakeClock } from "../../support/fake_clock.ts";
import { FakeTurns } from "./fake_turns.ts";
import { type MemoryOutbox, SharedOutbox } from "./memory_outbox.ts";
import { assertHolds } from "../../support/property.ts";

type Say = CommandOf<"say">;
/** What a server answers, to everybody or to one. */
type Answer = { readonly ref: string; readonly code?: string };

/** One thing that happens, to the tab with this index. */
type Deed =
  | { kind: "write" | "connect" | "drop" | "reload" | "serve" | "hear" | "refuse"; tab: number }
  | { kind: "cancel"; tab: number; nth: number }
  | { kind: "wait"; ms: number };

/** One connection: what is under way in both directions. Broken, both are lost. */
class Wire {
  readonly up: Say[] = [];
  readonly down: Answer[] = [];
}

/** The tabs of one browser and the server that they talk to. */
class World {
  readonly clock = new FakeClock();
  readonly shared = new SharedOutbox();
  readonly turns = new FakeTurns();
  readonly tabs: Tab[] = [];
  /** Refs in the server's log. */
  readonly log: string[] = [];
  /** Refs that were refused for good, cancelled, or lost with a page before they were kept. */
  readonly excused = new Set<string>();
  /** How often each ref was sent. */
  readonly sendings = new Map<string, number>();
  #refs = 0;

  constructor(readonly scheduler: Scheduler, count: number) {
    for (let n = 0; n < count; n++) this.tabs.push(new Tab(this));
  }

  newRef(): string {
    return `r${++this.#refs}`;
  }

  do(deed: Deed): void {
    if (deed.kind === "wait") return this.clock.advance(deed.ms);
    const tab = this.tabs[deed.tab % this.tabs.length]!;
    if (deed.kind === "cancel") tab.cancel(deed.nth);
    else tab[deed.kind]();
  }

  /** Stores a message unless it is there, and tells everybody who is connected. */
  store({ ref }: Say, asker: Wire): void {
    const isNew = !this.log.includes(ref!);
    if (isNew) this.log.push(ref!);
    for (const { wire } of this.tabs) {
      if (wire && (isNew || wire === asker)) wire.down.push({ ref: ref! });
    }
  }

  /** Connects every tab and lets everything come to its end. */
  async finish(): Promise<void> {
    for (const tab of this.tabs) tab.connect();
    for (let quiet = 0; quiet < 3;) {
      await this.scheduler.waitIdle();
      await new Promise((resolve) => setTimeout(resolve));
      const isBusy = this.tabs.map((tab) => [tab.serve(), tab.hear()].some(Boolean)).some(Boolean);
      quiet = isBusy ? 0 : quiet + 1;
      this.clock.advance(2_000);
    }
  }
}

/** One tab: its page, which may be loaded anew, and its connection. */
class Tab {
  /** Refs in the order in which they were written here. */
  readonly written: string[] = [];
  wire: Wire | undefined;
  #outbox!: MemoryOutbox;
  #turns!: Turns & Disposable;
  #pending!: PendingMessages;

  constructor(readonly world: World) {
    this.#load();
  }

  get waiting(): number {
    return this.#pending.waiting.value;
  }

  write(): void {
    this.#pending.add("hello");
    this.written.push(this.#pending.list.value.at(-1)!.ref);
  }

  connect(): void {
    if (this.wire) return;
    this.wire = new Wire();
    this.#pending.connected();
  }

  drop(): void {
    this.wire = undefined;
    this.#pending.disconnected();
  }

  reload(): void {
    const { shared, excused, log } = this.world;
    shared.tabs.delete(this.#outbox);
    // The page is gone, and with it whatever it had not done yet.
    this.#outbox.schedule = () => new Promise(() => {});
    for (const ref of this.written) {
      if (!shared.messages.has(ref) && !log.includes(ref)) excused.add(ref);
    }
    this.wire = undefined;
    this.#pending.close();
    this.#turns[Symbol.dispose]();
    this.#load();
  }

  cancel(nth: number): void {
    const { ref } = this.#pending.list.value[nth] ?? {};
    if (ref === undefined) return;
    this.world.excused.add(ref);
    this.#pending.discard(ref);
  }

  /** The server takes one command. */
  serve(): boolean {
    const say = this.wire?.up.shift();
    if (say) this.world.store(say, this.wire!);
    return say !== undefined;
  }

  /** The server refuses one command. */
  refuse(): void {
    const say = this.wire?.up.shift();
    if (say === undefined) return;
    this.world.excused.add(say.ref!);
    this.wire!.down.push({ ref: say.ref!, code: "forbidden" });
  }

  /** The page takes one answer. */
  hear(): boolean {
    const answer = this.wire?.down.shift();
    if (answer?.code) this.#pending.refuse({ type: "error", message: "", ...answer } as never);
    else if (answer) this.#pending.acknowledge(answer.ref);
    return answer !== undefined;
  }

  #load(): void {
    const { world } = this;
    this.#turns = world.turns.open();
    const outbox = this.#outbox = world.shared.open();
    outbox.schedule = (work) => world.scheduler.schedule(Promise.resolve()).then(work);
    this.#pending = new PendingMessages({
      room: "tea",
      clock: world.clock,
      outbox,
      turns: this.#turns,
      newRef: () => world.newRef(),
      author: () => ({ id: "a", name: "Ada" }),
      epoch: () => "e1",
      send: (command) => {
        if (!this.wire || command.type !== "say") return false;
        const { sendings } = world;
        sendings.set(command.ref!, (sendings.get(command.ref!) ?? 0) + 1);
        this.wire.up.push(command);
        return true;
      },
    });
    this.#pending.open();
  }
}

const tab = fc.nat({ max: 2 });
const ordinary = ["write", "serve", "hear", "connect"] as const;
const disruptive = ["drop", "reload"] as const;

function deeds(kinds: readonly Exclude<Deed["kind"], "wait" | "cancel">[]): fc.Arbitrary<Deed> {
  return fc.record({ kind: fc.constantFrom(...kinds), tab });
}

const wait: fc.Arbitrary<Deed> = fc.record({
  kind: fc.constant("wait" as const),
  ms: fc.nat({ max: 10_000 }),
});
const cancel: fc.Arbitrary<Deed> = fc.record({
  kind: fc.constant("cancel" as const),
  tab,
  nth: fc.nat({ max: 3 }),
});

/** Lets these things happen, with every write and every piece of news at any time in between. */
async function play(scheduler: Scheduler, tabs: number, list: readonly Deed[]): Promise<World> {
  const world = new World(scheduler, tabs);
  const { task } = scheduler.scheduleSequence(list.map((deed) => ({
    label: deed.kind,
    builder: () => Promise.resolve(world.do(deed)),
  })));
  await scheduler.waitFor(task);
  await world.finish();
  return world;
}

function sorted(refs: Iterable<string>): string[] {
  return [...refs].sort();
}

Deno.test("PendingMessages: what was kept is stored once, in the order of its tab, whatever happens", async () => {
  const deed = fc.oneof(
    { weight: 6, arbitrary: deeds(ordinary) },
    { weight: 2, arbitrary: deeds([...disruptive, "refuse"]) },
    { weight: 1, arbitrary: cancel },
    { weight: 1, arbitrary: wait },
  );
  await assertHolds(
    "client-outbox-1",
    fc.asyncProperty(
      fc.scheduler(),
      fc.integer({ min: 1, max: 3 }),
      fc.array(deed, { maxLength: 40 }),
      async (scheduler, tabs, list) => {
        const world = await play(scheduler, tabs, list);
        const { log, excused } = world;
        assertEquals(new Set(log).size, log.length, "stored twice");
        for (const { written, waiting } of world.tabs) {
          const due = written.filter((ref) => !excused.has(ref));
          const stored = log.filter((ref) => due.includes(ref));
          assertEquals(stored, due, "lost or reordered");
          assertEquals(waiting, 0, "still waiting");
        }
        assertEquals(world.turns.names, [], "a turn was kept");
        for (const ref of world.shared.messages.keys()) assert(excused.has(ref), "left behind");
      },
    ),
    { numRuns: 400 },
  );
});

Deno.test("PendingMessages: where nothing breaks, each message is sent once, however many tabs", async () => {
  await assertHolds(
    "client-outbox-2",
    fc.asyncProperty(
      fc.scheduler(),
      fc.integer({ min: 1, max: 3 }),
      fc.array(deeds(ordinary), { maxLength: 30 }),
      async (scheduler, tabs, list) => {
        const world = await play(scheduler, tabs, list);
        const { log, sendings } = world;
        assertEquals(sorted(log), sorted(world.tabs.flatMap(({ written }) => written)));
        for (const [ref, count] of sendings) assertEquals(count, 1, ref);
      },
    ),
    { numRuns: 200 },
  );
});
