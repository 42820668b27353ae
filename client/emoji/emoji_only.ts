const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });
const emoji = /^(?:\p{Emoji_Presentation}|\p{Extended_Pictographic}\uFE0F|\p{RI}{2})/u;

/** One to six emoji and nothing else: shown larger. */
export function isEmojiOnly(text: string): boolean {
  if (text.length > 80) return false;
  const shown = [...graphemes.segment(text)].map(({ segment }) => segment)
    .filter((segment) => segment.trim() !== "");
  return shown.length > 0 && shown.length <= 6 && shown.every((segment) => emoji.test(segment));
}
