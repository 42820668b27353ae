import { crc32, deflateSync } from "node:zlib";

/** A picture of one colour, as large as it says: red, green and blue from 0 to 255. */
export function drawnPng(
  width: number,
  height: number,
  colour: readonly [red: number, green: number, blue: number] = [40, 140, 110],
): Uint8Array<ArrayBuffer> {
  const line = [0, ...Array.from({ length: width }, () => colour).flat()];
  const pixels = new Uint8Array(line.length * height);
  for (let row = 0; row < height; row++) pixels.set(line, row * line.length);
  return Uint8Array.from([
    0x89,
    ...latin("PNG\r\n\x1a\n"),
    // 8 bits for each of three colours, in rows as they are.
    ...chunk("IHDR", [...uint32(width), ...uint32(height), 8, 2, 0, 0, 0]),
    ...chunk("IDAT", deflateSync(pixels)),
    ...chunk("IEND", []),
  ]);
}

function chunk(type: string, data: Iterable<number>): number[] {
  const body = [...latin(type), ...data];
  return [...uint32(body.length - 4), ...body, ...uint32(crc32(Uint8Array.from(body)))];
}

function uint32(value: number): number[] {
  return [24, 16, 8, 0].map((shift) => value >>> shift & 255);
}

function latin(text: string): number[] {
  return Array.from(text, (character) => character.charCodeAt(0));
}
