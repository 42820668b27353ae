import type { Draft } from "../store/store.ts";
import type { CommandOf } from "../wire/commands.ts";
import type { Person, Role } from "../wire/messages.ts";
import { can } from "./roles.ts";

/** The commands that become entries of the log. */
export type DurableCommand = CommandOf<"say" | "seal" | "edit" | "delete" | "react">;

/** Who sends a command, and when. */
export interface Sender {
  readonly person: Person;
  readonly role: Role;
  /** Unix milliseconds. */
  readonly nowMs: number;
}

/** The entry of the log that `command` asks for. */
export function draftOf(command: DurableCommand, { person, role, nowMs }: Sender): Draft {
  const { ref } = command;
  const entry = { at: nowMs, from: person, ...(ref !== undefined && { ref }) };
  switch (command.type) {
    case "say": {
      const { text, replyTo, files } = command;
      return {
        type: "message",
        ...entry,
        text,
        ...(replyTo !== undefined && { replyTo }),
        ...(files?.length && { files }),
      };
    }
    case "seal": {
      const { box, files, quiet } = command;
      return {
        type: "message",
        ...entry,
        box,
        ...(quiet && { quiet }),
        ...(files?.length && { files }),
      };
    }
    case "edit":
      return { type: "edited", ...entry, target: command.target, text: command.text };
    case "delete": {
      const others = can(role, "delete_others");
      return { type: "deleted", ...entry, target: command.target, others };
    }
    case "react": {
      const { target, emoji, on } = command;
      return { type: "reacted", ...entry, target, emoji, on };
    }
  }
}
