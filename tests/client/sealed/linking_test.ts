import { assertEquals } from "@std/assert";
import { Refusal } from "../../../client/platform/refusal.ts";
import {
  linkKeys,
  newLinkBytes,
  readLinkCode,
  writeLinkCode,
} from "../../../client/sealed/link_code.ts";
import { sealAnswer, sealAsk } from "../../../client/sealed/link_mail.ts";
import { newDevice, openDevice } from "../../../client/sealed/own_device.ts";
import { listed } from "../../../client/sealed/own_list.ts";
import { AccountStage, refused } from "./account_stage.ts";
import { ListedPerson } from "./listed_person.ts";

Deno.test("a second browser becomes a device by its code", async () => {
  await using stage = new AccountStage();
  const laptop = await stage.open("Laptop");
  const phone = await stage.open("Phone");
  const linking = phone.account.beginLinking();
  await stage.mail();
  assertEquals(await laptop.account.link(linking.code.toLowerCase()), "Phone");
  await stage.turn(linking.done);
  assertEquals(phone.account.standing.value, { kind: "ready" });
  assertEquals(phone.account.device()?.identity, laptop.account.device()?.identity);
  const shown = (tab: typeof phone) =>
    tab.account.devices.value.map(({ name, isThis }) => [name, isThis]);
  assertEquals(shown(phone), [["Phone", true], ["Laptop", false]]);
  assertEquals(shown(laptop), [["Laptop", true], ["Phone", false]]);
  assertEquals(stage.server.of("ada").mail.size, 0);
  assertEquals(stage.server.of("ada").packages.get(phone.account.device()!.id)?.length, 50);
});

Deno.test("nothing of the keys is readable in the mailboxes", async () => {
  await using stage = new AccountStage();
  const laptop = await stage.open("Laptop");
  const seed = laptop.account.device()!.identityKeys.secretKey;
  const seen: string[] = [];
  stage.server.lies.mail = (body, box) => {
    seen.push(box, body, atob(body));
    return body;
  };
  const phone = await stage.link(laptop, "Phone");
  assertEquals(seen.length, 6);
  for (const secret of [seed.toBase64(), String.fromCharCode(...seed), "Phone", "identity"]) {
    assertEquals(seen.some((text) => text.includes(secret)), false, secret);
  }
  assertEquals(seen.some((text) => text.includes(phone.account.device()!.id)), false);
});

Deno.test("whom one knows and has verified is handed on", async () => {
  await using stage = new AccountStage();
  const laptop = await stage.open("Laptop");
  const bob = await ListedPerson.make("bob");
  await stage.server.as("bob").putList(await bob.list(1));
  await laptop.people.refresh("bob");
  await laptop.people.verify("bob", bob.identity);
  const phone = await stage.link(laptop, "Phone");
  const trust = { kind: "verified", at: stage.clock.now() } as const;
  assertEquals((await phone.people.known("bob"))?.trust.kind, trust.kind);
});

Deno.test("link() tells a code that cannot be one from one with which nobody asks", async () => {
  await using stage = new AccountStage();
  const { account } = await stage.open("Laptop");
  assertEquals(await refused(account.link("not a code")), "bad_code");
  assertEquals(await refused(account.link(writeLinkCode(newLinkBytes()))), "no_such_code");
});

Deno.test("look() says what a browser is called, and adds nothing", async () => {
  await using stage = new AccountStage();
  const laptop = await stage.open("Laptop");
  const phone = await stage.open("Phone");
  const linking = phone.account.beginLinking();
  await stage.mail();
  assertEquals(await laptop.account.look(linking.code), "Phone");
  assertEquals(stage.names, ["Laptop"]);
  linking.cancel();
  await refused(linking.done);
});

Deno.test("look() refuses what is no code, and one with which nobody asks", async () => {
  await using stage = new AccountStage();
  const { account } = await stage.open("Laptop");
  assertEquals(await refused(account.look("not a code")), "bad_code");
  assertEquals(await refused(account.look(writeLinkCode(newLinkBytes()))), "no_such_code");
});

Deno.test("link() adds no other device than the one that was looked at", async () => {
  await using stage = new AccountStage();
  const laptop = await stage.open("Laptop");
  const phone = await stage.open("Phone");
  const linking = phone.account.beginLinking();
  await stage.mail();
  await laptop.account.look(linking.code);
  const keys = await linkKeys(readLinkCode(linking.code)!);
  const thief = await openDevice(newDevice({ person: "ada", name: "Phone", at: 1 }));
  const server = stage.server.as("ada");
  const { id, key, name } = listed(thief);
  await server.removeMail(keys.askBox);
  await server.putMail(keys.askBox, await sealAsk(keys, { device: id, key, name }));
  assertEquals(await refused(laptop.account.link(linking.code)), "no_such_code");
  assertEquals(stage.names, ["Laptop"]);
  linking.cancel();
  await refused(linking.done);
});

Deno.test("a code ends after 10 minutes", async () => {
  await using stage = new AccountStage();
  const laptop = await stage.open("Laptop");
  const { account } = await stage.open("Phone");
  const begin = stage.clock.now();
  const linking = account.beginLinking();
  await stage.mail();
  assertEquals(await refused(stage.turn(linking.done)), "expired");
  assertEquals(stage.clock.now() - begin, 600_000);
  assertEquals(stage.server.of("ada").mail.size, 0);
  assertEquals(await refused(laptop.account.link(linking.code)), "no_such_code");
});

Deno.test("a linking knows for how long its code is still good", async () => {
  await using stage = new AccountStage();
  await stage.open("Laptop");
  const { account } = await stage.open("Phone");
  const linking = account.beginLinking();
  assertEquals(linking.leftMs(), 600_000);
  await stage.mail();
  assertEquals(await refused(stage.turn(linking.done)), "expired");
  assertEquals(linking.leftMs(), 0);
});

Deno.test("cancel() ends it at once, and empties the mailbox", async () => {
  await using stage = new AccountStage();
  await stage.open("Laptop");
  const { account } = await stage.open("Phone");
  const linking = account.beginLinking();
  await stage.mail();
  linking.cancel();
  assertEquals(await refused(linking.done), "cancelled");
  assertEquals(stage.server.of("ada").mail.size, 0);
  assertEquals(account.standing.value.kind, "unlinked");
});

Deno.test("close() cancels what waits to be linked", async () => {
  await using stage = new AccountStage();
  await stage.open("Laptop");
  const { account } = await stage.open("Phone");
  const linking = account.beginLinking();
  account.close();
  assertEquals(await refused(linking.done), "cancelled");
});

Deno.test("a server that is away for a while does not end it, one that stays away does", async () => {
  for (const [isBack, code] of [[true, "not refused"], [false, "offline"]] as const) {
    await using stage = new AccountStage();
    const laptop = await stage.open("Laptop");
    const { account } = await stage.open("Phone");
    const linking = account.beginLinking();
    await stage.mail();
    await laptop.account.link(linking.code);
    let count = 0;
    stage.server.before = () => {
      if (++count < 3 || !isBack) throw new Refusal("offline", "away");
    };
    assertEquals(await refused(stage.turn(linking.done)), code);
  }
});

Deno.test("without a server a code cannot begin", async () => {
  await using stage = new AccountStage();
  await stage.open("Laptop");
  const { account } = await stage.open("Phone");
  stage.server.isOffline = true;
  assertEquals(await refused(account.beginLinking().done), "offline");
});

Deno.test("a server that changes what the new device asks links nothing", async () => {
  await using stage = new AccountStage();
  const laptop = await stage.open("Laptop");
  const phone = await stage.open("Phone");
  stage.server.lies.mail = flip;
  const linking = phone.account.beginLinking();
  await stage.mail();
  assertEquals(await refused(laptop.account.link(linking.code)), "no_such_code");
  assertEquals(stage.names, ["Laptop"]);
});

Deno.test("a server that changes the answer links nothing", async () => {
  await using stage = new AccountStage();
  const laptop = await stage.open("Laptop");
  const phone = await stage.open("Phone");
  const linking = phone.account.beginLinking();
  await stage.mail();
  stage.server.lies.mail = flip;
  await laptop.account.link(linking.code);
  assertEquals(await refused(stage.turn(linking.done)), "damaged");
  assertEquals(phone.account.device(), undefined);
});

Deno.test("a server that puts what was asked in place of the answer links nothing", async () => {
  await using stage = new AccountStage();
  const laptop = await stage.open("Laptop");
  const phone = await stage.open("Phone");
  let asked = "";
  stage.server.lies.mail = (body) => asked = asked || body;
  const linking = phone.account.beginLinking();
  await stage.mail();
  await laptop.account.link(linking.code);
  assertEquals(await refused(stage.turn(linking.done)), "damaged");
});

Deno.test("a new device joins no list of another identity than it was handed", async () => {
  await using stage = new AccountStage();
  const laptop = await stage.open("Laptop");
  const mallory = await ListedPerson.make("ada");
  const list = await mallory.list(9);
  stage.server.lies.list = () => list;
  const phone = await stage.open("Phone");
  const linking = phone.account.beginLinking();
  await stage.mail();
  delete stage.server.lies.list;
  await laptop.account.link(linking.code);
  stage.server.lies.list = () => list;
  assertEquals(await refused(stage.turn(linking.done)), "damaged");
  assertEquals(phone.account.device(), undefined);
});

Deno.test("link() can be done again when the answer did not get through", async () => {
  await using stage = new AccountStage();
  const laptop = await stage.open("Laptop");
  const phone = await stage.open("Phone");
  const linking = phone.account.beginLinking();
  await stage.mail();
  stage.server.before = (method) => {
    if (method === "putMail") throw new Refusal("offline", "away");
  };
  assertEquals(await refused(laptop.account.link(linking.code)), "offline");
  assertEquals(stage.names, ["Laptop", "Phone"]);
  stage.server.before = () => {};
  assertEquals(await laptop.account.link(linking.code), "Phone");
  await stage.turn(linking.done);
  assertEquals([stage.names, stage.list.version], [["Laptop", "Phone"], 2]);
});

Deno.test("a device that was put on the list and then lost the server is one when it is back", async () => {
  await using stage = new AccountStage();
  const laptop = await stage.open("Laptop");
  const phone = await stage.open("Phone");
  const linking = phone.account.beginLinking();
  await stage.mail();
  await laptop.account.link(linking.code);
  stage.server.before = (method) => {
    if (method === "findList") throw new Refusal("offline", "away");
  };
  assertEquals(await refused(stage.turn(linking.done)), "offline");
  stage.server.before = () => {};
  await phone.account.refresh();
  assertEquals(phone.account.standing.value, { kind: "ready" });
});

Deno.test("a device that found the server again knows what the answer said", async () => {
  await using stage = new AccountStage();
  const laptop = await stage.open("Laptop");
  await laptop.people.takeOver([{ person: "bob", identity: "AAAA", version: 1, verifiedAt: 1 }]);
  const phone = await stage.open("Phone");
  const linking = phone.account.beginLinking();
  await stage.mail();
  await laptop.account.link(linking.code);
  stage.server.before = (method) => {
    if (method === "findList") throw new Refusal("offline", "away");
  };
  assertEquals(await refused(stage.turn(linking.done)), "offline");
  assertEquals(await phone.people.known("bob"), undefined);
  stage.server.before = () => {};
  await phone.account.refresh();
  assertEquals((await phone.people.known("bob"))?.trust.kind, "verified");
});

Deno.test("an answer of whoever knows the code counts for nothing where the list is another's", async () => {
  await using stage = new AccountStage();
  await stage.open("Laptop");
  const phone = await stage.open("Phone");
  const linking = phone.account.beginLinking();
  await stage.mail();
  const keys = await linkKeys(readLinkCode(linking.code)!);
  const forged = await sealAnswer(keys, {
    identity: new Uint8Array(32).toBase64(),
    archive: { id: "x", key: new Uint8Array(32).toBase64() },
    people: [{ person: "bob", identity: "AAAA", version: 1, verifiedAt: 1 }],
  });
  await stage.server.as("ada").putMail(keys.answerBox, forged);
  assertEquals(await refused(stage.turn(linking.done)), "damaged");
  assertEquals(await phone.people.known("bob"), undefined);
  assertEquals([...phone.shared.records.keys()].some((key) => key.includes("archive")), false);
});

Deno.test("an eleventh device is not linked", async () => {
  await using stage = new AccountStage();
  const laptop = await stage.open("Laptop");
  for (let count = 2; count <= 10; count++) await stage.link(laptop, `Device ${count}`);
  const eleventh = await stage.open("Phone");
  const linking = eleventh.account.beginLinking();
  await stage.mail();
  assertEquals(await refused(laptop.account.link(linking.code)), "quota");
  assertEquals(stage.names.length, 10);
});

Deno.test("two devices may be linked at once by two others", async () => {
  await using stage = new AccountStage();
  const laptop = await stage.open("Laptop");
  const phone = await stage.link(laptop, "Phone");
  const news = await Promise.all([stage.open("Tablet"), stage.open("Desk")]);
  const linkings = news.map(({ account }) => account.beginLinking());
  await stage.until(() => stage.server.of("ada").mail.size === 2);
  await Promise.all([
    laptop.account.link(linkings[0]!.code),
    phone.account.link(linkings[1]!.code),
  ]);
  await stage.turn(Promise.all(linkings.map(({ done }) => done)));
  assertEquals(stage.names.toSorted(), ["Desk", "Laptop", "Phone", "Tablet"]);
});

Deno.test("a browser that is a device is not linked again", async () => {
  await using stage = new AccountStage();
  const { account } = await stage.open("Laptop");
  assertEquals(await refused(account.beginLinking().done), "forbidden");
});

/** Changes one bit. */
function flip(body: string): string {
  const bytes = Uint8Array.fromBase64(body);
  bytes[20]! ^= 1;
  return bytes.toBase64();
}
