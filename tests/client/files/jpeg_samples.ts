/** JPEGs made by hand, as far as their segments go. */

type Part = readonly number[] | string;

/** A file that begins as a JPEG does. */
export function jpeg(...parts: Part[]): Uint8Array {
  return Uint8Array.from([0xff, 0xd8, ...parts.flatMap(bytesOf)]);
}

/** One segment with its length. */
export function segment(marker: number, ...parts: Part[]): number[] {
  const content = parts.flatMap(bytesOf);
  const length = content.length + 2;
  return [0xff, marker, length >> 8, length & 0xff, ...content];
}

/** One scan, and the end of the picture. */
export const picture: number[] = [
  ...segment(0xc0, "\x08\x00\x01"),
  ...segment(0xda, "\x01"),
  ...[0x12, 0xff, 0x00, 0x34, 0xff, 0xd9],
];

export const jfif: number[] = segment(0xe0, "JFIF\0\x01\x02");
export const colours: number[] = segment(0xe2, "ICC_PROFILE\0", "\x01\x01sRGB");
export const iptc: number[] = segment(0xed, "Photoshop 3.0\0", "8BIM\x04\x04\0\0\0\0\0\x05Wien!");

/** XMP that says something. */
export function xmp(text: string): number[] {
  return segment(0xe1, "http://ns.adobe.com/xap/1.0/\0", `<x:xmpmeta>${text}</x:xmpmeta>`);
}

/** Exif with what is asked for, big end first unless told otherwise. */
export function exif(
  { orientation, hasGps = false, isLittle = false }: {
    orientation?: number;
    hasGps?: boolean;
    isLittle?: boolean;
  },
): number[] {
  const number = (value: number, size: number) => {
    const bytes = Array.from(
      { length: size },
      (_, index) => value >> 8 * (size - 1 - index) & 0xff,
    );
    return isLittle ? bytes.reverse() : bytes;
  };
  const entries = [
    ...orientation === undefined
      ? []
      : [...number(0x0112, 2), ...number(3, 2), ...number(1, 4), ...number(orientation, 2), 0, 0],
    ...hasGps ? [...number(0x8825, 2), ...number(4, 2), ...number(1, 4), ...number(38, 4)] : [],
  ];
  const order = isLittle ? "II" : "MM";
  const head = [...bytesOf(order), ...number(42, 2), ...number(8, 4)];
  return segment(0xe1, "Exif\0\0", [
    ...head,
    ...number(entries.length / 12, 2),
    ...entries,
    ...number(0, 4),
  ]);
}

function bytesOf(part: Part): number[] {
  return typeof part === "string" ? [...part].map((char) => char.charCodeAt(0)) : [...part];
}
