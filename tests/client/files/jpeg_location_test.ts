import { assertEquals, assertStrictEquals } from "@std/assert";
import fc from "fast-check";
import { removeLocation } from "../../../client/files/jpeg_location.ts";
import { colours, exif, iptc, jfif, jpeg, picture, segment, xmp } from "./jpeg_samples.ts";
import { assertHolds } from "../../support/property.ts";

const ofPlaces: [string, number[]][] = [
  ["Exif with a GPS directory", exif({ hasGps: true })],
  ["Exif with a GPS directory, little end first", exif({ hasGps: true, isLittle: true })],
  ["Exif that cannot be read", segment(0xe1, "Exif\0\0", "MM\0*\xff\xff\xff\xff")],
  ["Exif of an unknown order", segment(0xe1, "Exif\0\0", "??????????")],
  ["XMP with coordinates", xmp('exif:GPSLatitude="48,8.1N"')],
  ["XMP with the name of a place", xmp('photoshop:City="Wien"')],
  ["XMP in UTF-16", xmp("\0e\0x\0i\0f\0:\0G\0P\0S\0L")],
  ["the rest of a long XMP", segment(0xe1, "http://ns.adobe.com/xmp/extension/\0", "GPS")],
  ["IPTC", iptc],
];

for (const [name, place] of ofPlaces) {
  Deno.test(`removeLocation() takes out ${name}`, () => {
    assertEquals(removeLocation(jpeg(jfif, place, picture)), jpeg(jfif, picture));
  });
}

const others: [string, Uint8Array][] = [
  ["a JPEG without a place", jpeg(jfif, exif({ orientation: 6 }), xmp("tiff:Make"), picture)],
  [
    "Photoshop's notes without IPTC",
    jpeg(segment(0xed, "Photoshop 3.0\0", "8BIM\x03\xed"), picture),
  ],
  ["further pictures without a place", jpeg(segment(0xe2, "MPF\0", "MM"), picture, "more")],
  ["a PNG", new TextEncoder().encode("\x89PNG GPS")],
  ["nothing", new Uint8Array()],
  ["the mere beginning of a JPEG", jpeg()],
  ["a segment that ends beyond the file", jpeg(exif({ hasGps: true }), [0xff, 0xe1, 0xff, 0xff])],
  ["a segment shorter than its length", jpeg(exif({ hasGps: true }), [0xff, 0xe1, 0, 1], picture)],
  ["a JPEG without a picture", jpeg(exif({ hasGps: true }))],
];

for (const [name, bytes] of others) {
  Deno.test(`removeLocation() leaves ${name} as it is`, () => {
    assertStrictEquals(removeLocation(bytes), bytes);
  });
}

for (const isLittle of [false, true]) {
  Deno.test(`removeLocation() keeps how a picture is turned, little end first: ${isLittle}`, () => {
    const turned = jpeg(jfif, exif({ hasGps: true, orientation: 6, isLittle }), picture);
    assertEquals(removeLocation(turned), jpeg(jfif, exif({ orientation: 6 }), picture));
  });
}

Deno.test("removeLocation() keeps colours, and drops what else was noted beside a place", () => {
  const noted = [xmp("tiff:Make"), segment(0xeb, "JP", "c2pa"), segment(0xe2, "MPF\0", "MM")];
  const bytes = jpeg(jfif, exif({ hasGps: true }), ...noted, colours, picture);
  assertEquals(removeLocation(bytes), jpeg(jfif, colours, picture));
});

Deno.test("removeLocation() drops what follows the end of the picture", () => {
  const second = jpeg(exif({ hasGps: true }), picture);
  const bytes = jpeg(exif({ hasGps: true }), picture, [...second]);
  assertEquals(removeLocation(bytes), jpeg(picture));
});

Deno.test("removeLocation() finds the end behind all scans of a progressive picture", () => {
  // An end of image inside of the second scan's tables is none.
  const tables = segment(0xc4, "\xff\xd9");
  const scan = [...segment(0xda, "\x01"), 0x12, 0xff, 0x00, 0xff, 0xd0, 0x34, 0xff, 0xff, 0x00];
  const scans = [...scan, ...tables, ...scan, 0xff, 0xff, 0xd9];
  const bytes = jpeg(exif({ hasGps: true }), scans, "trailer");
  assertEquals(removeLocation(bytes), jpeg(scans));
});

Deno.test("removeLocation() mends a picture that was cut off as well", () => {
  const scan = [...segment(0xda, "\x01"), 0x12, 0x34, 0xff];
  assertEquals(removeLocation(jpeg(exif({ hasGps: true }), scan)), jpeg(scan));
});

for (const stray of ["?", "\0\0\0", "\xff\0", "a\xff\xff\0b"]) {
  Deno.test(`removeLocation() passes over ${JSON.stringify(stray)} between segments, as viewers do`, () => {
    const bytes = jpeg(jfif, stray, exif({ hasGps: true }), stray, picture);
    assertEquals(removeLocation(bytes), jpeg(jfif, picture));
  });
}

Deno.test("removeLocation() reads past fill bytes before a marker", () => {
  const bytes = jpeg([0xff, 0xff, ...exif({ hasGps: true, orientation: 3 })], picture);
  assertEquals(removeLocation(bytes), jpeg(exif({ orientation: 3 }), picture));
});

Deno.test("removeLocation() comes to an end with any bytes", () => {
  assertHolds(
    "client-jpeg-location-1",
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      removeLocation(bytes);
      removeLocation(jpeg([...bytes]));
      removeLocation(jpeg(segment(0xe1, "Exif\0\0", String.fromCharCode(...bytes)), picture));
    }),
  );
});

Deno.test("removeLocation() comes to an end with a JPEG that was damaged, and finds no place twice", () => {
  const whole = jpeg(
    jfif,
    exif({ hasGps: true, orientation: 6 }),
    xmp("GPS"),
    iptc,
    picture,
    "end",
  );
  const at = fc.nat(whole.length - 1);
  const damages = fc.array(fc.tuple(at, fc.nat(255)), { maxLength: 8 });
  assertHolds(
    "client-jpeg-location-2",
    fc.property(damages, at, (changes, length) => {
      const damaged = whole.slice(0, whole.length - length);
      for (const [place, value] of changes) damaged[place % damaged.length] = value;
      const once = removeLocation(damaged);
      assertStrictEquals(removeLocation(once), once);
    }),
  );
});
