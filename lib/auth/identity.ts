import type { Person } from "../wire/messages.ts";

/** Who a request comes from, and by what that is known. */
export interface Identity {
  readonly person: Person;
  /** Id of the session of a user who signed in; others have none. */
  readonly session?: string;
}
