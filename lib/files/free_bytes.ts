/**
 * Gives the memory of some bytes back at once; they are gone. V8 itself lets tens of megabytes of such
 * pieces gather before it looks at them.
 *
 * Does nothing where they are a part of something larger.
 */
export function freeBytes({ buffer, length }: Uint8Array): void {
  if (buffer instanceof ArrayBuffer && buffer.byteLength === length) buffer.transfer(0);
}
