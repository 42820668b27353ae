/** Accounts on a real server: what it takes and gives is what they send and expect. */
import { assertEquals } from "@std/assert";
import { systemClock } from "../../../lib/clock.ts";
import { Refusal } from "../../../client/platform/refusal.ts";
import { Account } from "../../../client/sealed/account.ts";
import { HttpKeyServer } from "../../../client/sealed/http_key_server.ts";
import { People } from "../../../client/sealed/people.ts";
import { TestServer } from "../../support/server.ts";
import { refused } from "./account_stage.ts";
import { MemoryHistory } from "./memory_history.ts";
import { SharedVault } from "./memory_vault.ts";

/** Ada's browsers, on a server in this process. */
class Stage implements AsyncDisposable {
  readonly #accounts: Account[] = [];
  #packages = 0;

  private constructor(
    readonly server: TestServer,
    readonly cookie: string,
    readonly person: string,
  ) {}

  static async open(): Promise<Stage> {
    const server = await TestServer.open();
    const cookie = await server.cookieOf("Ada");
    const me = await server.fetch("/api/me", { headers: { cookie } });
    return new Stage(server, cookie, (await me.json()).id);
  }

  /** A browser that has found out how it stands. */
  async browser(name: string): Promise<Account> {
    const parts = {
      vault: new SharedVault().open(),
      server: new HttpKeyServer(this),
      clock: systemClock,
    };
    const account = new Account({
      ...parts,
      person: this.person,
      name,
      people: new People(parts),
      history: new MemoryHistory([]),
      // As large as one of MLS with its credential.
      makePackage: () => {
        const publicPackage = crypto.getRandomValues(new Uint8Array(700)).toBase64();
        return Promise.resolve({ ref: String(this.#packages++), publicPackage, privatePackage: 1 });
      },
      cost: { memory: 8, passes: 1 },
    });
    this.#accounts.push(account);
    await account.open();
    return account;
  }

  /** As the page asks; see `client/platform/browser.ts`. */
  readonly ask = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const answer = await this.server.fetch(path, {
      method,
      headers: {
        cookie: this.cookie,
        origin: this.server.origin,
        ...(body !== undefined && { "content-type": "application/json" }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    const said = text === "" ? undefined : JSON.parse(text);
    if (answer.ok) return said;
    throw new Refusal(said.code, said.detail);
  };

  async [Symbol.asyncDispose](): Promise<void> {
    for (const account of this.#accounts) account.close();
    await this.server[Symbol.asyncDispose]();
  }
}

Deno.test("a real server takes what accounts send, and they what it answers", async () => {
  await using stage = await Stage.open();
  const laptop = await stage.browser("Laptop");
  assertEquals(laptop.standing.value, { kind: "ready" });
  const server = new HttpKeyServer(stage);
  const stock = await server.stock(laptop.device()!.id);
  assertEquals(stock, { count: 50, hasLastResort: true });

  const phone = await stage.browser("Phone");
  assertEquals(phone.standing.value.kind, "unlinked");
  const linking = phone.beginLinking();
  // Its question is on its way to the server.
  let name = "";
  while (name === "") {
    name = await laptop.link(linking.code).catch((error: Refusal) => {
      assertEquals(error.code, "no_such_code");
      return "";
    });
  }
  assertEquals(name, "Phone");
  await linking.done;
  assertEquals(phone.standing.value, { kind: "ready" });

  await phone.rename("Fairphone");
  await laptop.refresh();
  assertEquals(laptop.devices.value.map(({ name }) => name), ["Laptop", "Fairphone"]);

  const phrase = await phone.newPhrase();
  await phone.startArchive(phrase, () => {});
  assertEquals(phone.archive.value, { kind: "on", entries: 0 });
  await phone.signOut();
  await laptop.refresh();
  assertEquals(laptop.devices.value.map(({ name }) => name), ["Laptop"]);

  const desk = await stage.browser("Desk");
  const other = await desk.newPhrase();
  assertEquals(await refused(desk.recover(other, () => {})), "wrong_phrase");
  await desk.recover(phrase, () => {});
  assertEquals(desk.standing.value, { kind: "ready" });
  assertEquals(desk.device()!.identity, laptop.device()!.identity);

  await desk.startOver();
  await laptop.refresh();
  assertEquals(laptop.standing.value.kind, "replaced");
  await desk.stopArchive();
  assertEquals(await server.findArchive(), { entries: 0 });
});
