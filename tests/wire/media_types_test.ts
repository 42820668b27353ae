import { assertEquals } from "@std/assert";
import { usualType } from "../../lib/wire/media_types.ts";

for (
  const [type, usual] of [
    ["image/png", "image/png"],
    ["audio/x-m4a", "audio/mp4"],
    ["video/webm;codecs=vp9", "video/webm"],
    ["Audio/MP3 ; a=b", "audio/mpeg"],
    ["constructor", "constructor"],
    ["", ""],
  ] as const
) {
  Deno.test(`usualType() calls "${type}" "${usual}"`, () => {
    assertEquals(usualType(type), usual);
  });
}
