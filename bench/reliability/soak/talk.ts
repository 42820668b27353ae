import { join } from "@std/path";
import { SqliteStore } from "../../../lib/store/sqlite_store.ts";
import { auditHistory, auditLog, readHistory, readLog } from "../../../tests/support/audit.ts";
import type { Scene } from "../../../tests/support/audit.ts";
import { HeardLog } from "../../../tests/support/heard_log.ts";
import { Ledger } from "../../../tests/support/ledger.ts";
import { Random } from "../../../tests/support/random.ts";
import { Talker } from "../../../tests/support/talker.ts";
import type { Guest, Site } from "./site.ts";

const rooms = ["tea", "coffee", "soup", "cake", "bread", "salt"];
const talkersPerRoom = 12;
/** Commands that a talker may have on their way; one that has is passed over. */
const window = 4;
/** After so many commands, on average, a talker is cut off and resumes. */
const commandsPerDrop = 20;

/** People who stay and talk all the while, each of whose words is accounted for. */
export class Talk implements AsyncDisposable {
  readonly #origin: string;
  readonly #random: Random;
  readonly #faults: string[];
  readonly #scenes: Scene[] = [];
  readonly #talkers: Talker[] = [];
  #acknowledged = 0;

  private constructor({ origin, random }: Site, faults: string[]) {
    this.#origin = origin;
    this.#random = random;
    this.#faults = faults;
  }

  /**
   * Lets everybody in, before anybody says anything: so each hears the whole log of their room.
   *
   * @param faults Takes a line for everything that is not as it should be.
   */
  static async open(site: Site, faults: string[]): Promise<Talk> {
    const talk = new Talk(site, faults);
    for (const room of rooms) {
      const ledger = new Ledger(room, faults);
      const guests = await Promise.all(
        Array.from({ length: talkersPerRoom }, () => site.newGuest()),
      );
      const talkers = guests.map((guest) => talk.#enter(guest, ledger));
      talk.#scenes.push({ ledger, talkers });
      talk.#talkers.push(...talkers);
    }
    await Promise.all(talk.#talkers.map((talker) => talker.open()));
    return talk;
  }

  /** Commands that were acknowledged. */
  get acknowledged(): number {
    return this.#acknowledged;
  }

  /** How often somebody was cut off and came back to where they were. */
  get resumes(): number {
    return this.#talkers.reduce((sum, { client }) => sum + client.resumes, 0);
  }

  /** Lets somebody say one thing, or cuts them off. */
  step(): void {
    const talker = this.#random.pick(this.#talkers);
    if (!talker.client.isOpen || talker.underway >= window) return;
    if (this.#random.below(commandsPerDrop) === 0) talker.client.drop();
    else talker.write();
  }

  /** Waits until all is acknowledged and heard by all, and holds the server's messages against it. */
  async settle(): Promise<void> {
    await Promise.all(this.#talkers.map((talker) => talker.hush()));
    for (const scene of this.#scenes) {
      const { ledger, talkers } = scene;
      await Promise.all(
        talkers.map(({ client }) => client.until(() => client.seq >= ledger.newest)),
      );
      const history = await readHistory(this.#origin, ledger.room);
      this.#faults.push(...auditHistory(history, scene));
    }
  }

  /** Holds the logs of a server that has ended against what was said and heard. */
  async audit(dataFolder: string): Promise<void> {
    const path = join(dataFolder, "parley.db");
    const store = await SqliteStore.open({ path, durability: "full", log: new HeardLog().log });
    for (const scene of this.#scenes) {
      this.#faults.push(...auditLog(await readLog(store, scene.ledger.room), scene));
    }
    await store.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#talkers.map((talker) => talker[Symbol.asyncDispose]()));
  }

  #enter({ name, headers }: Guest, ledger: Ledger): Talker {
    return new Talker({
      name,
      origin: this.#origin,
      cookie: headers.cookie!,
      ledger,
      faults: this.#faults,
      random: new Random(this.#random.below(2 ** 32)),
      window,
      acknowledged: () => void this.#acknowledged++,
    });
  }
}
