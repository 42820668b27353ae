import { isDeepStrictEqual } from "node:util";
import { limits } from "../../lib/wire/limits.ts";
import type { Message, RoomEvent } from "../../lib/wire/messages.ts";
import type { Store } from "../../lib/store/store.ts";
import { brief } from "./ledger.ts";
import type { Ledger } from "./ledger.ts";
import type { RefCommand, Talker } from "./talker.ts";

/** Everybody who was in one room, and what they heard. */
export interface Scene {
  readonly ledger: Ledger;
  readonly talkers: readonly Talker[];
}

/** Reads a room's log as its store has it, all of it; a number that is not there stays away. */
export async function readLog(store: Store, room: string): Promise<RoomEvent[]> {
  const seq = (await store.findRoom(room))?.seq ?? 0;
  const events: RoomEvent[] = [];
  for (let after = 0; after < seq; after += limits.resumeEvents) {
    events.push(...await store.readEvents(room, after, after + limits.resumeEvents) ?? []);
  }
  return events;
}

/** Reads all messages of a room, folded, page by page as anybody can. */
export async function readHistory(origin: string, room: string): Promise<Message[]> {
  const messages: Message[] = [];
  for (let more = true; more;) {
    const after = messages.at(-1)?.seq ?? 0;
    const query = `after=${after}&limit=${limits.historyMessages}`;
    const page = await (await fetch(`${origin}/api/rooms/${room}/messages?${query}`)).json();
    messages.push(...page.messages);
    more = page.more;
  }
  return messages;
}

/**
 * Holds a room's log against what was sent to the room and heard in it.
 *
 * @returns What is wrong, a line each; nothing when every acknowledged event is there once, numbers
 * have no gap, all clients heard the log as it is, and it holds nothing that nobody sent.
 */
export function auditLog(log: readonly RoomEvent[], { ledger, talkers }: Scene): string[] {
  const broken = log.findIndex(({ seq }, index) => seq !== index + 1);
  return [
    ...(broken < 0 ? [] : [`${broken + 1} is missing: ${log[broken]!.seq} stands there`]),
    ...differences(ledger.log(), log, "was heard", "is in the log"),
    ...talkers.flatMap(({ client }) =>
      client.seq === log.length ? [] : [`${client.name} heard up to ${client.seq} of ${log.length}`]
    ),
    ...auditRefs(log, talkers),
  ].map((fault) => `${ledger.room}: ${fault}`);
}

/** As {@linkcode auditLog}, of the messages that the server gives: the log heard, folded. */
export function auditHistory(messages: readonly Message[], { ledger }: Scene): string[] {
  return differences(ledger.messages(), messages, "folds so", "is in the history")
    .map((fault) => `${ledger.room}: ${fault}`);
}

/** Whether what was sent, by its `ref`, and what is in the log are the same. */
function auditRefs(log: readonly RoomEvent[], talkers: readonly Talker[]): string[] {
  const faults: string[] = [];
  const talkersById = new Map(talkers.map((talker) => [talker.client.id, talker]));
  const deleted = new Set(log.flatMap((event) => event.type === "deleted" ? [event.target] : []));
  const seqs = new Map<string, number>();
  for (const event of log) {
    const ref = event.ref ?? "";
    const sent = talkersById.get(event.from.id)?.sent.get(ref);
    const key = `${event.from.id} ${ref}`;
    if (sent === undefined) faults.push(`${event.seq} was sent by nobody`);
    else if (!fits(event, sent.command, deleted)) faults.push(`${event.seq} was sent otherwise`);
    if (seqs.has(key)) faults.push(`${seqs.get(key)} and ${event.seq} are both ${key}`);
    seqs.set(key, event.seq);
  }
  for (const { client, sent } of talkers) {
    for (const [ref, { command, seq, refused }] of sent) {
      const found = seqs.get(`${client.id} ${ref}`);
      if (seq !== undefined && found !== seq) faults.push(`${ref} is lost: it was ${seq}`);
      if (refused && found !== undefined) faults.push(`${ref} was refused and is ${found}`);
      if (refused && !("target" in command && deleted.has(command.target))) {
        faults.push(`${ref} was refused without reason: ${refused}`);
      }
    }
  }
  return faults;
}

/** Whether `event` is what `command` asked for; a text may be deleted since. */
function fits(
  event: RoomEvent,
  command: RefCommand,
  deleted: ReadonlySet<number>,
): boolean {
  switch (command.type) {
    case "say":
      return event.type === "message" && (event.text === command.text || deleted.has(event.seq));
    case "edit":
      return event.type === "edited" && event.target === command.target &&
        (event.text === command.text || deleted.has(event.target));
    case "delete":
      return event.type === "deleted" && event.target === command.target;
    case "react":
      return event.type === "reacted" && event.target === command.target &&
        event.emoji === command.emoji && event.on === command.on;
  }
}

/** Where two lists differ; each entry is found by its `seq`. */
function differences(
  wanted: readonly (RoomEvent | undefined)[],
  found: readonly RoomEvent[],
  wantedWord: string,
  foundWord: string,
): string[] {
  const bySeq = new Map(found.map((event) => [event.seq, event]));
  const faults: string[] = [];
  for (const event of wanted) {
    if (event === undefined) continue;
    const other = bySeq.get(event.seq);
    bySeq.delete(event.seq);
    if (isDeepStrictEqual(event, other)) continue;
    faults.push(`${brief(event)} ${wantedWord}, ${brief(other)} ${foundWord}`);
  }
  const rest = [...bySeq.values()].map((event) => `only ${brief(event)} ${foundWord}`);
  return [...faults, ...rest];
}
