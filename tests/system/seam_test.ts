/** Who loses the connection at whatever moment and comes back hears the log without a seam. */
import { assert, assertEquals } from "@std/assert";
import { delay } from "@std/async";
import { Ledger } from "../support/ledger.ts";
import type { Program } from "../support/program.ts";
import { findPrograms, RunningProgram, TestFolder } from "../support/program.ts";
import { Random } from "../support/random.ts";
import { ResumingClient } from "../support/resuming_client.ts";
import { SeverableProxy } from "../support/severable_proxy.ts";
import { Talker } from "../support/talker.ts";

const writers = 100;
const readers = 20;
const resumesOfEach = 20;
/** Commands on their way at once, of all who write: nobody misses more than can be resumed. */
const underway = 30;
/** How much of the waits that a client makes a reader makes, which are 300 ms at most. */
const patience = 0.1;

for (const program of findPrograms()) {
  Deno.test(`${program.name} shows no seam to ${readers} people who drop and resume ${resumesOfEach} times each while ${writers} write`, async () => {
    await using scene = await Scene.open(program);
    scene.beginWriting();
    await Promise.all(scene.readers.map((reader) => scene.dropAgainAndAgain(reader)));
    await scene.endWriting();
    const { newest } = scene.ledger;
    await Promise.all(scene.readers.map(({ client }) => client.until(() => client.seq >= newest)));

    assertEquals(scene.faults.slice(0, 20), [], `seed ${scene.random.seed}`);
    for (const { client } of scene.readers) {
      assert(client.resumes >= resumesOfEach);
      assertEquals([client.entries, client.seq], [newest, newest], client.name);
    }
  });
}

/** Somebody on a network of their own, whose cable can be pulled. */
interface Reader {
  readonly client: ResumingClient;
  readonly cable: SeverableProxy;
}

/** A running program with one room, in which some write and others only read. */
class Scene implements AsyncDisposable {
  readonly random = new Random(Random.newSeed());
  readonly faults: string[] = [];
  readonly ledger = new Ledger("tea", this.faults);
  readonly writers: Talker[] = [];
  readonly readers: Reader[] = [];
  #isWriting = false;
  #turn = 0;
  readonly #leftovers = new AsyncDisposableStack();

  static async open(program: Program): Promise<Scene> {
    const scene = new Scene();
    const folder = scene.#leftovers.use(new TestFolder());
    const parley = scene.#leftovers.use(
      await RunningProgram.start(program, folder.path, ["--rate-limit", "0"]),
    );
    for (let number = 1; number <= readers; number++) await scene.#addReader(parley, number);
    for (let number = 1; number <= writers; number++) await scene.#addWriter(parley, number);
    return scene;
  }

  /** Lets some write, and whenever a command is acknowledged, somebody else go on. */
  beginWriting(): void {
    this.#isWriting = true;
    for (let count = 0; count < underway; count++) this.#write();
  }

  /** Lets everything on its way arrive. */
  async endWriting(): Promise<void> {
    this.#isWriting = false;
    await Promise.all(this.writers.map((writer) => writer.hush()));
  }

  /** Breaks a reader's connection at random moments; each time it comes back by itself. */
  async dropAgainAndAgain(reader: Reader): Promise<void> {
    const { client } = reader;
    while (client.resumes < resumesOfEach) {
      const { resumes, seq } = client;
      const events = this.random.below(40);
      this.#break(reader);
      if (this.random.below(4) === 0) {
        // Once more, while it is coming back.
        await delay(this.random.below(20));
        this.#break(reader);
      }
      await client.until(() => client.resumes > resumes && client.seq >= seq + events);
      // Not only at the moments when something was just heard.
      await delay(this.random.below(5));
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#leftovers[Symbol.asyncDispose]();
  }

  /** Closes the socket as one does, or ends the connection below it. */
  #break({ client, cable }: Reader): void {
    if (this.random.below(2) === 0) return client.drop();
    cable.cut();
    cable.mend();
  }

  #write(): void {
    if (this.#isWriting) this.writers[this.#turn++ % writers]!.write();
  }

  async #addReader(parley: RunningProgram, number: number): Promise<void> {
    const cable = this.#leftovers.use(await SeverableProxy.open(parley.origin));
    const client = new ResumingClient({
      ...await this.#identity(parley, `reader-${number}`),
      origin: cable.origin,
      random: () => this.random.next() * patience,
    });
    this.#leftovers.use(client).open();
    await client.until(() => client.isOpen);
    this.readers.push({ client, cable });
  }

  async #addWriter(parley: RunningProgram, number: number): Promise<void> {
    const writer = new Talker({
      ...await this.#identity(parley, `writer-${number}`),
      origin: parley.origin,
      random: this.random,
      window: 1,
      acknowledged: () => this.#write(),
    });
    await this.#leftovers.use(writer).open();
    this.writers.push(writer);
  }

  async #identity(parley: RunningProgram, name: string) {
    const { ledger, faults } = this;
    return { name, cookie: await parley.cookieOf(name), ledger, faults };
  }
}
