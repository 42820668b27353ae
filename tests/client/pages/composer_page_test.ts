/** The composer in a real browser, with a server that says what a test needs. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import type {
  Browser,
  BrowserContextOptions,
  Locator,
  Page,
  WebSocketRoute,
} from "playwright-core";
import type { ServerMessage } from "../../../lib/wire/messages.ts";
import { asksToStay } from "../../support/asks_to_stay.ts";
import { violations } from "../../support/axe.ts";
import { lacksChromium, launchChromium, patienceMs } from "../../support/chromium.ts";
import { TestServer } from "../../support/server.ts";
import { Complaints } from "../../support/complaints.ts";
import { RoomStage } from "./room_stage.ts";
import { ada, bob, deleted, edited, message, welcome } from "../timeline/wire_samples.ts";

/** What Ada meets in the room: Bob's message and one of her own. */
const talk = [
  welcome({ seq: 2, members: [ada, bob, { id: "c", name: "Bert Brecht", kind: "guest" }] }),
  message(1, { text: "Who has the **key**?" }),
  message(2, { from: ada, text: "my words" }),
];

/** A server for the pages, and a browser whose sockets the test answers. */
class Stage implements AsyncDisposable {
  /** The commands that the pages sent. */
  // deno-lint-ignore no-explicit-any
  readonly #sent: any[] = [];
  readonly #complaints = new Complaints();
  readonly #sockets: WebSocketRoute[] = [];
  #server!: TestServer;
  #browser!: Browser;

  static async open(): Promise<Stage> {
    const stage = new Stage();
    stage.#server = await TestServer.open();
    stage.#browser = await launchChromium();
    return stage;
  }

  /** Ada's page in the room, as a window of its own. */
  async enter(options: BrowserContextOptions = {}): Promise<Page> {
    const baseURL = this.#server.origin;
    const context = await this.#browser.newContext({ baseURL, ...options });
    context.setDefaultTimeout(patienceMs);
    return await this.enterTab(await context.newPage());
  }

  /** Ada's page in the room, in a tab that is there. */
  async enterTab(page: Page): Promise<Page> {
    this.#complaints.watch(page);
    await page.routeWebSocket(/\/room\?/, (socket) => {
      this.#sockets.push(socket);
      socket.onMessage((frame) => void this.#sent.push(JSON.parse(String(frame))));
      this.say(...talk);
    });
    await page.goto("/chat?room=tea&name=Ada");
    await ready(page);
    return page;
  }

  /** Says something on the newest socket. */
  say(...messages: ServerMessage[]): void {
    this.#sockets.at(-1)!.send(messages.map((it) => JSON.stringify(it)).join("\n"));
  }

  /** Waits for the next command of a type. */
  // deno-lint-ignore no-explicit-any
  async hear(type: string): Promise<any> {
    for (let looks = 0; looks < 1_000; looks++) {
      const index = this.#sent.findIndex((command) => command.type === type);
      if (index >= 0) return this.#sent.splice(index, 1)[0];
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    throw new Error(`Cannot wait for ${type} any longer: 10 s have passed`);
  }

  /** How many commands of a type were sent and not heard yet. */
  count(type: string): number {
    return this.#sent.filter((command) => command.type === type).length;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#browser.close();
    await this.#server[Symbol.asyncDispose]();
    assertEquals(this.#complaints.list, []);
  }
}

/** Waits until the talk is there. */
async function ready(page: Page): Promise<void> {
  await page.getByRole("log").getByText("my words", { exact: true }).waitFor();
}

/** The box to write in. */
function boxOf(page: Page): Locator {
  return page.getByRole("textbox", { name: "Message to" });
}

/** What stands in the box, the selection marked by `|`. */
async function shown(page: Page): Promise<string> {
  return await boxOf(page).evaluate((box) => {
    // deno-lint-ignore no-explicit-any
    const { value, selectionStart: start, selectionEnd: end } = box as any;
    const selected = start === end ? "|" : `|${value.slice(start, end)}|`;
    return value.slice(0, start) + selected + value.slice(end);
  });
}

/** Waits until the box holds this, the selection marked. */
async function holds(page: Page, marked: string): Promise<void> {
  for (let looks = 0; await shown(page) !== marked; looks++) {
    if (looks === 500) throw new Error(`Cannot wait for ${marked} any longer: 10 s have passed`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Waits until what helps who writes is loaded. */
async function helped(page: Page): Promise<void> {
  await boxOf(page).pressSequentially("@b");
  await page.getByRole("listbox").waitFor();
  await boxOf(page).fill("");
}

function hasFocus(page: Page): Promise<boolean> {
  return boxOf(page).evaluate((box) => box === box.ownerDocument.activeElement);
}

/** A page on which Bob's message is being answered. */
async function enterReplying(stage: Stage, text = ""): Promise<Page> {
  const page = await stage.enter();
  const stored = JSON.stringify({ text, replyTo: 1, epoch: "e1", at: 1 });
  await page.evaluate((stored) => {
    // deno-lint-ignore no-explicit-any
    (globalThis as any).localStorage.setItem("parley.draft.tea", stored);
  }, stored);
  await page.reload();
  await page.getByRole("button", { name: "Replying to Bob:" }).waitFor();
  return page;
}

const phone = { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true };

if (!lacksChromium()) {
  Deno.test("the box is empty before the next key can come", async () => {
    await using stage = await Stage.open();
    const page = await stage.enter();
    await boxOf(page).fill("one");
    // In one task of the page: no frame is drawn and no effect runs between the key and the look.
    const left = await boxOf(page).evaluate((box) => {
      // deno-lint-ignore no-explicit-any
      const { KeyboardEvent } = globalThis as any;
      const options = { key: "Enter", cancelable: true, bubbles: true };
      box.dispatchEvent(new KeyboardEvent("keydown", options));
      // deno-lint-ignore no-explicit-any
      return (box as any).value;
    });
    assertEquals(left, "");
    assertEquals((await stage.hear("say")).text, "one");
  });

  for (const pauseMs of [0, 5, 15, 40]) {
    Deno.test(`what is typed ${pauseMs} ms after Enter or Escape stands as it was typed`, async () => {
      await using stage = await Stage.open();
      const page = await stage.enter();
      const type = (text: string) => boxOf(page).pressSequentially(text, { delay: pauseMs });
      await type("abc");
      await boxOf(page).press("Enter");
      await type("second");
      assertEquals(await shown(page), "second|");
      await boxOf(page).press("Enter");
      await boxOf(page).press("ArrowUp");
      await boxOf(page).press("Escape");
      await type("after");
      assertEquals(await shown(page), "after|");
    });
  }

  Deno.test("a reply says whom it answers and goes out with it", async () => {
    await using stage = await Stage.open();
    const page = await enterReplying(stage, "I ");
    await page.getByRole("button", { name: "Replying to Bob: Who has the key?" }).waitFor();
    await boxOf(page).press("End");
    await page.keyboard.type("have");
    await page.keyboard.press("Enter");
    const { text, replyTo } = await stage.hear("say");
    assertEquals({ text, replyTo }, { text: "I have", replyTo: 1 });
    await page.locator(".composer-bar").waitFor({ state: "detached" });
  });

  for (const way of ["Escape", "its button"]) {
    Deno.test(`a reply is given up by ${way}, and what was written stays`, async () => {
      await using stage = await Stage.open();
      const page = await enterReplying(stage, "hm");
      if (way === "Escape") await boxOf(page).press("Escape");
      else await page.getByRole("button", { name: "Cancel the reply" }).press("Enter");
      await page.locator(".composer-bar").waitFor({ state: "detached" });
      assert(await hasFocus(page));
      await page.keyboard.press("Enter");
      const { text, replyTo } = await stage.hear("say");
      assertEquals([text, replyTo], ["hm", undefined]);
    });
  }

  Deno.test("a reply that answers another message instead says whom it answers now", async () => {
    await using stage = await Stage.open();
    const page = await enterReplying(stage);
    // The keys of messages load after the page.
    await page.waitForLoadState("networkidle");
    await page.getByRole("log").focus();
    await page.keyboard.press("ArrowUp");
    await page.keyboard.press("r");
    await page.getByRole("button", { name: "Replying to Ada: my words" }).waitFor();
    await page.locator(".announcements").getByText("Replying to Ada: my words").waitFor();
  });

  Deno.test("a reply says that what it answers was deleted, and goes out without it", async () => {
    await using stage = await Stage.open();
    const page = await enterReplying(stage, "hm");
    stage.say(deleted(3, 1));
    await page.getByRole("status").getByText("That message was deleted.").waitFor();
    assertEquals(await violations(page), []);
    await boxOf(page).press("Enter");
    assertEquals((await stage.hear("say")).replyTo, undefined);
  });

  Deno.test("Up in the empty box edits one's last message, and Enter saves it", async () => {
    await using stage = await Stage.open();
    const page = await stage.enter();
    await boxOf(page).press("ArrowUp");
    assertEquals(await shown(page), "my words|");
    await page.getByText("Editing your message · Escape to cancel").waitFor();
    await page.locator(".announcements").getByText("Editing your message").waitFor();
    await page.keyboard.type(" now");
    await page.keyboard.press("Enter");
    const { target, text, ref } = await stage.hear("edit");
    assertEquals([target, text], [2, "my words now"]);
    await page.getByText("Saving…").waitFor();
    assertEquals(await boxOf(page).getAttribute("aria-busy"), "true");
    assertEquals(await boxOf(page).isEditable(), false);
    stage.say({ ...edited(3, 2, "my words now"), from: ada, ref });
    await page.getByText("Saving…").waitFor({ state: "detached" });
    assertEquals(await shown(page), "|");
    assert(await hasFocus(page));
    await page.getByText("Your change is saved.").waitFor({ state: "attached" });
  });

  Deno.test("Up among the lines of a text only moves the caret", async () => {
    await using stage = await Stage.open();
    const page = await stage.enter();
    await boxOf(page).fill("one\ntwo");
    await page.keyboard.press("ArrowUp");
    assertEquals(await shown(page), "one|\ntwo");
  });

  Deno.test("an edit that a message's own key began gives back what was begun before", async () => {
    await using stage = await Stage.open();
    const page = await stage.enter();
    // The keys of messages load after the page.
    await page.waitForLoadState("networkidle");
    await boxOf(page).fill("hm");
    await page.getByRole("log").focus();
    await page.keyboard.press("ArrowUp");
    await page.keyboard.press("Enter");
    await holds(page, "my words|");
    assert(await hasFocus(page));
    await page.keyboard.press("Escape");
    await holds(page, "hm|");
  });

  Deno.test("Escape ends an edit and changes nothing", async () => {
    await using stage = await Stage.open();
    const page = await stage.enter();
    await boxOf(page).press("ArrowUp");
    await page.keyboard.type("!");
    await page.keyboard.press("Escape");
    assertEquals(await shown(page), "|");
    await page.locator(".composer-bar").waitFor({ state: "detached" });
    assertEquals(stage.count("edit"), 0);
  });

  Deno.test("the browser asks before changes to a message are lost", async () => {
    await using stage = await Stage.open();
    const page = await stage.enter();
    await boxOf(page).press("ArrowUp");
    assertEquals(await asksToStay(page), false, "nothing is changed yet");
    await page.keyboard.type(" now");
    assertEquals(await asksToStay(page), true);
    await page.keyboard.press("Escape");
    assertEquals(await asksToStay(page), false, "the edit is given up");
  });

  Deno.test("an edit that fails keeps the text, says why, and can be tried again", async () => {
    await using stage = await Stage.open();
    const page = await stage.enter();
    await boxOf(page).press("ArrowUp");
    await page.keyboard.type(" now");
    await page.keyboard.press("Enter");
    const { ref } = await stage.hear("edit");
    stage.say({ type: "error", code: "unavailable", message: "Cannot", ref });
    await page.getByRole("alert").getByText("The server could not store that").waitFor();
    assertEquals(await shown(page), "my words now|");
    assert(await hasFocus(page));
    assertEquals(await violations(page), []);
    await page.keyboard.press("Enter");
    assertEquals((await stage.hear("edit")).text, "my words now");
  });

  Deno.test("an edit with nothing left asks whether to delete the message", async () => {
    await using stage = await Stage.open();
    const page = await stage.enter();
    await boxOf(page).press("ArrowUp");
    await boxOf(page).fill("");
    await page.keyboard.press("Enter");
    await page.getByRole("alert").getByText("Delete the message?").waitFor();
    assertEquals(await violations(page), []);
    assertEquals([stage.count("edit"), stage.count("delete")], [0, 0]);
    await page.getByRole("alert").getByRole("button", { name: "Delete" }).press("Enter");
    assertEquals((await stage.hear("delete")).target, 2);
    assert(await hasFocus(page));
  });

  Deno.test("an edit of a message that is deleted meanwhile can become a new one", async () => {
    await using stage = await Stage.open();
    const page = await stage.enter();
    await boxOf(page).press("ArrowUp");
    await page.keyboard.type(" now");
    stage.say({ ...deleted(3, 2), from: bob });
    await page.getByRole("alert").getByText("That message was deleted meanwhile.").waitFor();
    await page.getByRole("button", { name: "Make it a new message" }).press("Enter");
    assert(await hasFocus(page));
    await page.keyboard.press("Enter");
    assertEquals((await stage.hear("say")).text, "my words now");
  });

  Deno.test("typing @ and letters suggests people, and the keyboard chooses one", async () => {
    await using stage = await Stage.open();
    const page = await stage.enter();
    const box = boxOf(page);
    await box.pressSequentially("hi @b");
    const list = page.getByRole("listbox", { name: "People to mention" });
    await list.waitFor();
    assertEquals(await list.getByRole("option").allInnerTexts().then(names), [
      "Bob",
      "Bert Brecht",
    ]);
    assertEquals(await list.getAttribute("id"), await box.getAttribute("aria-controls"));
    await page.getByText("2 suggestions.").waitFor({ state: "attached" });
    await page.keyboard.press("ArrowDown");
    const active = await list.getByRole("option", { selected: true }).getAttribute("id");
    assertEquals(active, await box.getAttribute("aria-activedescendant"));
    await page.keyboard.press("Enter");
    assertEquals(await shown(page), "hi @Bert Brecht |");
    await list.waitFor({ state: "detached" });
    await page.keyboard.type("@bo");
    await page.keyboard.press("Tab");
    assertEquals(await shown(page), "hi @Bert Brecht @Bob |");
    assertEquals(stage.count("say"), 0);
    await page.keyboard.press("Enter");
    assertEquals((await stage.hear("say")).text, "hi @Bert Brecht @Bob");
  });

  Deno.test("Escape puts the suggestions away, and Enter then sends", async () => {
    await using stage = await Stage.open();
    const page = await stage.enter();
    await boxOf(page).pressSequentially("@b");
    await page.getByRole("listbox").waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("listbox").waitFor({ state: "detached" });
    await page.keyboard.press("Enter");
    assertEquals((await stage.hear("say")).text, "@b");
  });

  Deno.test("a finger picks a suggestion, and the box keeps the focus", async () => {
    await using stage = await Stage.open();
    const page = await stage.enter(phone);
    await boxOf(page).tap();
    await page.keyboard.type("@b");
    const option = page.getByRole("option", { name: "Bert Brecht" });
    assertMatch(String((await option.boundingBox())?.height), /^4[4-9]/);
    assertEquals(await violations(page), []);
    await option.tap();
    assertEquals(await shown(page), "@Bert Brecht |");
    assert(await hasFocus(page));
  });

  Deno.test("typing : and letters suggests emoji", async () => {
    await using stage = await Stage.open();
    const page = await stage.enter();
    await boxOf(page).pressSequentially("a cup of :teacup");
    const list = page.getByRole("listbox", { name: "Emoji" });
    await list.getByRole("option", { name: "teacup without handle" }).waitFor();
    assertEquals(await violations(page), []);
    await page.keyboard.press("Enter");
    await holds(page, "a cup of 🍵 |");
  });

  Deno.test("the picker puts an emoji where the caret is, and undo takes it back", async () => {
    await using stage = await Stage.open();
    const page = await stage.enter();
    await boxOf(page).fill("good morning");
    for (let steps = 0; steps < "morning".length; steps++) await page.keyboard.press("ArrowLeft");
    await page.getByRole("button", { name: "Insert an emoji" }).click();
    await page.getByRole("searchbox", { name: "Search emoji" }).fill("teacup");
    await page.getByRole("dialog").getByText("Results").waitFor();
    await page.keyboard.press("Enter");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await holds(page, "good 🍵|morning");
    assert(await hasFocus(page));
    await page.keyboard.press("Control+z");
    await holds(page, "good |morning");
  });

  Deno.test("nothing moves when suggestions come", async () => {
    await using stage = await Stage.open();
    const page = await stage.enter();
    const place = () => page.getByRole("log").evaluate((log) => log.getBoundingClientRect().height);
    const before = await place();
    await boxOf(page).pressSequentially("@b");
    await page.getByRole("listbox").waitFor();
    assertEquals(await place(), before);
  });

  Deno.test("keys and buttons format what is selected, and undo takes each back", async () => {
    await using stage = await Stage.open();
    const page = await stage.enter();
    await boxOf(page).pressSequentially("so good");
    await page.keyboard.press("Control+Shift+ArrowLeft");
    await page.keyboard.press("Control+b");
    await holds(page, "so **|good|**");
    await page.getByRole("button", { name: "Formatting" }).click();
    await page.getByRole("button", { name: "Italic" }).click();
    await holds(page, "so ***|good|***");
    await page.keyboard.press("Control+z");
    assertEquals((await shown(page)).replaceAll("|", ""), "so **good**");
    await page.keyboard.press("Control+z");
    assertEquals((await shown(page)).replaceAll("|", ""), "so good");
    await page.keyboard.press("Control+Shift+z");
    assertEquals((await shown(page)).replaceAll("|", ""), "so **good**");
    await page.keyboard.press("Enter");
    assertEquals((await stage.hear("say")).text, "so **good**");
  });

  Deno.test("the toolbar is one stop of the Tab key, and the browser remembers it", async () => {
    await using stage = await Stage.open();
    const page = await stage.enter();
    await page.getByRole("button", { name: "Formatting" }).press("Enter");
    await page.reload();
    await ready(page);
    await boxOf(page).focus();
    await page.keyboard.type("words");
    await page.keyboard.press("Control+a");
    await page.keyboard.press("Shift+Tab");
    await page.keyboard.press("ArrowLeft");
    assert(
      await page.getByRole("button", { name: "List" }).evaluate((it) =>
        it === it.ownerDocument.activeElement
      ),
    );
    assertEquals(await violations(page), []);
    await page.keyboard.press("Enter");
    await holds(page, "- |words|");
    await page.getByRole("button", { name: "Formatting" }).press("Enter");
    await page.getByRole("toolbar").waitFor({ state: "detached" });
  });

  Deno.test("an address pasted over words makes a link, which undo takes back", async () => {
    await using stage = await Stage.open();
    const page = await stage.enter({ permissions: ["clipboard-read", "clipboard-write"] });
    await page.evaluate('navigator.clipboard.writeText("https://example.org/")');
    await helped(page);
    await boxOf(page).pressSequentially("see this");
    await page.keyboard.press("Control+Shift+ArrowLeft");
    await page.keyboard.press("Control+v");
    assertEquals(await shown(page), "see [this](https://example.org/)|");
    await page.keyboard.press("Control+z");
    assertEquals((await shown(page)).replaceAll("|", ""), "see this");
  });

  Deno.test("code is pasted as it is, and sent with its indent", async () => {
    await using stage = await Stage.open();
    const page = await stage.enter({ permissions: ["clipboard-read", "clipboard-write"] });
    const code = "  if (x) {\n\treturn <b>;\n  }";
    await page.evaluate((code) => {
      // deno-lint-ignore no-explicit-any
      return (globalThis as any).navigator.clipboard.writeText(code);
    }, code);
    await boxOf(page).press("Control+v");
    await page.keyboard.press("Enter");
    assertEquals((await stage.hear("say")).text, code);
  });

  Deno.test("a list goes on with Shift+Enter and ends with an empty item", async () => {
    await using stage = await Stage.open();
    const page = await stage.enter();
    await helped(page);
    await boxOf(page).pressSequentially("1. one");
    await page.keyboard.press("Shift+Enter");
    await page.keyboard.type("two");
    await page.keyboard.press("Shift+Enter");
    assertEquals(await shown(page), "1. one\n2. two\n3. |");
    await page.keyboard.press("Shift+Enter");
    assertEquals(await shown(page), "1. one\n2. two\n|");
  });

  Deno.test("what is written outlives the page until it is sent", async () => {
    await using stage = await Stage.open();
    const page = await stage.enter();
    await boxOf(page).pressSequentially("half a sen");
    await page.reload();
    await ready(page);
    assertEquals(await shown(page), "half a sen|");
    await page.keyboard.type("tence");
    await page.keyboard.press("Enter");
    assertEquals((await stage.hear("say")).text, "half a sentence");
    await page.reload();
    await ready(page);
    assertEquals(await shown(page), "|");
  });

  Deno.test("each room has a draft of its own, on the way there and back", async () => {
    await using stage = await RoomStage.open();
    const page = await stage.enter();
    await page.getByRole("textbox").fill("for tea");
    await page.goto("/chat?room=coffee&name=Ada");
    await holds(page, "|");
    await page.keyboard.type("for coffee");
    const list = page.getByRole("navigation");
    await list.getByRole("link", { name: /^tea/ }).click();
    await holds(page, "for tea|");
    await list.getByRole("link", { name: /^coffee/ }).click();
    await holds(page, "for coffee|");
  });

  Deno.test("what is typed before the script is there comes behind what was kept", async () => {
    await using stage = await Stage.open();
    // A service worker would have the script at hand.
    const page = await stage.enter({ serviceWorkers: "block" });
    await boxOf(page).pressSequentially("kept");
    let release = () => {};
    const held = new Promise<void>((resolve) => release = resolve);
    await page.route(/chat\.[^/]*js|chat\.js/, async (route) => {
      await held;
      await route.continue();
    });
    await page.reload({ waitUntil: "commit" });
    await page.getByRole("textbox").pressSequentially("typed");
    release();
    await ready(page);
    assertEquals((await shown(page)).replaceAll("|", ""), "kept\n\ntyped");
  });

  Deno.test("another tab shows what is written here, and drops it once it is sent", async () => {
    await using stage = await Stage.open();
    const page = await stage.enter();
    const other = await stage.enterTab(await page.context().newPage());
    await page.bringToFront();
    await boxOf(page).pressSequentially("one text");
    await holds(other, "one text|");
    await stage.hear("typing");
    assertEquals(stage.count("typing"), 0, "nobody types in the other tab");
    await page.keyboard.press("Enter");
    await holds(other, "|");
  });

  Deno.test("the box grows with its text up to two fifths of the height, then scrolls", async () => {
    await using stage = await Stage.open();
    const page = await stage.enter(phone);
    const height = async () => (await boxOf(page).boundingBox())!.height;
    const one = await height();
    await boxOf(page).fill("one\ntwo\nthree");
    assert(await height() > one + 40);
    await boxOf(page).fill("line\n".repeat(100));
    assertEquals(Math.round(await height()), Math.round(0.4 * 740));
    assert(await boxOf(page).evaluate((box) => box.scrollHeight > box.clientHeight));
    const size = await boxOf(page).evaluate((box) => {
      // deno-lint-ignore no-explicit-any
      return (globalThis as any).getComputedStyle(box).fontSize;
    });
    assertEquals(size, "16px");
  });

  Deno.test("a text over the limit says by how much, and is not sent", async () => {
    await using stage = await Stage.open();
    const page = await stage.enter();
    await boxOf(page).fill("x".repeat(7_990));
    await page.getByText("10 left").waitFor();
    await boxOf(page).fill("x".repeat(8_002));
    await page.locator(".footnote").getByText("2 characters too many").waitFor();
    await page.keyboard.press("Enter");
    assertEquals(await page.getByRole("button", { name: "Send" }).isDisabled(), true);
    assertEquals(stage.count("say"), 0);
    assertEquals(await violations(page), []);
  });

  for (const colorScheme of ["light", "dark"] as const) {
    Deno.test(`axe finds nothing to mend while a reply mentions somebody, ${colorScheme}`, async () => {
      await using stage = await Stage.open();
      const page = await enterReplying(stage);
      await page.emulateMedia({ colorScheme });
      await page.getByRole("button", { name: "Formatting" }).click();
      await boxOf(page).pressSequentially("@b");
      await page.getByRole("listbox").waitFor();
      assertEquals(await violations(page), []);
      await page.keyboard.press("Escape");
      await page.keyboard.press("Escape");
      await boxOf(page).fill("");
      await boxOf(page).press("ArrowUp");
      await page.getByText("Editing your message · Escape").waitFor();
      assertEquals(await violations(page), []);
    });
  }
}

/** Without the initials of the avatars. */
function names(texts: string[]): string[] {
  return texts.map((text) => text.split("\n").at(-1)!);
}
