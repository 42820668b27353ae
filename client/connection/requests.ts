import type { Command, CommandOf } from "../../lib/wire/commands.ts";
import type { ErrorMessage, ServerMessage } from "../../lib/wire/messages.ts";

/** A change of what was said: everything that is sent at once or not at all. */
export type ChangeCommand = CommandOf<"edit" | "delete" | "react">;

/** Why a change did not come about. */
export interface RequestFailure {
  /** A code of the protocol, or `offline`: there is no connection, or it broke before an answer. */
  readonly code: string;
  /** The server's own words. */
  readonly message: string;
}

/** What {@linkcode Requests} needs from outside. */
export interface RequestsParts {
  /** A new idempotency key. */
  newRef(): string;
  /** Puts a command on the wire; `false` when there is no connection. */
  send(command: Command): boolean;
}

const offline: RequestFailure = { code: "offline", message: "There is no connection" };

/** Changes that were asked for and not yet answered. They do not outlive the connection. */
export class Requests {
  readonly #parts: RequestsParts;
  readonly #waiting = new Map<string, (failure?: RequestFailure) => void>();

  /** Nothing is asked for yet. */
  constructor(parts: RequestsParts) {
    this.#parts = parts;
  }

  /** Sends a change; gives why it did not come about, or nothing when it did. */
  send(command: ChangeCommand): Promise<RequestFailure | undefined> {
    const ref = this.#parts.newRef();
    return new Promise((resolve) => {
      if (this.#parts.send({ ...command, ref })) this.#waiting.set(ref, resolve);
      else resolve(offline);
    });
  }

  /** Something was heard; tells whether it answers a change. */
  answered(message: ServerMessage): boolean {
    if (!("ref" in message) || message.ref === undefined) return false;
    const resolve = this.#waiting.get(message.ref);
    this.#waiting.delete(message.ref);
    resolve?.(message.type === "error" ? failureOf(message) : undefined);
    return resolve !== undefined;
  }

  /** The connection is gone, and with it every answer. */
  disconnected(): void {
    for (const resolve of this.#waiting.values()) resolve(offline);
    this.#waiting.clear();
  }
}

function failureOf({ code, message }: ErrorMessage): RequestFailure {
  return { code, message };
}
