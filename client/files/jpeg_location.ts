/**
 * Takes the place where a photo was taken out of a JPEG, without touching the picture itself.
 *
 * @see {@link https://www.w3.org/Graphics/JPEG/itu-t81.pdf | ITU-T T.81, annex B}, for the segments
 * @see {@link https://www.cipa.jp/std/documents/download_e.html?CIPA_DC-008-2024-E | CIPA DC-008}, for Exif
 */

/** One stretch of a JPEG: a marker with what belongs to it. */
interface Segment {
  /** The byte that names it. */
  readonly marker: number;
  readonly start: number;
  readonly end: number;
}

/** What is kept of an Exif that goes. */
interface Exif {
  /** Whether it says where the photo was taken, or cannot be read and so may. */
  readonly hasLocation: boolean;
  /** How the picture is to be turned, 1 to 8; 1 as it is. */
  readonly orientation: number;
}

const startOfImage = 0xd8;
const endOfImage = 0xd9;
const startOfScan = 0xda;
const [app0, app1, app2, app13, app14, app15] = [0xe0, 0xe1, 0xe2, 0xed, 0xee, 0xef];

const exifHead = "Exif\0\0";
const xmpHeads = ["http://ns.adobe.com/xap/1.0/\0", "http://ns.adobe.com/xmp/extension/\0"];
const colourHead = "ICC_PROFILE\0";
/** The resource of Photoshop's that holds IPTC data. */
const iptcResource = "8BIM\x04\x04";
/** What XMP says of a place: where it is, or what it is called. */
const placeInXmp = /GPS|Location|photoshop:(?:City|State|Country)/;

const orientationTag = 0x0112;
const gpsTag = 0x8825;
/** Directories of an Exif that are looked at; there are two, and what is malformed may go in circles. */
const maxDirectories = 4;

/**
 * Gives a JPEG without the place where it was taken.
 *
 * Where there is one, all that programs and cameras noted in the file goes with it, but for colours
 * and for how the picture is turned; and so does what follows the picture, for further pictures and
 * films there carry the place as well. Anything else comes back as it is: a JPEG without a place, a
 * malformed one, what is no JPEG.
 *
 * @param bytes Of a whole file, which are not changed.
 */
export function removeLocation(bytes: Uint8Array): Uint8Array {
  const segments = segmentsOf(bytes);
  if (segments === undefined || !segments.some((segment) => hasPlace(bytes, segment))) return bytes;
  const exif = segments.find((segment) => isExif(bytes, segment));
  const orientation = exif === undefined ? 1 : readExif(bytes, exif).orientation;
  const kept = segments.filter((segment) => isPicture(bytes, segment));
  // JFIF wants to be the first, and Exif comes right behind it.
  const heads = kept.findIndex(({ marker }) => marker !== startOfImage && marker !== app0);
  const partsOf = (some: readonly Segment[]) =>
    some.map(({ start, end }) => bytes.subarray(start, end));
  return joined([
    ...partsOf(kept.slice(0, heads)),
    ...orientation === 1 ? [] : [orientationOnly(orientation)],
    ...partsOf(kept.slice(heads)),
  ]);
}

/** All of the first picture in a file; `undefined` where it is no JPEG, or none that can be walked. */
function segmentsOf(bytes: Uint8Array): Segment[] | undefined {
  if (bytes[0] !== 0xff || bytes[1] !== startOfImage) return undefined;
  const segments: Segment[] = [{ marker: startOfImage, start: 0, end: 2 }];
  for (let from = 2;;) {
    const next = nextMarker(bytes, from);
    if (next === undefined) break;
    const { marker, start, at } = next;
    if (marker === startOfImage) return undefined;
    if (marker === endOfImage) return [...segments, { marker, start, end: at }];
    const length = isAlone(marker) ? 0 : uint16(bytes, at);
    if (length === undefined || (length < 2 && !isAlone(marker))) return undefined;
    let end = at + length;
    if (end > bytes.length) return undefined;
    if (marker === startOfScan) end = endOfScan(bytes, end);
    segments.push({ marker, start, end });
    from = end;
  }
  // A picture that was cut off is shown all the same, so its place has to go as well.
  return segments.some(({ marker }) => marker === startOfScan) ? segments : undefined;
}

/**
 * The next marker, and where what belongs to it begins. What stands before it and is none is passed
 * over, as those who show pictures do (`next_marker` in libjpeg).
 */
function nextMarker(
  bytes: Uint8Array,
  from: number,
): { marker: number; start: number; at: number } | undefined {
  for (let start = bytes.indexOf(0xff, from); start >= 0;) {
    let at = start + 1;
    // Any number of fill bytes may stand before a marker.
    while (bytes[at] === 0xff) at++;
    const marker = bytes[at++];
    if (marker === undefined) return undefined;
    if (marker !== 0) return { marker, start, at };
    start = bytes.indexOf(0xff, at);
  }
  return undefined;
}

/** Markers that nothing belongs to: restarts, and one for arithmetic coding. */
function isAlone(marker: number): boolean {
  return marker === 0x01 || isRestart(marker);
}

function isRestart(marker: number | undefined): boolean {
  return marker !== undefined && marker >= 0xd0 && marker <= 0xd7;
}

/** Where the coded data of a scan ends: at the next marker that is no restart. */
function endOfScan(bytes: Uint8Array, from: number): number {
  for (let at = from;; at++) {
    at = bytes.indexOf(0xff, at);
    if (at < 0 || at + 1 >= bytes.length) return bytes.length;
    const next = bytes[at + 1];
    // A zero marks a byte of the data itself; of several fill bytes the last one counts.
    if (next !== 0 && next !== 0xff && !isRestart(next)) return at;
  }
}

function hasPlace(bytes: Uint8Array, segment: Segment): boolean {
  if (isExif(bytes, segment)) return readExif(bytes, segment).hasLocation;
  if (segment.marker === app13) return textOf(bytes, segment).includes(iptcResource);
  return segment.marker === app1 && xmpHeads.some((head) => beginsWith(bytes, segment, head)) &&
    // In UTF-16 every second byte is zero.
    placeInXmp.test(textOf(bytes, segment).replaceAll("\0", ""));
}

/** Whether a segment is needed to show the picture, colours included. */
function isPicture(bytes: Uint8Array, segment: Segment): boolean {
  const { marker } = segment;
  if (marker < app0 || marker > app15) return true;
  if (marker === app2) return beginsWith(bytes, segment, colourHead);
  return marker === app0 || marker === app14;
}

function isExif(bytes: Uint8Array, segment: Segment): boolean {
  return segment.marker === app1 && beginsWith(bytes, segment, exifHead);
}

function readExif(bytes: Uint8Array, segment: Segment): Exif {
  const tiff = bytes.subarray(contentOf(bytes, segment) + exifHead.length, segment.end);
  const view = new DataView(tiff.buffer, tiff.byteOffset, tiff.length);
  let orientation = 1;
  try {
    const order = view.getUint16(0);
    const isLittle = order === 0x4949;
    if (!isLittle && order !== 0x4d4d) return { hasLocation: true, orientation };
    let directory = view.getUint32(4, isLittle);
    for (let looked = 0; directory !== 0 && looked < maxDirectories; looked++) {
      const count = view.getUint16(directory, isLittle);
      for (let index = 0; index < count; index++) {
        const entry = directory + 2 + 12 * index;
        const tag = view.getUint16(entry, isLittle);
        if (tag === orientationTag && looked === 0) {
          orientation = toOrientation(view.getUint16(entry + 8, isLittle));
        }
        if (tag === gpsTag) return { hasLocation: true, orientation };
      }
      directory = view.getUint32(directory + 2 + 12 * count, isLittle);
    }
    return { hasLocation: false, orientation };
  } catch {
    // It points beyond its end: whatever else can read it may find a place in there.
    return { hasLocation: true, orientation };
  }
}

function toOrientation(value: number): number {
  return value >= 1 && value <= 8 ? value : 1;
}

/** An Exif that says how the picture is to be turned, and nothing else. */
function orientationOnly(orientation: number): Uint8Array {
  const entry = [0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0];
  const tiff = [0x4d, 0x4d, 0, 42, 0, 0, 0, 8, 0, 1, ...entry, 0, 0, 0, 0];
  const head = [...exifHead].map((char) => char.charCodeAt(0));
  return Uint8Array.from([0xff, app1, 0, 2 + head.length + tiff.length, ...head, ...tiff]);
}

/** Where what a segment holds begins: behind fill bytes, marker and length. */
function contentOf(bytes: Uint8Array, { start }: Segment): number {
  let at = start + 1;
  while (bytes[at] === 0xff) at++;
  return at + 3;
}

function beginsWith(bytes: Uint8Array, segment: Segment, head: string): boolean {
  const content = contentOf(bytes, segment);
  return content + head.length <= segment.end &&
    [...head].every((char, index) => bytes[content + index] === char.charCodeAt(0));
}

/** A segment as text, each byte a character. */
function textOf(bytes: Uint8Array, { start, end }: Segment): string {
  return new TextDecoder("latin1").decode(bytes.subarray(start, end));
}

function uint16(bytes: Uint8Array, at: number): number | undefined {
  return at + 1 < bytes.length ? bytes[at]! << 8 | bytes[at + 1]! : undefined;
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
