/** A server that lies to those who seal: it is found out, and shown, in front of the programs people run. */
import { assertEquals, assertNotEquals } from "@std/assert";
import type { Route } from "playwright-core";
import type { Device, DeviceList, SignedDeviceList } from "../../lib/wire/device_list.ts";
import type { Message } from "../../lib/wire/messages.ts";
import { Mls } from "../../client/sealed/mls.ts";
import { newDevice, openDevice } from "../../client/sealed/own_device.ts";
import type { OwnDevice } from "../../client/sealed/own_device.ts";
import { listed } from "../../client/sealed/own_list.ts";
import { signList } from "../../client/sealed/signed_list.ts";
import { lacksChromium } from "../support/chromium.ts";
import { findPrograms } from "../support/program.ts";
import type { SealedPage } from "../support/sealed_page.ts";
import { words } from "../support/sealed_page.ts";
import { SealedStage } from "../support/sealed_stage.ts";
import { until } from "../support/until.ts";

/** Has the server answer a page with other device lists than those it has. */
async function giveLists(
  { profile }: SealedPage,
  change: (signed: SignedDeviceList, list: DeviceList) => Promise<SignedDeviceList>,
): Promise<void> {
  await profile.route("**/api/keys/people/*", async (route: Route) => {
    const response = await route.fetch();
    const { list } = await response.json() as { list?: SignedDeviceList };
    if (list === undefined) return await route.fulfill({ response });
    await route.fulfill({ json: { list: await change(list, JSON.parse(list.statement)) } });
  });
}

/** Somebody who is not who they say, as a server could make them up. */
class Forged {
  readonly #device: OwnDevice;
  readonly #mls: Mls;

  private constructor(device: OwnDevice, mls: Mls) {
    this.#device = device;
    this.#mls = mls;
  }

  /** @param person Whom they pose as. @param id Of the device; that of a real one, say. */
  static async make(person: string, id?: string): Promise<Forged> {
    const device = newDevice({ person, name: "Spy", at: 1, ...(id !== undefined && { id }) });
    const mls = await Mls.open(() => Promise.resolve(true));
    return new Forged(await openDevice(device), mls);
  }

  /** The device as lists have it. */
  get listed(): Device {
    return listed(this.#device);
  }

  /** A list that is signed well, by an identity of their own. */
  list(version: number): Promise<SignedDeviceList> {
    const { person, identity, identityKeys: { secretKey } } = this.#device;
    const list = { v: 1, person, identity, version, devices: [this.listed], at: 1 } as const;
    return signList(list, secretKey);
  }

  /** Has the server give this one's key packages to a page, whomever it asks for. */
  async givePackages({ profile }: SealedPage): Promise<void> {
    const { id: device, credential, keys: { publicKey, secretKey: privateKey } } = this.#device;
    await profile.route("**/api/keys/people/*/packages", async (route) => {
      const keys = { credential, publicKey, privateKey };
      const { publicPackage } = await this.#mls.makePackage(keys, Date.now());
      await route.fulfill({ json: { packages: [{ device, package: publicPackage }] } });
    });
  }
}

/** What a page seals from now on, as it leaves. */
function boxesOf({ page }: SealedPage): string[] {
  const boxes: string[] = [];
  page.on("websocket", (socket) => {
    socket.on("framesent", ({ payload }) => {
      if (/"type":"seal"/.test(String(payload))) boxes.push(String(payload));
    });
  });
  return boxes;
}

/** Has the server change the messages that it hands out in direct rooms to the next page. */
async function giveMessages(
  { page }: SealedPage,
  change: (message: Message) => Message,
): Promise<void> {
  await page.routeWebSocket(/\/room\?.*room=direct/, (socket) => {
    const server = socket.connectToServer();
    server.onMessage((frame) => {
      const lines = String(frame).split("\n").map((line) => {
        const message = JSON.parse(line);
        return JSON.stringify(message.type === "message" ? change(message) : message);
      });
      socket.send(lines.join("\n"));
    });
  });
}

/** What becomes of a message on its way to Bob, whose id is given; and what Bob is told. */
const lies: Record<string, [lie: (message: Message, bob: string) => Message, told: string]> = {
  "a message that was put under the name of another": [
    (message, bob) => ({ ...message, from: { ...message.from, id: bob, name: "Bob" } }),
    words.alarms.ownFalseSender("Ann"),
  ],
  "a text that was never sealed": [
    ({ box: _, ...message }) => ({ ...message, text: "send the money to this account" }),
    words.alarms.falseSender("Ann"),
  ],
};

if (!lacksChromium()) {
  for (const program of findPrograms()) {
    Deno.test(`${program.name}: a false identity of somebody who was verified gets nothing`, async () => {
      await using stage = await SealedStage.set(program);
      const { ann, bob } = await stage.meet();
      await ann.verify();
      const bobsId = await stage.idOf(bob);
      const forged = await Forged.make(bobsId);
      await forged.givePackages(ann);
      await giveLists(
        ann,
        (signed, { person, version }) =>
          person === bobsId ? forged.list(version + 1) : Promise.resolve(signed),
      );
      const boxes = boxesOf(ann);
      await ann.reload();
      await ann.barSays(words.bar.blocked("Bob"));
      await ann.say("can they read this");
      await ann.row("can they read this").getByRole("button", { name: "Cancel" }).waitFor();
      await (await ann.panel()).getByText(words.panel.changedVerified).waitFor();
      assertEquals(boxes, []);
      assertEquals(await bob.texts(), ["hello Bob", "hello Ann"]);
    });

    Deno.test(`${program.name}: a false identity in place of one that nobody has verified is told of`, async () => {
      await using stage = await SealedStage.set(program);
      const { ann, bob } = await stage.meet();
      const bobsId = await stage.idOf(bob);
      const number = await ann.safetyNumber();
      const forged = await Forged.make(bobsId);
      await forged.givePackages(ann);
      await giveLists(
        ann,
        (signed, { person, version }) =>
          person === bobsId ? forged.list(version + 1) : Promise.resolve(signed),
      );
      await ann.reload();
      await ann.noted(words.notes.identityChanged("Bob"));
      await (await ann.panel()).getByText(words.panel.changedBefore).waitFor();
      assertNotEquals(await ann.safetyNumber(), number);
    });

    Deno.test(`${program.name}: a device that the server put on a list itself gets nothing`, async () => {
      await using stage = await SealedStage.set(program);
      const { ann, bob } = await stage.meet();
      const bobsId = await stage.idOf(bob);
      const forged = await Forged.make(bobsId);
      await giveLists(ann, (signed, list) => {
        const devices = [...list.devices, forged.listed];
        const statement = JSON.stringify({ ...list, version: list.version + 1, devices });
        return Promise.resolve(list.person === bobsId ? { ...signed, statement } : signed);
      });
      const boxes = boxesOf(ann);
      await ann.reload();
      await ann.barSays(words.alarms.falseList("Bob"));
      await ann.say("and they go on as before");
      await bob.reads("and they go on as before");
      assertEquals(boxes.length, 1);
      const panel = await ann.panel();
      await panel.getByText(words.panel.devicesOf("Bob")).waitFor();
      assertEquals(await panel.getByText("Spy").count(), 0);
    });

    Deno.test(`${program.name}: a key package of the server's own is not used`, async () => {
      await using stage = await SealedStage.set(program);
      const [ann, bob] = [await stage.enter("Ann"), await stage.enter("Bob")];
      await bob.write();
      await bob.barSays(words.bar.waitingForPeer("Ann"));
      const bobsId = await stage.idOf(bob);
      const asked = await bob.profile.request.get(`/api/keys/people/${bobsId}`);
      const { list } = await asked.json() as { list: SignedDeviceList };
      const { id } = (JSON.parse(list.statement) as DeviceList).devices[0]!;
      await bob.page.close();
      await (await Forged.make(bobsId, id)).givePackages(ann);
      const boxes = boxesOf(ann);
      await ann.page.reload();
      await ann.open();
      await ann.say("who can open this");
      await ann.barSays(words.alarms.falsePackage("Bob"));
      await ann.row("who can open this").getByRole("button", { name: "Cancel" }).waitFor();
      assertEquals(boxes, []);
    });

    for (const [what, [lie, told]] of Object.entries(lies)) {
      Deno.test(`${program.name}: ${what} is not shown, and told of`, async () => {
        await using stage = await SealedStage.set(program);
        const { ann, bob } = await stage.meet();
        const me = await stage.idOf(bob);
        await giveMessages(bob, (message) => {
          const isNew = message.box !== undefined && !message.quiet && message.seq > lastSeq;
          return isNew ? lie(message, me) : message;
        });
        let lastSeq = Infinity;
        await bob.reload();
        lastSeq = 0;
        await ann.say("meet me at the old mill");
        await bob.barSays(told);
        await until(async () => (await bob.texts()).length === 2);
        assertEquals(await bob.texts(), ["hello Bob", "hello Ann"]);
      });
    }
  }
}
