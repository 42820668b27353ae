import type { ComponentChildren } from "preact";
import { findMentions } from "../../../lib/wire/mentions.ts";

/** Whose names are marked in a text. */
export interface MentionNames {
  readonly names: readonly string[];
  /** One's own name, which stands out more. */
  readonly you?: string | undefined;
}

/** A text with each `@name` in it marked. */
export function markMentions(text: string, { names, you }: MentionNames): ComponentChildren {
  const mentions = findMentions(text, names);
  if (mentions.length === 0) return text;
  const parts: ComponentChildren[] = [];
  let from = 0;
  for (const { start, end, name } of mentions) {
    const isYou = name.toLowerCase() === you?.toLowerCase();
    parts.push(
      text.slice(from, start),
      <span class="mention" data-you={isYou ? "true" : undefined}>{text.slice(start, end)}</span>,
    );
    from = end;
  }
  return [...parts, text.slice(from)];
}
