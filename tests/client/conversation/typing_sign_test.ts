import { assertEquals } from "@std/assert";
import { TypingSign } from "../../../client/conversation/typing_sign.ts";
import { FakeClock } from "../../support/fake_clock.ts";

function stage(): { clock: FakeClock; sign: TypingSign; sent: boolean[] } {
  const clock = new FakeClock();
  const sent: boolean[] = [];
  return { clock, sent, sign: new TypingSign(clock, (on) => sent.push(on)) };
}

Deno.test("TypingSign gives a sign at most every 3 s", () => {
  const { clock, sign, sent } = stage();
  sign.changed("h");
  clock.advance(2_999);
  sign.changed("he");
  assertEquals(sent, [true]);
  clock.advance(1);
  sign.changed("hel");
  assertEquals(sent, [true, true]);
});

Deno.test("TypingSign takes the sign away when the box is emptied", () => {
  const { sign, sent } = stage();
  sign.changed("h");
  sign.changed("");
  sign.changed(" ");
  assertEquals(sent, [true, false]);
});

Deno.test("TypingSign says nothing about a box that was empty all along", () => {
  const { sign, sent } = stage();
  sign.changed("");
  assertEquals(sent, []);
});

Deno.test("TypingSign leaves it to the message to take the sign away", () => {
  const { sign, sent } = stage();
  sign.changed("hello");
  sign.sent();
  sign.changed("");
  sign.changed("a");
  assertEquals(sent, [true, true]);
});
