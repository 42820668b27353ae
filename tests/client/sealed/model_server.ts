import type { Command, CommandOf } from "../../../lib/wire/commands.ts";
import { tombstone } from "../../../lib/wire/fold.ts";
import { limits } from "../../../lib/wire/limits.ts";
import type {
  ErrorMessage,
  Message,
  Person,
  RoomEvent,
  ServerMessage,
} from "../../../lib/wire/messages.ts";
import type { MessagePage } from "../../../client/timeline/message_pages.ts";
import type { OpenSocket } from "../../../client/platform/socket.ts";
import { FakeSocket } from "../connection/fake_network.ts";

/** Name of the one direct room. */
export const room = "direct.0123456789abcdefghjkmnpqrs";

/** A socket, and whose it is. */
class ModelSocket extends FakeSocket {
  constructor(
    readonly person: Person,
    ...[path, listener]: ConstructorParameters<typeof FakeSocket>
  ) {
    super(path, listener);
  }
}

/** What a server does for one direct room, in memory. */
export class ModelServer {
  epoch = "e1";
  readonly events: RoomEvent[] = [];
  /** Every socket that there was, oldest first. */
  readonly sockets: ModelSocket[] = [];
  /** Questions by HTTP. */
  readonly asked: string[] = [];
  /** Events that a resume replays. */
  maxReplay: number = limits.resumeEvents;
  /** Entries up to this one are there no more. */
  forgotten = 0;
  /** Whether nobody is let in. */
  isDown = false;
  /** Whether nothing is answered by HTTP. */
  fetchFails = false;
  /** What it answers in place of doing something. */
  refuse: (command: Command, person: Person) => Pick<ErrorMessage, "code" | "retryAfter"> | void =
    () => {};
  /** What it answers in place of a page of messages. */
  swapPage: (page: MessagePage) => MessagePage = (page) => page;
  /** Whether it lets people in at once. */
  greets = true;
  /** What it puts into the log in place of a box. */
  swap: (box: string) => string = (box) => box;
  /** What stays on its way until it is let go. */
  isHeld: (command: Command, person: Person) => boolean = () => false;
  #held: (() => void)[] = [];
  /** Whether somebody hears what is told. */
  hears: (person: Person) => boolean = () => true;

  /** How somebody opens sockets here. */
  openSocket(person: Person): OpenSocket {
    return (path, listener) => {
      const socket = new ModelSocket(person, path, listener);
      this.sockets.push(socket);
      if (this.greets) queueMicrotask(() => this.greet(socket));
      return {
        send: (frame) => {
          const command = JSON.parse(frame) as Command;
          socket.sent.push(command);
          if (!socket.isClosed) queueMicrotask(() => this.#take(socket, command));
        },
        close: () => void (socket.isClosed = true),
      };
    };
  }

  /** The newest socket of somebody. */
  socketOf(person: Person): FakeSocket {
    return this.sockets.findLast((socket) => socket.person.id === person.id)!;
  }

  /** All that somebody sent of one type, on every socket. */
  sentBy<T extends Command["type"]>(person: Person, type: T): CommandOf<T>[] {
    return this.sockets.filter((socket) => socket.person.id === person.id)
      .flatMap((socket) => socket.sentOf(type)) as unknown as CommandOf<T>[];
  }

  /** Breaks the newest connection of somebody. */
  break(person: Person): void {
    this.socketOf(person).close(1006);
  }

  /** Lets what was held arrive, and holds nothing any more. */
  release(): void {
    this.isHeld = () => false;
    for (const arrive of this.#held.splice(0)) arrive();
  }

  /** Puts something into the log, and tells everybody. */
  append(event: RoomEvent): void {
    this.events.push(event);
    this.tell(event);
  }

  /** Tells everybody who is there. */
  tell(message: ServerMessage): void {
    for (const socket of this.sockets) {
      if (!socket.isClosed && this.hears(socket.person)) socket.say(message);
    }
  }

  /** The messages as they are now. */
  folded(): Message[] {
    return this.events.flatMap((entry) =>
      entry.type === "message" && entry.seq > this.forgotten ? [this.#fold(entry)] : []
    );
  }

  /** Answers by HTTP what is asked about messages. */
  readonly fetchJson = (path: string): Promise<MessagePage> => {
    this.asked.push(path);
    if (this.fetchFails) return Promise.reject(new Error(`Cannot read ${path}`));
    const query = new URL(path, "https://localhost").searchParams;
    const [after, limit] = [Number(query.get("after")), Number(query.get("limit"))];
    const found = this.folded().filter(({ seq }) => seq > after);
    const messages = found.slice(0, limit);
    return Promise.resolve(this.swapPage({ messages, more: found.length > limit }));
  };

  /** Lets the newest socket in, or another. */
  greet(socket: ModelSocket = this.sockets.at(-1)!): void {
    if (socket.isClosed) return;
    if (this.isDown) return socket.close(1006);
    const { person } = socket;
    const query = new URLSearchParams(socket.path.slice(socket.path.indexOf("?")));
    const asked = Number(query.get("since"));
    const isOfLog = query.get("epoch") === this.epoch && asked <= this.events.length;
    const since = isOfLog ? asked : undefined;
    const missed = since === undefined ? undefined : this.events.slice(since);
    const resumed = missed !== undefined && missed.length <= this.maxReplay &&
      since! >= this.forgotten;
    socket.accept(
      {
        type: "welcome",
        room,
        epoch: this.epoch,
        seq: this.events.length,
        you: { ...person, role: "member" },
        members: [person],
        count: 1,
        resumed,
        visibility: "direct",
        // Others may have sent that; a client of ours tells nobody what is read here.
        read: 1,
        limits: { text: 8_000, frame: 65_536, rate: 10, upload: 1_000 },
      },
      ...(resumed ? missed.map((event) => this.#now(event)) : this.folded().slice(-50)),
    );
  }

  #fold(message: Message): Message {
    const isGone = this.events.some((event) =>
      event.type === "deleted" && event.target === message.seq
    );
    return isGone ? tombstone(message) : message;
  }

  #now(event: RoomEvent): RoomEvent {
    return event.type === "message" ? this.#fold(event) : event;
  }

  #take(socket: ModelSocket, command: Command): void {
    if (socket.isClosed) return;
    const { person: from } = socket;
    if (this.isHeld(command, from)) return void this.#held.push(() => this.#take(socket, command));
    const ref = "ref" in command && command.ref !== undefined ? { ref: command.ref } : {};
    const refusal = this.refuse(command, from);
    if (refusal) return socket.say({ type: "error", message: "No", ...refusal, ...ref });
    const entry = { seq: this.events.length + 1, at: this.events.length * 1_000, from, ...ref };
    switch (command.type) {
      case "seal": {
        const { box, quiet } = command;
        const known = this.events.find((event) =>
          event.from.id === from.id && event.ref !== undefined && event.ref === command.ref
        );
        if (known) return socket.say(this.#now(known));
        return this.append({
          type: "message",
          ...entry,
          box: this.swap(box),
          ...(quiet && { quiet }),
        });
      }
      case "delete": {
        const target = this.folded().find(({ seq }) => seq === command.target);
        if (target && !target.deleted) {
          return this.append({ type: "deleted", ...entry, target: target.seq });
        }
        return socket.say({ type: "error", code: "not_found", message: "No", ...ref });
      }
      case "ping":
        return socket.say({ type: "pong", seq: this.events.length });
      case "typing":
        return this.tell({ type: "typing", from, on: command.on });
      case "read":
        return;
      default:
        return socket.say({ type: "error", code: "forbidden", message: "No", ...ref });
    }
  }
}
