/** Who is typing: pure functions on a list, oldest first. */
import type { ServerMessage } from "../../lib/wire/messages.ts";
import { texts } from "../i18n/texts.ts";

/** Milliseconds after which somebody who was typing and went quiet is taken off the line. */
export const typistMs = 6_000;

/** Somebody who is typing. */
export interface Typist {
  /** Id of the person. */
  readonly id: string;
  /** What they are called. */
  readonly name: string;
  /** Unix milliseconds at which the sign is worth nothing any more. */
  readonly untilMs: number;
}

/**
 * Takes in what the server said: a sign of typing adds or removes; a person's message or leaving
 * removes, and a new welcome clears, for what was known of typing is stale then.
 *
 * @param you One's own id, never listed.
 * @returns The same list when nothing changed.
 */
export function hear(
  typists: readonly Typist[],
  message: ServerMessage,
  { you, nowMs }: { you: string | undefined; nowMs: number },
): readonly Typist[] {
  switch (message.type) {
    case "typing": {
      const { id, name } = message.from;
      if (!message.on || id === you) return without(typists, [id]);
      const typist = { id, name, untilMs: nowMs + typistMs };
      const known = typists.findIndex((other) => other.id === id);
      return known < 0 ? [...typists, typist] : typists.with(known, typist);
    }
    case "message":
      return without(typists, [message.from.id]);
    case "presence":
      return without(typists, message.left);
    case "welcome":
      return typists.length === 0 ? typists : [];
    default:
      return typists;
  }
}

/** Takes off those whose sign has run out. */
export function expire(typists: readonly Typist[], nowMs: number): readonly Typist[] {
  const left = typists.filter((typist) => typist.untilMs > nowMs);
  return left.length === typists.length ? typists : left;
}

/** One or two by name, more as several; nothing when nobody does. */
export function typingText(typists: readonly Pick<Typist, "name">[]): string {
  const [first, second, third] = typists;
  if (first === undefined) return "";
  if (second === undefined) return texts.typing.one(first.name);
  if (third === undefined) return texts.typing.two(first.name, second.name);
  return texts.typing.several;
}

function without(typists: readonly Typist[], ids: readonly string[]): readonly Typist[] {
  if (!typists.some((typist) => ids.includes(typist.id))) return typists;
  return typists.filter((typist) => !ids.includes(typist.id));
}
