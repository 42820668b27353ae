import { assertEquals } from "@std/assert";
import type { Content } from "../../../client/sealed/content.ts";
import type { Outgoing } from "../../../client/sealed/kept_session.ts";
import {
  changeCommandOf,
  commandOf,
  pageRefOf,
  wireRefOf,
} from "../../../client/sealed/kept_session.ts";

const id = "abcdefghijklmnopqrstuw";
const box = "AQID";

function outgoing(content: Content, attempt = 0): Outgoing {
  return { ref: "r1", attempt, content, log: "e1", session: 1, epoch: 1, box };
}

Deno.test("what is sealed for the first time has the page's own key", () => {
  assertEquals(wireRefOf(outgoing({ kind: "read", seq: 1 })), "r1");
});

Deno.test("what is sealed anew has a key of its own with each attempt", () => {
  const refs = [1, 2, 11].map((attempt) => wireRefOf(outgoing({ kind: "read", seq: 1 }, attempt)));
  assertEquals(refs, ["r1~1", "r1~2", "r1~11"]);
});

Deno.test("whatever the attempt, the page's own key can be told", () => {
  assertEquals(["r1", "r1~1", "r1~11"].map(pageRefOf), ["r1", "r1", "r1"]);
});

Deno.test("a message is one that others are told of", () => {
  const command = commandOf(outgoing({ kind: "say", id, text: "hello" }));
  assertEquals(command, { type: "seal", box, ref: "r1" });
});

Deno.test("everything but a message is quiet", () => {
  const command = commandOf(outgoing({ kind: "delete", target: { seq: 1, id, by: "u-ann" } }));
  assertEquals(command, { type: "seal", box, ref: "r1", quiet: true });
});

Deno.test("the server is told which files a message has, and the smaller pictures of them", () => {
  const file = { id: "f1", key: "k", name: "a.png", size: 1, type: "image/png" };
  const thumbnail = { id: "f2", key: "k", size: 1, type: "image/webp" };
  const files = [{ ...file, thumbnail }, { ...file, id: "f3" }];
  const { files: told } = commandOf(outgoing({ kind: "say", id, text: "", files }));
  assertEquals(told, ["f1", "f2", "f3"]);
});

Deno.test("a change of the session is quiet", () => {
  assertEquals(changeCommandOf({ ref: "c1", box, group: "secret" }), {
    type: "seal",
    box,
    ref: "c1",
    quiet: true,
  });
});
