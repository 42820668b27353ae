/** Whether people write here with a keyboard on the screen, which covers half of it. */
export function isTouch(): boolean {
  return matchMedia("(hover: none) and (pointer: coarse)").matches;
}
