/**
 * Writes the list of emoji that the browser's side loads, a third of emojibase's: without codes,
 * and without pairs of people of two skin tones.
 *
 *     deno run -A tasks/emoji.ts static/build/emoji.json
 */
import source from "emojibase-data/en/data.json" with { type: "json" };
import { emojiGroups } from "../client/emoji_catalogue.ts";
import type { PackedEmoji } from "../client/emoji_catalogue.ts";
import { emoji as readEmoji } from "../lib/wire/fields.ts";

/** What we read of an emoji in emojibase's list. */
interface SourceEmoji {
  readonly emoji: string;
  readonly label: string;
  readonly version: number;
  /** Absent for parts of emoji that mean nothing alone. */
  readonly group?: number;
  readonly tags?: readonly string[];
  readonly skins?: readonly { readonly emoji: string; readonly tone: number | number[] }[];
}

/** Emojibase's number for skin tones and hair, which are no emoji to choose. */
const components = 2;

if (import.meta.main) {
  const [path] = Deno.args;
  if (path === undefined) throw new TypeError("Cannot write the list of emoji: no path is given");
  await Deno.writeTextFile(path, JSON.stringify(packEmoji()));
}

/** The list, in Unicode's order. */
export function packEmoji(): PackedEmoji[] {
  return (source as unknown as SourceEmoji[]).flatMap((one) => {
    const { emoji, label, group, version, tags = [], skins } = one;
    if (group === undefined || group === components || !isTaken(plain(emoji))) return [];
    const index = group > components ? group - 1 : group;
    if (emojiGroups[index] === undefined) throw new RangeError(`Cannot place group ${group}`);
    const packed = [plain(emoji), label, index, version, tags.join(" ")] as const;
    return [skins === undefined ? packed : [...packed, tonesOf(skins)]];
  });
}

/** Whether the server takes it: the newest are not in the Unicode of every runtime. */
function isTaken(emoji: string): boolean {
  try {
    return readEmoji(emoji, "emoji") === emoji;
  } catch {
    return false;
  }
}

/** The five skin tones; of pairs, both people in the same. */
function tonesOf(skins: NonNullable<SourceEmoji["skins"]>): string[] {
  return [1, 2, 3, 4, 5].map((tone) => {
    const skin = skins.find((skin) => [skin.tone].flat().every((it) => it === tone));
    if (skin === undefined) throw new RangeError(`Cannot find tone ${tone} of ${skins[0]?.emoji}`);
    return plain(skin.emoji);
  });
}

/** Without the sign for "in colours" where that goes without saying, as everybody else sends it. */
function plain(emoji: string): string {
  return /^\p{Emoji_Presentation}\uFE0F$/u.test(emoji) ? emoji.slice(0, -1) : emoji;
}
