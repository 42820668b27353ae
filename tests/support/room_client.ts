import type { MemberOptions } from "../../lib/chat/member.ts";
import { Member } from "../../lib/chat/member.ts";
import type { Room } from "../../lib/chat/room.ts";
import type { ServerMessage } from "../../lib/wire/messages.ts";
import { FakeSocket } from "./fake_socket.ts";

/** One client of a room: a member and its fake socket. */
export class RoomClient {
  readonly socket = new FakeSocket();
  readonly member: Member;

  constructor(room: Room, who: Omit<MemberOptions, "socket" | "room">) {
    this.member = new Member({ socket: this.socket, room, ...who });
  }

  /** Sends `commands` in one frame. */
  send(...commands: readonly object[]): void {
    this.receive(commands.map((command) => JSON.stringify(command)).join("\n"));
  }

  /** Sends one message. */
  say(text: string, fields: object = {}): void {
    this.send({ type: "say", text, ...fields });
  }

  /** Sends a payload as it is. */
  receive(payload: unknown): void {
    this.member.receive(payload);
  }

  /** Loses the connection. */
  drop(): void {
    this.socket.readyState = 3;
    this.member.left();
  }

  /** Forgets what was heard so far. */
  forget(): void {
    this.socket.frames.length = 0;
  }

  /** Everything heard, in order. */
  heard(): ServerMessage[] {
    return this.socket.messages();
  }

  /** What was heard of one type, in order. */
  heardOf<T extends ServerMessage["type"]>(type: T): Extract<ServerMessage, { type: T }>[] {
    return this.heard().filter((message): message is Extract<ServerMessage, { type: T }> =>
      message.type === type
    );
  }

  /** The texts of the messages heard. */
  texts(): (string | undefined)[] {
    return this.heardOf("message").map(({ text }) => text);
  }

  /** The numbers of the log's entries heard. */
  seqs(): number[] {
    return this.heard().flatMap((message) => "at" in message ? [message.seq] : []);
  }

  /** The codes of the errors heard. */
  codes(): string[] {
    return this.heardOf("error").map(({ code }) => code);
  }

  /** The code that the socket was closed with. */
  get closeCode(): number | undefined {
    return this.socket.closedWith?.code;
  }
}
