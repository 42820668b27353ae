import { assertEquals } from "@std/assert";
import {
  hyphenate,
  readRoomAddress,
  readRoomName,
  roomHref,
} from "../../../client/platform/room_address.ts";

function read(href: string): ReturnType<typeof readRoomAddress> {
  return readRoomAddress(new URL(href, "https://parley.example"));
}

Deno.test("readRoomAddress() finds the room and the message", () => {
  assertEquals(read("/chat?room=tea"), { name: "tea" });
  assertEquals(read("/chat?room=tea#m123"), { name: "tea", seq: 123 });
});

Deno.test("readRoomAddress() reads a name as the server does", () => {
  assertEquals(read("/chat?room=Tea%20Kitchen"), { name: "tea-kitchen" });
  assertEquals(read("/chat?room=Tee+K%C3%BCche"), { name: "tee-küche" });
});

Deno.test("readRoomAddress() leaves other addresses to the server", () => {
  for (const href of ["/", "/chat", "/chat?room=", "/chat?room=no%2Froom", "/api/rooms?room=tea"]) {
    assertEquals(read(href), undefined, href);
  }
  assertEquals(read("/chat?room=tea&name=Eve"), undefined, "a new name");
});

Deno.test("readRoomAddress() passes over a fragment that is no message", () => {
  for (const hash of ["#", "#m", "#m1x", "#message", "#m-", "#m0", "#m01", "#m-01"]) {
    assertEquals(read(`/chat?room=tea${hash}`), { name: "tea" }, hash);
  }
});

Deno.test("roomHref() is read as what it was made of", () => {
  assertEquals(roomHref("tea"), "/chat?room=tea");
  assertEquals(roomHref("tea & cake", 12), "/chat?room=tea+%26+cake#m12");
  assertEquals(read(roomHref("מטבח", 7)), { name: "מטבח", seq: 7 });
  assertEquals(read(roomHref("tea", -7)), { name: "tea", seq: -7 });
});

Deno.test("readRoomName() takes what people type", () => {
  assertEquals(readRoomName("  Tea  Kitchen "), "tea-kitchen");
  assertEquals(readRoomName("tea/kitchen"), undefined);
});

Deno.test("hyphenate() makes a hyphen of spaces between words", () => {
  assertEquals(hyphenate("  a  b\tc "), "a-b-c");
});
