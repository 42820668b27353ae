import { assertEquals } from "@std/assert";
import { askAdmission, readTypedName } from "../../../client/rooms/new_room.ts";

Deno.test("readTypedName() gives the name that the server will take", () => {
  assertEquals(readTypedName(" Tea Kitchen"), { kind: "name", name: "tea-kitchen" });
});

Deno.test("readTypedName() says why there is no name", () => {
  assertEquals(readTypedName("  ").kind, "empty");
  assertEquals(readTypedName("tea/kitchen").kind, "unfit");
  assertEquals(readTypedName("-tea").kind, "unfit");
  assertEquals(readTypedName("x".repeat(65)).kind, "too_long");
});

Deno.test("readTypedName() takes what is still being typed for no mistake", () => {
  assertEquals(readTypedName("tea-").kind, "unfinished");
  assertEquals(readTypedName("tea.").kind, "unfinished");
});

Deno.test("askAdmission() asks for the room and reads the status", async () => {
  const asked: string[] = [];
  const ask = (status: number) =>
    askAdmission("tee-küche", (path) => (asked.push(path), Promise.resolve(status)));
  assertEquals(await ask(200), "open");
  assertEquals(await ask(404), "refused");
  assertEquals(await ask(403), "refused");
  assertEquals(await ask(401), "signed_out");
  assertEquals(await ask(503), "unreachable");
  assertEquals(asked[0], "/api/rooms/tee-k%C3%BCche");
});

Deno.test("askAdmission() takes a network that fails for a server out of reach", async () => {
  assertEquals(await askAdmission("tea", () => Promise.reject(new Error("no"))), "unreachable");
});
