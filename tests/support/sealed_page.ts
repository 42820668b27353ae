import { assertEquals } from "@std/assert";
import { Buffer } from "node:buffer";
import type { BrowserContext, Locator, Page } from "playwright-core";
import { sealed } from "../../lib/texts/en_sealed.ts";
import { connected, reads } from "./browser_stage.ts";

/** The words that pages show about sealed messages. */
export const words = sealed;

/** What somebody sees of sealed messages in one tab, and does there. */
export class SealedPage {
  readonly page: Page;
  /** What the other one is called in the direct room. */
  readonly #peer: string;

  constructor(page: Page, peer: string) {
    this.page = page;
    this.#peer = peer;
  }

  /** The profile that it is a tab of. */
  get profile(): BrowserContext {
    return this.page.context();
  }

  /** What was said, and what the client itself says between. */
  get log(): Locator {
    return this.page.getByRole("log");
  }

  /** From an open room: to the direct room with somebody of its list of people. */
  async write(): Promise<void> {
    const people = this.page.locator(".people-list");
    await people.getByRole("button", { name: `Write to ${this.#peer} privately` }).press("Enter");
    await this.#arrived();
  }

  /** To the direct room that is on one's list. */
  async open(): Promise<void> {
    await this.page.getByRole("link", { name: this.#peer }).click();
    await this.#arrived();
  }

  /** Loads the page again, in the room where one is. */
  async reload(): Promise<void> {
    await this.page.reload();
    await this.#arrived();
  }

  async #arrived(): Promise<void> {
    await this.page.getByRole("heading", { level: 1, name: this.#peer }).waitFor();
    await connected(this.page);
  }

  /** Says something in the direct room, or in another one; it may wait. */
  async say(text: string, room = this.#peer): Promise<void> {
    const box = this.page.getByRole("textbox", { name: `Message to ${room}` });
    await box.fill(text);
    await box.press("Enter");
    await this.row(text).waitFor();
  }

  /** Resolves when a text is in the log. */
  async reads(...texts: string[]): Promise<void> {
    for (const text of texts) await reads(this.page, text);
  }

  /** The row of a message. */
  row(text: string): Locator {
    return this.log.locator(".message").filter({
      has: this.page.locator(".prose").getByText(text, { exact: true }),
    });
  }

  /** Resolves when what is on its way has left. */
  async hasSent(): Promise<void> {
    await this.log.locator('.message[data-status="waiting"]').first().waitFor({
      state: "detached",
    });
  }

  /** Texts of the messages, those on their way included, oldest first. */
  async texts(): Promise<string[]> {
    return await this.log.locator(".message:not(.note) .prose").allTextContents();
  }

  /** What the client itself says in the log. */
  async notes(): Promise<string[]> {
    return (await this.log.locator(".message.note p").allTextContents())
      .map((text) => text.replace(/\s*What to do$/, "").trim());
  }

  /** Resolves when the client says so in the log. */
  async noted(text: string): Promise<void> {
    await this.log.locator(".note").getByText(text).first().waitFor();
  }

  /** Resolves when the bar over the log says so. */
  async barSays(text: string): Promise<void> {
    await this.page.locator(".sealed-bar").getByText(text).waitFor();
  }

  /** Resolves when the bar over the log has nothing to say. */
  async barIsSilent(): Promise<void> {
    await this.page.locator(".sealed-bar p").first().waitFor({ state: "detached" });
  }

  /** Chooses something of the menu of a message. */
  async choose(text: string, choice: string): Promise<void> {
    await this.row(text).hover();
    await this.row(text).getByRole("button", { name: "More" }).click();
    await this.page.getByRole("dialog").getByRole("button", { name: choice, exact: true }).click();
  }

  /** Changes a message. */
  async edit(text: string, after: string): Promise<void> {
    await this.choose(text, "Edit");
    const box = this.page.getByRole("textbox", { name: `Message to ${this.#peer}` });
    await box.fill(after);
    await box.press("Enter");
    await this.row(after).waitFor();
  }

  /** Deletes a message. */
  async remove(text: string): Promise<void> {
    await this.choose(text, "Delete");
    await this.page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
    await this.row(text).waitFor({ state: "detached" });
  }

  /** Reacts with one of the emoji at hand. */
  async react(text: string, emoji: string): Promise<void> {
    await this.row(text).hover();
    await this.row(text).getByRole("button", { name: `React with ${emoji}` }).click();
  }

  /** Searches the conversation; gives the texts that were found. */
  async find(query: string): Promise<string[]> {
    await this.page.getByRole("button", { name: `Search in ${this.#peer}` }).click();
    const panel = this.page.locator(".search-panel");
    await panel.getByRole("searchbox").fill(query);
    await panel.locator(".search-result").first().waitFor();
    const texts = await panel.locator(".search-result .snippet").allInnerTexts();
    await this.page.keyboard.press("Escape");
    return texts;
  }

  /** The panel about the conversation, open. */
  async panel(): Promise<Locator> {
    const panel = this.page.locator(".sealed-panel");
    if (await panel.count() === 0) {
      const more = this.page.getByRole("button", { name: "How it is sealed" });
      if (await more.count() === 0) {
        await this.page.getByRole("button", { name: /show who$/ }).click();
      }
      await more.click();
      await panel.waitFor();
    }
    return panel;
  }

  /** The 60 digits to compare. */
  async safetyNumber(): Promise<string> {
    const number = (await this.panel()).locator(".safety-number");
    await number.waitFor();
    return (await number.innerText()).replace(/\s/g, "");
  }

  /** One has compared the number. */
  async verify(): Promise<void> {
    const panel = await this.panel();
    await panel.getByRole("button", { name: words.panel.same }).click();
    await panel.getByRole("button", { name: words.panel.takeBack }).waitFor();
  }

  /** The dialog about one's devices, open. */
  async account(): Promise<Locator> {
    const dialog = this.page.locator(".sealed-account");
    if (await dialog.count() === 0) {
      await (await this.panel()).getByRole("button", { name: words.panel.account }).click();
    }
    await dialog.waitFor();
    return dialog;
  }

  /** The same dialog, where this browser is no device. */
  async #setUp(): Promise<Locator> {
    await this.page.getByRole("button", { name: words.bar.setUp }).click();
    const dialog = this.page.locator(".sealed-account");
    await dialog.waitFor();
    return dialog;
  }

  /** Closes the dialog about one's devices. */
  async leaveAccount(): Promise<void> {
    await this.page.keyboard.press("Escape");
    await this.page.locator(".sealed-account").waitFor({ state: "detached" });
  }

  /** Lets the profile of another tab in, by the code that it shows. */
  async link(other: SealedPage): Promise<void> {
    const theirs = await other.#setUp();
    await theirs.getByRole("button", { name: words.account.showCode }).click();
    const code = await theirs.locator(".link-code code").innerText();
    const ours = await this.account();
    await ours.getByLabel(words.account.code).fill(code);
    const add = { name: words.account.link, exact: true };
    await ours.getByRole("button", add).click();
    const question = this.page.getByRole("dialog", { name: /^Add .*\?$/ });
    await question.getByRole("button", add).click();
    await ours.getByRole("status").getByText(/is one of your devices now/).waitFor();
    await theirs.getByRole("status").getByText(words.account.linkedHere).waitFor();
    await this.leaveAccount();
    await other.leaveAccount();
  }

  /** Takes the one other device off one's list. */
  async takeOff(): Promise<void> {
    const dialog = await this.account();
    const other = dialog.locator(".own-devices li").filter({ hasText: words.account.remove });
    await other.getByRole("button", { name: /^Remove ./ }).click();
    const question = this.page.getByRole("dialog", { name: /^Remove .*\?$/ });
    await question.getByRole("button", { name: words.account.remove, exact: true }).click();
    await dialog.getByRole("status").getByText(/ is removed\.$/).waitFor();
    await this.leaveAccount();
  }

  /** Begins to keep an archive; gives its recovery phrase. */
  async keepArchive(): Promise<string> {
    const dialog = await this.account();
    await dialog.getByRole("button", { name: words.account.begin }).click();
    const listed = dialog.locator(".phrase li");
    // It is made by what loads only then.
    await listed.nth(11).waitFor();
    const phrase = await listed.allInnerTexts();
    await dialog.getByRole("button", { name: words.account.written }).click();
    for (const [at, word] of phrase.entries()) {
      const field = dialog.getByLabel(words.account.word(at + 1), { exact: true });
      if (await field.count() > 0) await field.fill(word);
    }
    await dialog.getByRole("button", { name: words.account.start }).click();
    await dialog.getByText(words.account.started).waitFor();
    await this.leaveAccount();
    return phrase.join(" ");
  }

  /** Takes the way of somebody who has lost every device and has the recovery phrase. */
  async recover(phrase: string): Promise<void> {
    const dialog = await this.#setUp();
    await dialog.getByLabel(words.account.phrase, { exact: true }).fill(phrase);
    await dialog.getByRole("button", { name: words.account.recover }).click();
    await dialog.getByText(words.account.recovered(0)).waitFor();
    await this.leaveAccount();
  }

  /** Takes the way of somebody who has lost every device, and the phrase as well. */
  async startOver(): Promise<void> {
    const dialog = await this.#setUp();
    await dialog.getByRole("button", { name: words.account.startOver }).click();
    const question = this.page.getByRole("dialog", { name: words.account.startOverHeading });
    await question.getByRole("button", { name: words.account.startOverConfirm, exact: true })
      .click();
    await dialog.getByText(words.account.startedOver).waitFor();
    await this.leaveAccount();
  }

  /** Accepts the other's new identity without having compared anything. */
  async accept(): Promise<void> {
    const { accept } = words.panel;
    await (await this.panel()).getByRole("button", { name: accept }).click();
    const question = this.page.getByRole("dialog", { name: words.panel.acceptHeading(this.#peer) });
    await question.getByRole("button", { name: accept }).click();
    await question.waitFor({ state: "detached" });
  }

  /** Picks files, and sends them with some words. */
  async send(
    text: string,
    files: readonly { name: string; mimeType: string; bytes: Uint8Array }[],
    room = this.#peer,
  ): Promise<void> {
    const picking = this.page.waitForEvent("filechooser");
    await this.page.getByRole("button", { name: "Attach files" }).click();
    const picked = files.map(({ bytes, ...about }) => ({ ...about, buffer: Buffer.from(bytes) }));
    await (await picking).setFiles(picked);
    await this.say(text, room);
  }

  /** Signs out on the account's page, as somebody who knows what goes. */
  async signOut(): Promise<void> {
    this.page.on("dialog", (dialog) => void dialog.accept());
    await this.page.goto("/account");
    await this.page.getByRole("button", { name: "Sign out here" }).click();
    // The provider asks whether one signs out there as well.
    await this.page.getByRole("button", { name: "Yes, sign me out" }).waitFor();
  }

  /** Names of the databases in this profile, looked up where no script of ours runs. */
  async databases(): Promise<string[]> {
    await this.page.goto("/healthz");
    return await this.page.evaluate(
      "indexedDB.databases().then((all) => all.map(({ name }) => name))",
    );
  }

  /**
   * What must never leave this profile as it is: private keys, and the keys of files and of the
   * archive, as the page could read them.
   */
  async secrets(): Promise<Map<string, Uint8Array>> {
    const records = await this.page.evaluate(readVault) as [unknown[], unknown][];
    const found = new Map<string, Uint8Array>();
    for (const [key, value] of records) collect(key.join(" "), value, found);
    return found;
  }

  /** Asserts that there is nothing that this profile could not read. */
  async hasReadAll(): Promise<void> {
    const unread = Object.values(words.notes.unreadable).map((text) => text(this.#peer));
    const own = Object.values(words.notes.ownUnreadable);
    const notes = await this.notes();
    assertEquals(notes.filter((note) => [...unread, ...own].some((text) => note === text)), []);
  }
}

/** Opens every record of the vault in a page. */
const readVault = `(async () => {
  const answer = (asked) => new Promise((resolve, reject) => {
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
  const { name } = (await indexedDB.databases()).find(({ name }) => name.startsWith("parley.sealed."));
  const database = await answer(indexedDB.open(name));
  const transaction = database.transaction(["records", "secrets"]);
  const [keys, rows, [secret]] = await Promise.all([
    answer(transaction.objectStore("records").getAllKeys()),
    answer(transaction.objectStore("records").getAll()),
    answer(transaction.objectStore("secrets").getAll()),
  ]);
  database.close();
  return await Promise.all(rows.map(async ({ nonce, box }, at) => {
    const additionalData = new TextEncoder().encode(JSON.stringify(keys[at]));
    const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv: nonce, additionalData }, secret, box);
    return [keys[at], JSON.parse(new TextDecoder().decode(plain))];
  }));
})()`;

/** Of what a vault keeps, what is secret and in Base64. */
function collect(place: string, value: unknown, found: Map<string, Uint8Array>): void {
  if (typeof value !== "object" || value === null) return;
  const isPackage = place.endsWith(".privatePackage");
  // Elsewhere such a key is a device's, which everybody may know.
  const hasKey = /^archive$|\.files\.\d+$|\.thumbnail$/.test(place);
  for (const [name, inner] of Object.entries(value)) {
    const at = `${place}.${name}`;
    const isSecret = isPackage || name === "identitySecret" || name === "secret" ||
      (hasKey && name === "key");
    if (typeof inner === "string" && isSecret) found.set(at, Uint8Array.fromBase64(inner));
    else collect(at, inner, found);
  }
}
