import type { Message } from "../../lib/wire/messages.ts";
import { isDirectName } from "../../lib/wire/names.ts";
import type { NotificationLevel } from "../../lib/wire/notification_levels.ts";
import { maxNoteChars } from "./note.ts";
import type { Told } from "./note.ts";
import { snippet } from "../markdown/snippet.ts";
import { texts } from "../i18n/texts.ts";

/** A message of somebody else that came just now. */
export interface News {
  /** Name of the room. */
  readonly room: string;
  readonly message: Message;
  /** Whether it names the reader, or answers them. */
  readonly isMention: boolean;
}

/** What a {@linkcode Notifier} needs from outside. */
export interface NotifierParts {
  /** Whether notifications are wanted and permitted. */
  isOn(): boolean;
  /** Which messages of a room one is told of. */
  levelOf(room: string): NotificationLevel;
  /** Whether a room is before the reader's eyes, in whatever tab. */
  isRead(room: string): Promise<boolean>;
  /** Whether it is for this tab to do what only one should. */
  claim(what: string): Promise<boolean>;
  /** Shows it, on the desktop. */
  show(told: Told): Promise<void>;
}

/** Tells of news on the desktop when nobody is looking at their room. */
export class Notifier {
  readonly #parts: NotifierParts;

  constructor(parts: NotifierParts) {
    this.#parts = parts;
  }

  /** Call with each message that somebody else says; resolves when it is shown or left out. */
  async heard({ room, message, isMention }: News): Promise<void> {
    const { isOn, levelOf, isRead, claim, show } = this.#parts;
    if (!isOn() || !isWanted(levelOf(room), isMention)) return;
    if (await isRead(room) || !await claim(`${room}:${message.seq}`)) return;
    const { seq, at, from } = message;
    // What was sealed is not for the lists that systems keep of notifications.
    const text = isDirectName(room) ? texts.direct.sealedMessage : snippet(message, maxNoteChars);
    await show({ room, seq, at, from: from.name, text, isMention });
  }
}

/** Whether a level lets a message through. */
export function isWanted(level: NotificationLevel, isMention: boolean): boolean {
  return level === "all" || (level === "mentions" && isMention);
}
