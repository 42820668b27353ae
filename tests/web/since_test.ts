import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { assertHolds } from "../support/property.ts";
import { TestServer } from "../support/server.ts";

Deno.test("whatever since and epoch say, one hears of this room alone, all of it from there, or anew", async () => {
  await using server = await TestServer.open();
  const epochs: string[] = [];
  for (const room of ["tea", "attic"]) {
    await using client = await server.join({ room, name: "Ann" });
    epochs.push((await client.hear("welcome")).epoch);
    for (let number = 1; number <= 5; number++) client.send(`${room} ${number}`);
    await client.hearTexts(5);
  }
  // Somebody stays, so that the room does too.
  await using _ann = await server.join({ room: "tea", name: "Ann" });
  const since = fc.oneof(
    fc.nat(7).map(String),
    fc.constantFrom(
      "-1",
      "1.5",
      "1e1",
      "0x1",
      "",
      " ",
      "01",
      "١",
      "9007199254740991",
      "9007199254740992",
    ),
    fc.string({ unit: "binary", maxLength: 18 }).map((text) => text.toWellFormed()),
  );
  const epoch = fc.oneof(fc.constantFrom(...epochs), fc.string({ unit: "binary", maxLength: 8 }));
  await assertHolds(
    "since",
    fc.asyncProperty(since, fc.option(epoch), async (since, epoch) => {
      const query = new URLSearchParams({
        room: "tea",
        name: "Eve",
        since,
        ...(epoch !== null && { epoch: epoch.toWellFormed() }),
      });
      const socket = new WebSocket(`${server.origin.replace("http", "ws")}/room?${query}`);
      const opened = await new Promise<boolean>((resolve) => {
        socket.onopen = () => resolve(true);
        socket.onerror = () => resolve(false);
      });
      const isNumber = /^\d{1,16}$/.test(since) && Number.isSafeInteger(Number(since));
      assertEquals(opened, isNumber);
      if (!opened) return;
      const heard: string[] = [];
      await new Promise<void>((resolve) => {
        socket.onclose = () => resolve();
        socket.onmessage = ({ data }) => {
          heard.push(...data.split("\n"));
          if (heard.some((line) => line.includes('"pong"'))) socket.close();
        };
        socket.send('{"type":"ping"}');
      });
      const messages = heard.map((line) => JSON.parse(line));
      const { resumed } = messages.find(({ type }) => type === "welcome");
      assertEquals(resumed, epoch === epochs[0] && Number(since) <= 5);
      const texts = messages.filter(({ type }) => type === "message").map(({ text }) => text);
      const all = ["tea 1", "tea 2", "tea 3", "tea 4", "tea 5"];
      assertEquals(texts, resumed ? all.slice(Number(since)) : all);
    }),
    { numRuns: 100 },
  );
  assert(!server.logged.some((line) => line.includes('"level":"error"')));
});
