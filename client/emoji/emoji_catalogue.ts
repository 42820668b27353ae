/**
 * All emoji with their names, to search and to pick from. Imported when first needed; the list
 * itself is a file that `tasks/emoji.ts` makes, one for each language.
 */

/** Kinds of emoji, in their order. */
export const emojiGroups = [
  ...["smileys", "people", "nature", "food", "travel", "activities", "objects"] as const,
  ...["symbols", "flags"] as const,
] as const;

/** A kind of emoji. */
export type EmojiGroup = typeof emojiGroups[number];

/** Skin tones, in Unicode's order; `none` is the yellow that is nobody's. */
export const skinTones = ["none", "light", "mediumLight", "medium", "mediumDark", "dark"] as const;

/** A skin tone. */
export type SkinTone = typeof skinTones[number];

/** One emoji. */
export interface Emoji {
  readonly emoji: string;
  /** What it is called. */
  readonly label: string;
  readonly group: EmojiGroup;
  /** The version of Unicode's list that brought it. */
  readonly version: number;
  /** More words for it, as {@linkcode searchEmoji} compares them. */
  readonly tags: readonly string[];
  /** The same in the five skin tones from light to dark, for those that have them. */
  readonly skins?: readonly string[];
}

/** One emoji as the file has it: see {@linkcode Emoji}; tags are separated by spaces. */
export type PackedEmoji = readonly [
  emoji: string,
  label: string,
  group: number,
  version: number,
  tags: string,
  skins?: readonly string[],
];

/**
 * Loads the list.
 *
 * @param locale Whose language the names are in.
 * @throws {Error} when it cannot be had.
 */
export async function fetchEmoji(locale: string): Promise<Emoji[]> {
  const answer = await fetch(`/static/build/emoji_${new Intl.Locale(locale).language}.json`);
  if (!answer.ok) throw new Error(`Cannot load emoji: the server answered ${answer.status}`);
  return unpackEmoji(await answer.json());
}

/** Gives the fields of packed emoji their names. */
export function unpackEmoji(packed: readonly PackedEmoji[]): Emoji[] {
  return packed.map(([emoji, label, group, version, tags, skins]) => ({
    emoji,
    label,
    group: emojiGroups[group]!,
    version,
    tags: tags === "" ? [] : fold(tags).split(" "),
    ...(skins && { skins }),
  }));
}

/** An emoji in a skin tone, if it has any. */
export function inTone({ emoji, skins }: Emoji, tone: SkinTone): string {
  return skins?.[skinTones.indexOf(tone) - 1] ?? emoji;
}

/**
 * The emoji whose words begin as those of `query` do, the best first: its name is the query, its
 * name begins with it, a tag is the query, and the rest in their order.
 */
export function searchEmoji(emoji: readonly Emoji[], query: string): Emoji[] {
  const wanted = fold(query).split(/[\s:_]+/).filter((word) => word !== "");
  if (wanted.length === 0) return [];
  const whole = wanted.join(" ");
  function rank({ label, tags }: Emoji): number {
    const name = fold(label);
    const words = [...name.split(/[\s:-]+/), ...tags];
    if (!wanted.every((word) => words.some((other) => other.startsWith(word)))) return -1;
    if (name === whole) return 0;
    if (name.startsWith(whole)) return 1;
    return tags.includes(whole) ? 2 : 3;
  }
  return emoji.map((one) => ({ one, rank: rank(one) })).filter(({ rank }) => rank >= 0)
    .sort((a, b) => a.rank - b.rank).map(({ one }) => one);
}

/** A text without capitals, accents and vowel signs: as people type it. */
function fold(text: string): string {
  return text.toLowerCase().normalize("NFD").replaceAll(/\p{M}/gu, "");
}
