import { ChatError } from "../errors.ts";
import type { RoomRecord } from "../store/store.ts";
import type { CommandOf } from "../wire/commands.ts";
import { limits } from "../wire/limits.ts";
import type { Person } from "../wire/messages.ts";
import type { Member } from "./member.ts";
import type { Greeting, Since } from "./replay.ts";
import type { RoomLog } from "./room_log.ts";

/** What a room tells whoever comes in, besides what is in its log. */
export interface Hall {
  readonly record: RoomRecord;
  /** Newest number that was published. */
  readonly seq: number;
  /** Who is present, as far as they are listed, and how many in all. */
  readonly people: Person[];
  readonly count: number;
}

/** What a {@linkcode Greeter} is made of. */
export interface GreeterOptions {
  readonly entries: RoomLog;
  /** Commands a second, and bytes of a file, that members are told they may send. */
  readonly rate: number;
  readonly maxUpload: number;
}

/** Sends members what they read of a room's log by themselves: what they missed, and older pages. */
export class Greeter {
  readonly #entries: RoomLog;
  readonly #limits: Greeting["limits"];

  constructor({ entries, rate, maxUpload }: GreeterOptions) {
    this.#entries = entries;
    this.#limits = { text: limits.textChars, frame: limits.frameBytes, rate, upload: maxUpload };
  }

  /**
   * Greets those who join, each by itself, but asks the store for their read marks together. What they
   * missed follows from the store; live frames wait behind that.
   *
   * @param joiners With what each had got to.
   */
  welcome(joiners: ReadonlyMap<Member, Since | undefined>, hall: Hall): void {
    const entries = this.#entries;
    const reading = entries.readMarks([...joiners.keys()].map(({ person }) => person.id));
    for (const [member, since] of joiners) {
      const greeting = this.#greet(member, hall);
      const { id } = member.person;
      member.sendAhead(async function* () {
        const read = (await reading).get(id);
        yield* entries.welcome({ ...greeting, ...(read !== undefined && { read }) }, since);
      });
    }
  }

  /** Sends a page of the log, or refuses where too many are on their way. */
  answer(member: Member, query: CommandOf<"history">): void {
    if (member.sendAhead(() => this.#entries.history(query))) return;
    const why = "Cannot read more pages at once: too many are on their way";
    member.refuse(new ChatError("rate_limited", why, { ref: query.ref, retryAfterMs: 1_000 }));
  }

  #greet({ person, seat }: Member, { record, seq, people, count }: Hall): Greeting {
    const { name, epoch, topic, visibility, isArchived } = record;
    return {
      type: "welcome",
      room: name,
      epoch,
      seq,
      you: { ...person, ...seat },
      members: people,
      count,
      ...(topic !== undefined && { topic }),
      visibility,
      ...(isArchived && { isArchived: true }),
      limits: this.#limits,
    };
  }
}
