import type { ArrayParameter } from "postgres";
import type { RoomEvent } from "../wire/messages.ts";
import type { PostgresSql } from "./postgres_connections.ts";

/** An event, or a folded message, as rows hold it. */
export interface EventRow {
  readonly seq: number;
  readonly at: number;
  /** The rest of it, as JSON. */
  readonly body: string;
}

/** What the column `body` or `folded` holds of an event. */
export function bodyOf(event: RoomEvent): string {
  const { seq: _, at: _at, ...rest } = event;
  return JSON.stringify(rest);
}

/** The event that a row holds. */
export function eventOfRow({ seq, at, body }: EventRow): RoomEvent {
  return { ...JSON.parse(body), seq, at };
}

/** A parameter of type `boolean[]`: the driver would take the type of the first for that of all. */
export function booleans(sql: PostgresSql, values: boolean[]): ArrayParameter<boolean[]> {
  return sql.array(values, 1000);
}
