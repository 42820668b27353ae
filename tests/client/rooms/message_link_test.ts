import { assertEquals } from "@std/assert";
import { messageLink } from "../../../client/rooms/message_link.ts";

Deno.test("messageLink() leads to a message, whatever its room is called", () => {
  assertEquals(
    messageLink("https://chat.example.org", "tea & cake", 12),
    "https://chat.example.org/chat?room=tea+%26+cake#m12",
  );
});
