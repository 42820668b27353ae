import { deadline } from "@std/async";
import type { RoomEvent, ServerMessage } from "../../../lib/wire/messages.ts";
import type { Json, WireDocument } from "../../../tests/support/wire_document.ts";
import { partsOf } from "../../../tests/support/wire_document.ts";
import type { Player } from "./cast.ts";

/** How long a bystander may have to wait for their own message, in milliseconds. */
const patienceMs = 60_000;

/**
 * Somebody in the room who does nothing wrong, and must notice nothing: every message of theirs comes to
 * each once, in order; the log has no gap; whatever they hear is as it is documented.
 */
export class Bystander implements Disposable {
  /** What was not as it has to be, a line each; the first hundred. */
  readonly faults: string[] = [];
  readonly name: string;
  readonly #socket: WebSocket;
  readonly #document: WireDocument;
  readonly #schemas: ReadonlyMap<string, readonly string[]>;
  /** The next number of each bystander's messages, by their ids. */
  readonly #next = new Map<string, number>();
  #seq: number | undefined;
  #count = 0;
  #said = 0;
  #isLeaving = false;
  #waiting: { upTo: ReadonlyMap<string, number>; resolve: () => void } | undefined;

  private constructor(socket: WebSocket, name: string, document: WireDocument) {
    this.name = name;
    this.#socket = socket;
    this.#document = document;
    this.#schemas = schemasOf(document);
    socket.onmessage = ({ data }) => this.#hear(data);
    socket.onclose = ({ code, reason }) => {
      if (!this.#isLeaving) this.#fault(`was closed with ${code} ${reason}`);
    };
  }

  /**
   * Joins a room.
   *
   * @param others Ids of all bystanders, this one included.
   */
  static async join(
    origin: string,
    { room, player, others, document }: {
      room: string;
      player: Player;
      others: readonly string[];
      document: WireDocument;
    },
  ): Promise<Bystander> {
    const url = new URL(`/room?room=${room}`, origin.replace("http", "ws"));
    const socket = new WebSocket(url, { headers: { cookie: player.cookie, origin } });
    const bystander = new Bystander(socket, player.person.name, document);
    for (const id of others) bystander.#next.set(id, 1);
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    socket.onopen = () => resolve();
    socket.onerror = () => reject(new Error(`Cannot join as ${player.person.name}`));
    await promise;
    socket.onerror = null;
    return bystander;
  }

  /** How many events were heard. */
  get count(): number {
    return this.#count;
  }

  /** How many messages this one said. */
  get said(): number {
    return this.#said;
  }

  /** Says the next message. */
  say(): void {
    const text = `${++this.#said}`;
    if (this.#socket.readyState === WebSocket.OPEN) {
      this.#socket.send(JSON.stringify({ type: "say", text, ref: `${this.name}-${text}` }));
    }
  }

  /** Waits until so many messages of each were heard; a fault where that takes too long. */
  async hear(upTo: ReadonlyMap<string, number>): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#waiting = { upTo, resolve };
    this.#wake();
    await deadline(promise, patienceMs).catch(() => this.#fault("waits for a message in vain"));
  }

  #hear(data: unknown): void {
    if (typeof data !== "string") return this.#fault("heard a frame that is no text");
    for (const line of data.split("\n")) {
      try {
        this.#take(JSON.parse(line));
      } catch (error) {
        this.#fault(`cannot read ${line.slice(0, 200)}: ${error}`);
      }
    }
    this.#wake();
  }

  #take(message: ServerMessage): void {
    const place = this.#schemas.get(message.type);
    if (!place) return this.#fault(`heard an unknown type: ${message.type}`);
    const wrong = this.#document.faults(place, message);
    if (wrong.length > 0) {
      this.#fault(
        `heard ${JSON.stringify(message).slice(0, 300)}: ${wrong.slice(0, 3).join("; ")}`,
      );
    }
    if (message.type === "welcome") this.#seq = message.seq;
    else if (message.type === "error") this.#fault(`was refused: ${message.message}`);
    else if ("at" in message) this.#takeEvent(message);
  }

  #takeEvent(event: RoomEvent): void {
    // What was said before the welcome comes behind it.
    if (this.#seq === undefined || event.seq <= this.#seq && this.#count === 0) return;
    this.#count++;
    if (event.seq !== this.#seq + 1) this.#fault(`heard ${event.seq} behind ${this.#seq}`);
    this.#seq = event.seq;
    const next = this.#next.get(event.from.id);
    if (next === undefined || event.type !== "message") return;
    if (event.text !== `${next}`) this.#fault(`heard "${event.text}" for "${next}" of a bystander`);
    this.#next.set(event.from.id, next + 1);
  }

  #wake(): void {
    if (!this.#waiting) return;
    const { upTo, resolve } = this.#waiting;
    if (![...upTo].every(([id, number]) => this.#next.get(id)! > number)) return;
    this.#waiting = undefined;
    resolve();
  }

  #fault(what: string): void {
    if (this.faults.length < 100) this.faults.push(`${this.name} ${what}`);
  }

  [Symbol.dispose](): void {
    this.#isLeaving = true;
    this.#socket.close();
  }
}

/** Where the schemas of what the server sends are, by types. */
function schemasOf(document: WireDocument): Map<string, string[]> {
  const messages = Object.values<Json>(document.root.operations)
    .filter(({ action }) => action === "send")
    .flatMap(({ messages }) => messages)
    .map(({ $ref }) => document.at(...partsOf($ref)));
  return new Map(messages.map(({ payload }) => {
    const place = partsOf(payload.$ref);
    return [document.at(...place).properties.type.const, place];
  }));
}
