import type { Catalogue } from "../../lib/texts/catalogues.ts";

type Speaker = (...args: unknown[]) => string;

/** What the functions are told that take something else than numbers and names. */
const told: Readonly<Record<string, (count: number) => unknown[]>> = {
  "texts.reactions.who": (count) => [["1", "2"], count],
};

/** Every text of a catalogue by its key, as `log.newMessages`; functions are told `count` of all. */
export function spokenTexts(catalogue: Catalogue, count: number): Map<string, string> {
  return new Map(textsBelow(catalogue, count));
}

function* textsBelow(node: object, count: number, prefix = ""): Generator<[string, string]> {
  for (const [name, value] of Object.entries(node)) {
    const key = `${prefix}${name}`;
    if (typeof value === "string") yield [key, value];
    else if (typeof value === "function") yield [key, speak(value, key, count)];
    else yield* textsBelow(value, count, `${key}.`);
  }
}

function speak(speaker: Speaker, key: string, count: number): string {
  const args = told[key]?.(count) ?? Array(speaker.length).fill(count);
  return speaker(...args);
}
