/**
 * Lets a box grow with its text where `field-sizing: content` is not there yet; the style sheet
 * bounds it.
 *
 * @returns A function that stops it.
 */
export function growWithText(box: HTMLTextAreaElement): () => void {
  if (CSS.supports("field-sizing", "content")) return () => {};
  function fit(): void {
    box.style.blockSize = "auto";
    box.style.blockSize = `${box.scrollHeight}px`;
  }
  box.addEventListener("input", fit);
  fit();
  return () => box.removeEventListener("input", fit);
}
