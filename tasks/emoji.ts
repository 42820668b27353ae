/**
 * Writes the lists of emoji that the browser's side loads, one for each language: a third of
 * emojibase's, without codes, and without pairs of people of two skin tones. The names in other
 * languages than English are Unicode's own, of the CLDR.
 *
 *     deno run -A tasks/emoji.ts static/build
 */
import { join } from "@std/path";
import arabicMore from "cldr-annotations-derived-full/annotationsDerived/ar/annotations.json" with {
  type: "json",
};
import arabic from "cldr-annotations-full/annotations/ar/annotations.json" with { type: "json" };
import source from "emojibase-data/en/data.json" with { type: "json" };
import { emojiGroups } from "../client/emoji/emoji_catalogue.ts";
import type { PackedEmoji } from "../client/emoji/emoji_catalogue.ts";
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

/** What Unicode calls one emoji in a language. */
interface Annotation {
  /** Words to find it by, and phrases. */
  readonly default?: readonly string[];
  /** What it is called when it is read out. */
  readonly tts?: readonly string[];
}

/** Names and further words for emoji, without the sign for "in colours". */
type Names = ReadonlyMap<string, Annotation>;

/** Emojibase's number for skin tones and hair, which are no emoji to choose. */
const components = 2;

if (import.meta.main) {
  const [folder] = Deno.args;
  if (folder === undefined) throw new TypeError("Cannot write lists of emoji: no folder is given");
  await Deno.writeTextFile(join(folder, "emoji_en.json"), JSON.stringify(packEmoji()));
  await Deno.writeTextFile(join(folder, "emoji_ar.json"), JSON.stringify(packArabicEmoji()));
}

/** The list with Arabic names; the English ones still find them. */
export function packArabicEmoji(): PackedEmoji[] {
  const names: Names = new Map(
    Object.entries<Annotation>({
      ...arabic.annotations.annotations,
      ...arabicMore.annotationsDerived.annotations,
    }).map(([emoji, annotation]) => [colourless(emoji), annotation]),
  );
  return packEmoji().map(([emoji, english, group, version, _tags, ...skins]) => {
    const { default: more = [], tts: [label] = [] } = names.get(colourless(emoji)) ?? {};
    if (label === undefined) throw new RangeError(`Cannot name ${emoji} in Arabic`);
    const words = new Set([...more, english].flatMap((phrase) => phrase.split(/\s+/)));
    return [emoji, label, group, version, [...words].join(" "), ...skins] as PackedEmoji;
  });
}

function colourless(emoji: string): string {
  return emoji.replaceAll("\uFE0F", "");
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
