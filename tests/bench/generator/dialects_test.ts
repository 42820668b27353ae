import { assertEquals } from "@std/assert";
import {
  answerFrame,
  encodeSaying,
  readEvents,
  socketPath,
} from "../../../bench/generator/dialects.ts";

const saying = { ref: "m1-1", text: "m1 1 of the quick" };

Deno.test("socketPath() names room and name to every kind of server", () => {
  assertEquals(socketPath("parley", "tea", "m1"), "/room?room=tea&name=m1");
  assertEquals(
    socketPath("socket.io", "tea", "m1"),
    "/socket.io/?EIO=4&transport=websocket&room=tea&name=m1",
  );
});

Deno.test("encodeSaying() says a command to Parley, and an event to socket.io", () => {
  const command = `{"type":"say","ref":"m1-1","text":"m1 1 of the quick"}`;
  assertEquals(encodeSaying("parley", saying), command);
  assertEquals(encodeSaying("socket.io", saying), `42["say",${command}]`);
});

Deno.test("readEvents() reads each line of Parley's frames", () => {
  const frame = `{"type":"message","text":"one","seq":1}\n{"type":"message","text":"two","seq":2}`;
  assertEquals(readEvents("parley", frame).map(({ text, seq }) => [text, seq]), [
    ["one", 1],
    ["two", 2],
  ]);
});

Deno.test("readEvents() reads the event of a frame of socket.io, and none of its signs", () => {
  const frame = `42["say",{"type":"say","text":"one"}]`;
  assertEquals(readEvents("socket.io", frame), [{ type: "say", text: "one" }]);
  for (const sign of ["2", `0{"sid":"s"}`, `40{"sid":"s"}`]) {
    assertEquals(readEvents("socket.io", sign), []);
  }
});

Deno.test("answerFrame() greets, answers pings, and knows when it was let in", () => {
  assertEquals(answerFrame(`0{"sid":"s","pingInterval":25000}`), { answer: "40", isIn: false });
  assertEquals(answerFrame(`40{"sid":"s"}`), { isIn: true });
  assertEquals(answerFrame("2"), { answer: "3", isIn: false });
});
