import type { Emoji } from "./emoji_catalogue.ts";

/**
 * Leaves out the emoji that this machine has no picture of. One of each version of Unicode's list
 * is drawn; a machine has those of a version, and of all before it, or it has not.
 */
export function drawable(emoji: readonly Emoji[]): Emoji[] {
  const canDraw = drawing();
  const versions = [...new Set(emoji.map(({ version }) => version))].sort((a, b) => b - a);
  const newest = versions.find((version) => {
    // Joined ones fall apart into parts that are older.
    const sample = emoji.find((one) => one.version === version && !one.emoji.includes("\u200D"));
    return sample !== undefined && canDraw(sample.emoji);
  });
  // A machine that draws none, without a font for them, is no reason to offer none.
  return newest === undefined ? [...emoji] : emoji.filter(({ version }) => version <= newest);
}

/** Tells whether an emoji is drawn in colours of its own, as no letter or empty box is. */
function drawing(): (emoji: string) => boolean {
  const size = 16;
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = size;
  const context = canvas.getContext("2d", { willReadFrequently: true });
  function drawn(emoji: string, colour: string): string {
    context!.clearRect(0, 0, size, size);
    context!.fillStyle = colour;
    context!.fillText(emoji, 0, size - 3);
    return context!.getImageData(0, 0, size, size).data.join();
  }
  if (context === null) return () => true;
  // A plain font may have signs of its own for old emoji.
  context.font = `${
    size - 4
  }px "Apple Color Emoji", "Segoe UI Emoji", "Noto Color Emoji", sans-serif`;
  return (emoji) => drawn(emoji, "#f00") === drawn(emoji, "#00f");
}
