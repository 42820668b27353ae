import type { Command, CommandOf } from "../../lib/wire/commands.ts";
import type { ErrorMessage, RoomEvent } from "../../lib/wire/messages.ts";
import type { Random } from "./random.ts";
import { ResumingClient } from "./resuming_client.ts";
import type { Listener, ResumingClientOptions } from "./resuming_client.ts";

/** A command that becomes an entry of the log, with its idempotency key. */
export type RefCommand = CommandOf<"say" | "edit" | "delete" | "react"> & { readonly ref: string };

/** What became of one command. */
export interface Sent {
  readonly command: RefCommand;
  /** How often it went out. */
  sends: number;
  /** How often its event came in; each time it went out, it may. */
  answers: number;
  /** Number of its event: it is acknowledged. */
  seq?: number;
  /** Code with which it was refused. */
  refused?: string;
}

/** Settings of a {@linkcode Talker}. */
export interface TalkerOptions extends Omit<ResumingClientOptions, "random"> {
  random: Random;
  /** While it talks, so many commands are on their way at once. */
  window: number;
  /** Called for each command that is acknowledged for the first time. */
  acknowledged?: () => void;
}

/** What texts are cut from: of one, two and four bytes a character, and with line ends. */
const filler = [...'The kettle is on — wer möchte Tee? 🫖\nNo "cups" left\t\\ '.repeat(2)];
/** Of so many own messages, the newest, one is picked to be edited or deleted. */
const maxOwn = 20;
/** Of so many entries, the newest, one is picked to be reacted to. */
const maxRecent = 30;

/**
 * Somebody who writes as fast as they may: each acknowledgement makes room for the next command.
 * Whatever is unacknowledged when the connection breaks is sent again with the same `ref`.
 */
export class Talker implements Listener, AsyncDisposable {
  /** Its connection. */
  readonly client: ResumingClient;
  /** Everything ever sent, by `ref`. */
  readonly sent = new Map<string, Sent>();
  readonly #options: TalkerOptions;
  /** The refs on their way, in the order in which they were first sent. */
  readonly #underway = new Set<string>();
  /** Those that were when the server last let it in. */
  #unsure: readonly string[] = [];
  /** Own messages that are not deleted, the newest last. */
  readonly #own: number[] = [];
  #isTalking = false;

  constructor(options: TalkerOptions) {
    this.#options = options;
    this.client = new ResumingClient({ ...options, random: () => options.random.next() });
  }

  /** How many commands are on their way. */
  get underway(): number {
    return this.#underway.size;
  }

  /** Connects and waits until it stands. */
  async open(): Promise<void> {
    this.client.open(this);
    await this.client.until(() => this.client.isOpen);
  }

  /** Begins to write, as fast as the window lets it. */
  talk(): void {
    this.#isTalking = true;
    this.#fill();
  }

  /** Writes one thing more. */
  write(): void {
    const command = this.#next(`${this.#options.name}.${this.sent.size}`);
    const sent: Sent = { command, sends: 0, answers: 0 };
    this.sent.set(command.ref, sent);
    this.#underway.add(command.ref);
    this.#send(sent);
  }

  /** Stops writing and waits until everything sent is acknowledged or refused. */
  async hush(): Promise<void> {
    this.#isTalking = false;
    await this.client.until(() => this.#underway.size === 0);
  }

  welcomed(): void {
    this.#unsure = [...this.#underway];
  }

  connected(): void {
    // Those too that the replay has just acknowledged: the server has to bear it.
    for (const ref of this.#unsure) this.#send(this.sent.get(ref)!);
    this.#fill();
  }

  heard(event: RoomEvent): void {
    const sent = this.#find(event);
    if (sent === undefined) return;
    sent.answers++;
    if (!this.#underway.delete(sent.command.ref)) return;
    sent.seq = event.seq;
    if (event.type === "message") this.#own.push(event.seq);
    if (this.#own.length > maxOwn) this.#own.shift();
    this.#options.acknowledged?.();
    this.#fill();
  }

  refused({ ref, code, message }: ErrorMessage): void {
    const { faults, name } = this.#options;
    const sent = this.sent.get(ref ?? "");
    if (sent === undefined) return void faults.push(`${name}: ${code} without a ref: ${message}`);
    // Later it may be taken: so this one goes, and is back after a wait.
    if (code === "unavailable") return this.client.drop();
    if (code !== "not_found") faults.push(`${name}: ${ref} was refused: ${message}`);
    sent.refused = code;
    this.#underway.delete(ref!);
    this.#fill();
  }

  expectsAgain(event: RoomEvent): boolean {
    const sent = this.#find(event);
    return sent !== undefined && sent.answers < sent.sends;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.client[Symbol.asyncDispose]();
  }

  #find({ from, ref }: RoomEvent): Sent | undefined {
    return from.id === this.client.id && ref !== undefined ? this.sent.get(ref) : undefined;
  }

  #fill(): void {
    const { window } = this.#options;
    while (this.#isTalking && this.client.isOpen && this.#underway.size < window) this.write();
  }

  #send(sent: Sent): void {
    if (this.client.send(sent.command as Command)) sent.sends++;
  }

  /** Mostly a message, now and then a change of an earlier one. */
  #next(ref: string): RefCommand {
    const { random } = this.#options;
    const text = `${ref} ${filler.slice(0, random.below(filler.length)).join("")}`.trimEnd();
    const dice = random.below(20);
    const own = random.below(this.#own.length);
    const target = this.#own[own];
    if (target === undefined || dice > 2) return { type: "say", text, ref };
    if (dice === 0) return { type: "edit", target, text, ref };
    if (dice === 1) return { type: "delete", target: this.#own.splice(own, 1)[0]!, ref };
    const emoji = random.pick(["👍", "🎉", "🫖"]);
    const on = random.below(4) > 0;
    return { type: "react", target: this.#recent() ?? target, emoji, on, ref };
  }

  /** Somebody's message of just now, which may be deleted meanwhile. */
  #recent(): number | undefined {
    const { random, ledger } = this.#options;
    const event = ledger.find(ledger.newest - random.below(maxRecent));
    return event?.type === "message" ? event.seq : undefined;
  }
}
