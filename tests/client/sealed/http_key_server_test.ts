import { assertEquals } from "@std/assert";
import { Refusal } from "../../../client/platform/refusal.ts";
import { HttpKeyServer } from "../../../client/sealed/http_key_server.ts";
import type { KeyServer } from "../../../client/sealed/key_server.ts";
import { refused } from "./account_stage.ts";

/** Calls the server once; gives what was asked for and what came of it. */
async function call<T>(answer: unknown, task: (server: KeyServer) => Promise<T>) {
  let asked: unknown[] = [];
  const server = new HttpKeyServer({
    ask: (...what) => {
      asked = what.filter((part) => part !== undefined);
      return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
    },
  });
  const gave = await task(server);
  return { asked, ...(gave !== undefined && { gave }) };
}

const list = { statement: "{}", signature: "AA==" };

Deno.test("HttpKeyServer asks for lists and puts them", async () => {
  assertEquals(await call({ list, more: 1 }, (server) => server.findList("a/b")), {
    asked: ["GET", "/api/keys/people/a%2Fb"],
    gave: list,
  });
  assertEquals(await call({}, (server) => server.findList("bob")), {
    asked: ["GET", "/api/keys/people/bob"],
  });
  assertEquals(await call(undefined, (server) => server.putList(list)), {
    asked: ["PUT", "/api/keys/list", list],
  });
  assertEquals(await call(undefined, (server) => server.putList(list, { reset: true })), {
    asked: ["PUT", "/api/keys/list", { ...list, reset: true }],
  });
});

Deno.test("HttpKeyServer fills the stock of key packages and takes from it", async () => {
  const stock = { count: 3, hasLastResort: true };
  assertEquals(await call(stock, (server) => server.stock("dev")), {
    asked: ["GET", "/api/keys/devices/dev/packages"],
    gave: stock,
  });
  assertEquals(await call({ count: 1 }, (server) => server.addPackages("dev", ["AA=="], "BB==")), {
    asked: ["PUT", "/api/keys/devices/dev/packages", { packages: ["AA=="], lastResort: "BB==" }],
  });
  const packages = [{ device: "dev", package: "AA==" }];
  assertEquals(await call({ packages }, (server) => server.takePackages("bob", ["dev"])), {
    asked: ["POST", "/api/keys/people/bob/packages", { devices: ["dev"] }],
    gave: packages,
  });
});

Deno.test("HttpKeyServer puts, finds and removes mail", async () => {
  assertEquals(await call(undefined, (server) => server.putMail("box", "hi")), {
    asked: ["PUT", "/api/keys/mail/box", { body: "hi" }],
  });
  assertEquals(await call({ body: "hi" }, (server) => server.findMail("box")), {
    asked: ["GET", "/api/keys/mail/box"],
    gave: "hi",
  });
  const none = new Refusal("not_found", "none");
  assertEquals(await call(none, (server) => server.findMail("box")), {
    asked: ["GET", "/api/keys/mail/box"],
  });
  assertEquals(await call(undefined, (server) => server.removeMail("box")), {
    asked: ["DELETE", "/api/keys/mail/box"],
  });
});

Deno.test("HttpKeyServer keeps an archive and reads it", async () => {
  assertEquals(await call({ header: "{}", entries: 2 }, (server) => server.findArchive()), {
    asked: ["GET", "/api/keys/archive"],
    gave: { header: "{}", entries: 2 },
  });
  assertEquals(await call(undefined, (server) => server.putArchive("{}")), {
    asked: ["PUT", "/api/keys/archive", { header: "{}" }],
  });
  assertEquals(await call(undefined, (server) => server.removeArchive()), {
    asked: ["DELETE", "/api/keys/archive"],
  });
  const entries = [{ number: 1, box: "AA==" }];
  assertEquals(await call(undefined, (server) => server.addEntries("one", "direct.b", entries)), {
    asked: ["PUT", "/api/keys/archive/entries", { archive: "one", room: "direct.b", entries }],
  });
  const page = { entries, more: false };
  assertEquals(await call(page, (server) => server.readEntries("direct.b", 4, 200)), {
    asked: ["GET", "/api/keys/archive/entries?room=direct.b&after=4&limit=200"],
    gave: page,
  });
});

Deno.test("HttpKeyServer hands on refusals, and takes no answer of another form", async () => {
  const limited = new Refusal("rate_limited", "slowly");
  assertEquals(await refused(call(limited, (server) => server.findMail("box"))), "rate_limited");
  const strange: [unknown, (server: KeyServer) => Promise<unknown>][] = [
    [undefined, (server) => server.findList("bob")],
    [{ list: { statement: 1, signature: "" } }, (server) => server.findList("bob")],
    [{ count: "3" }, (server) => server.stock("dev")],
    [{ packages: [null] }, (server) => server.takePackages("bob", [])],
    [{ packages: {} }, (server) => server.takePackages("bob", [])],
    [{}, (server) => server.findMail("box")],
    [{ entries: 1.5 }, (server) => server.findArchive()],
    [{ entries: [{ number: 1 }] }, (server) => server.readEntries("direct.b", 0, 1)],
  ];
  for (const [answer, task] of strange) assertEquals(await refused(call(answer, task)), "offline");
});
