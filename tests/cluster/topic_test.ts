import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { commonTopic, roomTopic } from "../../lib/cluster/topic.ts";
import { assertHolds } from "../support/property.ts";

Deno.test("roomTopic() leaves plain names as they are", () => {
  assertEquals(`${roomTopic("tea-room_2")}`, "room.tea-room_2");
  assertEquals(`${roomTopic("tea.room")}`, "room.tea=2Eroom");
  assertEquals(`${roomTopic("茶")}`, "room.=E8=8C=B6");
});

Deno.test("roomTopic() gives any two names two topics, which any bus can take", () => {
  const anyName = fc.string({ unit: "binary", maxLength: 64 });
  assertHolds(
    "cluster-topic",
    fc.property(anyName, anyName, (one, other) => {
      for (const name of [one, other]) assert(/^room\.[\w=-]*$/.test(roomTopic(name)));
      assertEquals(roomTopic(one) === roomTopic(other), one === other);
      assert(roomTopic(one) !== commonTopic);
    }),
  );
});
