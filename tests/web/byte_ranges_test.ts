import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { contentRange, multipart, parseByteRanges } from "../../lib/web/byte_ranges.ts";
import { assertHolds } from "../support/property.ts";

for (
  const [header, wanted] of [
    [null, "all"],
    ["bytes=0-4", [{ start: 0, end: 5 }]],
    ["Bytes=0-4", [{ start: 0, end: 5 }]],
    ["bytes=5-", [{ start: 5, end: 100 }]],
    ["bytes=-10", [{ start: 90, end: 100 }]],
    ["bytes=90-200", [{ start: 90, end: 100 }]],
    ["bytes=-200", [{ start: 0, end: 100 }]],
    ["bytes=0-0, -99999999999999999999", [{ start: 0, end: 100 }]],
    ["bytes=0-1,4-5", [{ start: 0, end: 2 }, { start: 4, end: 6 }]],
    ["bytes=0-5,3-8,9-9", [{ start: 0, end: 10 }]],
    ["bytes=100-", "none"],
    ["bytes=-0", "none"],
    ["bytes=5-2", "all"],
    ["bytes=0-1,5-2", "all"],
    ["bytes=", "all"],
    ["bytes=a-b", "all"],
    ["lines=0-4", "all"],
    ["0-4", "all"],
    [`bytes=${Array.from({ length: 17 }, (_, n) => `${n * 5}-${n * 5 + 1}`)}`, "all"],
  ] as const
) {
  Deno.test(`parseByteRanges() of ${JSON.stringify(header)} in 100 bytes`, () => {
    assertEquals(parseByteRanges(header, 100), wanted);
  });
}

Deno.test("parseByteRanges() gives parts that are there and apart, whatever was asked for", () => {
  const part = fc.tuple(fc.option(fc.nat(120)), fc.option(fc.nat(120)))
    .map(([start, end]) => `${start ?? ""}-${end ?? ""}`);
  assertHolds(
    "web-byte-ranges",
    fc.property(fc.array(part, { maxLength: 30 }), (parts) => {
      const ranges = parseByteRanges(`bytes=${parts}`, 100);
      if (typeof ranges === "string") return true;
      const sorted = ranges.toSorted((a, b) => a.start - b.start);
      return sorted.every(({ start, end }, index) =>
        start >= 0 && start < end && end <= 100 && start > (sorted[index - 1]?.end ?? -1)
      );
    }),
  );
});

Deno.test("multipart() announces just the bytes that come", () => {
  const ranges = [{ start: 0, end: 3 }, { start: 7, end: 8 }];
  const { type, length, seams } = multipart(ranges, { type: "text/plain", size: 9 });
  const boundary = type.replace("multipart/byteranges; boundary=", "");
  const text = seams.map((seam) => new TextDecoder().decode(seam));
  assertEquals(text, [
    `\r\n--${boundary}\r\ncontent-type: text/plain\r\ncontent-range: bytes 0-2/9\r\n\r\n`,
    `\r\n--${boundary}\r\ncontent-type: text/plain\r\ncontent-range: bytes 7-7/9\r\n\r\n`,
    `\r\n--${boundary}--\r\n`,
  ]);
  assertEquals(length, text.join("").length + 4);
});

Deno.test("contentRange() names the last byte, not the one behind it", () => {
  assertEquals(contentRange({ start: 2, end: 4 }, 9), "bytes 2-3/9");
});
