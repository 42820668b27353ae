import type { CommandOf } from "../../lib/wire/commands.ts";
import { Refusal } from "../platform/refusal.ts";
import type { Content, Reference } from "./content.ts";
import { messageIdOf } from "./content.ts";
import type { LocalLog } from "./local_log.ts";
import type { VaultedFiles } from "./sealed_files.ts";

/** What a page says that is for both, as it says it to an open room. */
export type SaidCommand = CommandOf<"say" | "edit" | "delete" | "react">;

/** What {@linkcode contentOf} looks into. */
export interface SaidParts {
  readonly log: LocalLog;
  /** What is known of files that were sealed and uploaded here. */
  readonly files: Pick<VaultedFiles, "findFile">;
}

/**
 * What is to be sealed of a command.
 *
 * @param ref The page's key for it: the same key is the same message.
 * @throws {Refusal} `not_found` when it is about a message or a file that is not here.
 */
export async function contentOf(
  command: SaidCommand,
  ref: string,
  { log, files }: SaidParts,
): Promise<Content> {
  switch (command.type) {
    case "say": {
      const { text, replyTo, files: wishes = [] } = command;
      const sealed = await Promise.all(wishes.map(async ({ id, alt }) => {
        const file = await files.findFile(id);
        if (file === undefined) throw new Refusal("not_found", "Cannot find the file");
        return { ...file, ...(alt !== undefined && { alt }) };
      }));
      return {
        kind: "say",
        id: await messageIdOf(ref),
        text,
        ...(replyTo !== undefined && { replyTo: await referenceTo(replyTo, log) }),
        ...(sealed.length > 0 && { files: sealed }),
      };
    }
    case "edit": {
      const target = await referenceTo(command.target, log);
      return { kind: "edit", target, text: command.text };
    }
    case "delete":
      return { kind: "delete", target: await referenceTo(command.target, log) };
    case "react": {
      const { emoji, on } = command;
      return { kind: "react", target: await referenceTo(command.target, log), emoji, on };
    }
  }
}

async function referenceTo(seq: number, log: LocalLog): Promise<Reference> {
  const found = await log.reference(seq);
  if (found) return found;
  throw new Refusal("not_found", `Cannot find message ${seq}: it is not there`);
}
