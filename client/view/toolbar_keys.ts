/** Which button of a toolbar a key leads to, by the ARIA pattern; `undefined` for other keys. */
export function nextInToolbar(
  key: string,
  index: number,
  { count, isRightToLeft }: { count: number; isRightToLeft: boolean },
): number | undefined {
  const [forth, back] = isRightToLeft ? ["ArrowLeft", "ArrowRight"] : ["ArrowRight", "ArrowLeft"];
  switch (key) {
    case forth:
      return (index + 1) % count;
    case back:
      return (index - 1 + count) % count;
    case "Home":
      return 0;
    case "End":
      return count - 1;
    default:
      return undefined;
  }
}
