import type { Person } from "../../lib/wire/messages.ts";

/** What may take the place of what is being typed. */
export type Suggestion =
  | { readonly kind: "mention"; readonly person: Person }
  | {
    readonly kind: "emoji";
    readonly emoji: string;
    /** What it is called. */
    readonly label: string;
  };

/** Most that are suggested at once: as many as a phone shows above its keyboard. */
export const maxSuggested = 6;

/** What a suggestion becomes in the text. */
export function insertOf(suggestion: Suggestion): string {
  return suggestion.kind === "mention" ? `@${suggestion.person.name}` : suggestion.emoji;
}
