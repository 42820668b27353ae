/**
 * Opens the emoji picker beside `anchor` and gives what was picked, or nothing. The focus goes back
 * to where it was. All of it loads when it is first needed.
 */
export async function pickEmoji(anchor: HTMLElement): Promise<string | undefined> {
  const dialog = await import("./emoji_dialog.tsx").catch(() => undefined);
  return dialog?.askEmoji(anchor);
}
