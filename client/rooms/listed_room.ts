/** A room as `GET /api/rooms` lists it. */
export interface ListedRoom {
  /** Its name, as the address takes it. */
  readonly name: string;
  /** How many are present. */
  readonly count: number;
  /** What it is about, where somebody has said so. */
  readonly topic?: string;
  /** How many messages are new; absent where one has never read. */
  readonly unread?: number;
}
