/**
 * Draws each main state of the pages into screenshots/, and those of the README into docs/images.
 * Needs Chromium; Arabic wants a font such as Debian's fonts-noto-core has.
 *
 *     deno task screenshots             all of them
 *     deno task screenshots dark phone  those whose names hold one of these words
 */
import { Buffer } from "node:buffer";
import { join } from "@std/path";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { connected } from "../tests/support/browser_stage.ts";
import { launchChromium } from "../tests/support/chromium.ts";
import type { TestClient } from "../tests/support/client.ts";
import { projectFolder, TestServer } from "../tests/support/server.ts";

const room = "tea-kitchen";
const otherRooms = ["biscuits", "garden", "release-0.2"];

/** One state of the pages. */
interface Shot {
  readonly name: string;
  /** Whether the README shows it. */
  readonly isInReadme?: boolean;
  readonly options?: BrowserContextOptions;
  /** The page's address; the room by default. */
  readonly path?: string;
  /** Who looks; nobody that the server knows when empty, Marie by default. */
  readonly viewer?: "Bo" | "";
  /** Brings the page there; `link` leads into the private room. */
  prepare?(page: Page, people: People, link: string): Promise<void>;
}

/** Those who talk, by name. */
type People = ReadonlyMap<string, TestClient>;

const desk = { viewport: { width: 1280, height: 800 } };
const dark = { ...desk, colorScheme: "dark" } as const;
const phone = {
  viewport: { width: 390, height: 780 },
  deviceScaleFactor: 2,
  isMobile: true,
  hasTouch: true,
} as const;
const phone360 = { ...phone, viewport: { width: 360, height: 740 } } as const;
const darkPhone = { ...phone360, colorScheme: "dark" } as const;
const arabic = { locale: "ar-EG" };

/** A private room of Marie's. */
const club = "/chat?room=book-club";
/** A room with pictures. */
const outing = "/chat?room=outing";

const shots: readonly Shot[] = [
  { name: "room-light", isInReadme: true, prepare: typing("Linus") },
  { name: "room-dark", options: dark, prepare: typing("Grace") },
  { name: "room-phone", isInReadme: true, options: phone, prepare: typing("Ada") },
  { name: "room-phone-dark", options: { ...phone, colorScheme: "dark" } },
  { name: "room-360", options: { ...phone, viewport: { width: 360, height: 640 } } },
  { name: "room-wide", options: { viewport: { width: 1920, height: 1080 } } },
  { name: "room-arabic", isInReadme: true, options: { ...desk, ...arabic } },
  { name: "room-arabic-phone", options: { ...phone, ...arabic, colorScheme: "dark" } },
  { name: "room-empty", path: "/chat?room=new-room" },
  { name: "room-read-back", prepare: readBack },
  { name: "landing", path: "/" },
  { name: "landing-dark-phone", path: "/", options: { ...phone, colorScheme: "dark" } },
  { name: "landing-arabic", path: "/", options: { ...desk, ...arabic } },
  { name: "error", path: "/nowhere" },
  { name: "rooms-phone", options: phone, prepare: click(/^Show your rooms/) },
  { name: "switcher", isInReadme: true, prepare: pressed("Control+k", "e") },
  { name: "switcher-dark-phone", options: { ...phone, colorScheme: "dark" }, prepare: switcher },
  { name: "create-room", prepare: click("Create a room") },
  {
    name: "create-room-360",
    options: { ...phone, viewport: { width: 360, height: 640 }, colorScheme: "dark" },
    prepare: async (page) => {
      await page.getByRole("button", { name: /^Show your rooms/ }).click();
      await page.getByRole("button", { name: "Create a room" }).click();
    },
  },
  { name: "private-room", path: club },
  { name: "private-room-phone", path: club, options: phone, prepare: click(/show who/) },
  { name: "private-room-arabic", path: club, options: { ...dark, ...arabic } },
  { name: "person-menu", path: club, prepare: click("What to do with Bo") },
  { name: "person-role", path: club, prepare: person("Change role…") },
  { name: "person-ban-dark-phone", path: club, options: darkPhone, prepare: person("Ban…") },
  { name: "members", path: club, prepare: click("Members") },
  { name: "members-dark-phone", path: club, options: darkPhone, prepare: managed("Members") },
  { name: "kept-out", path: club, options: dark, prepare: click("Kept out") },
  { name: "invites", path: club, prepare: click("Invite people") },
  { name: "invites-360", path: club, options: darkPhone, prepare: managed("Invite people") },
  {
    name: "invites-arabic",
    path: club,
    options: { ...desk, ...arabic },
    prepare: click("دعوة الناس"),
  },
  { name: "invite-link", isInReadme: true, path: club, prepare: linked },
  { name: "invite-link-dark-phone", path: club, options: darkPhone, prepare: linked },
  { name: "programs", path: club, options: dark, prepare: managed("Bots and webhooks") },
  { name: "programs-360", path: club, options: phone360, prepare: webhooks },
  {
    name: "programs-arabic",
    path: club,
    options: { ...desk, ...arabic },
    prepare: click("الروبوتات وخطافات الويب"),
  },
  { name: "program-secret", path: club, prepare: botMade },
  { name: "program-secret-dark-phone", path: club, options: darkPhone, prepare: botMade },
  { name: "room-settings", path: club, prepare: click("Settings of the room") },
  {
    name: "room-settings-dark-phone",
    path: club,
    options: darkPhone,
    prepare: managed("Settings of the room"),
  },
  { name: "muted", path: club, viewer: "Bo", options: phone },
  { name: "muted-dark", path: club, viewer: "Bo", options: dark },
  { name: "invited", path: "/join", viewer: "", prepare: invited },
  { name: "invited-dark-phone", path: "/join", viewer: "", options: darkPhone, prepare: invited },
  {
    name: "invited-arabic",
    path: "/join",
    viewer: "",
    options: { ...phone, ...arabic },
    prepare: invited,
  },
  { name: "invite-refused-phone", path: "/join#no", viewer: "", options: phone },
  { name: "search", isInReadme: true, options: dark, prepare: searched },
  { name: "search-phone", options: phone, prepare: searched },
  { name: "shortcuts", prepare: pressed("?") },
  { name: "settings", prepare: click("Settings") },
  { name: "settings-dark", options: dark, prepare: click("Settings") },
  { name: "settings-arabic", options: { ...desk, ...arabic }, prepare: click("الإعدادات") },
  { name: "emoji-picker", prepare: picker },
  { name: "emoji-picker-dark", options: dark, prepare: picker },
  { name: "completion", prepare: written("Thanks @gr") },
  { name: "formatting", prepare: formatting },
  { name: "message-tools", prepare: hovered },
  { name: "replying", prepare: replying },
  { name: "near-the-limit", prepare: written(`Thanks ${"a lot ".repeat(1_300)}`) },
  { name: "files", isInReadme: true, path: outing, prepare: attached },
  { name: "files-dark", path: outing, options: dark, prepare: attached },
  { name: "files-phone", path: outing, options: phone360, prepare: attached },
  { name: "files-arabic", path: outing, options: { ...desk, ...arabic }, prepare: attached },
  { name: "lightbox", path: outing, prepare: enlarged },
  { name: "lightbox-dark-phone", path: outing, options: darkPhone, prepare: enlarged },
  { name: "offline", isInReadme: true, prepare: offline },
  { name: "offline-dark-phone", options: { ...phone, colorScheme: "dark" }, prepare: offline },
  { name: "offline-arabic", options: { ...desk, ...arabic }, prepare: offline },
];

const sayings: readonly (readonly [name: string, text: string, replyTo?: number])[] = [
  ["Ada", "Good morning! The kettle is on. ☕"],
  ["Grace", "On my way. Does anybody know what became of the *good* cups?"],
  ["Ada", "Second shelf, behind the Earl Grey.", 2],
  ["Linus", "While we wait, the release is out: https://example.org/parley/0.1"],
  [
    "Linus",
    "It takes two lines:\n\n```sh\nnpx -y deno@2.8.3 task start\nopen http://localhost:8080\n```",
  ],
  ["Grace", "**That** is all? No account, no database?"],
  ["Ada", "None. And who loses the network misses nothing, @Marie.", 6],
  ["Grace", "🎉"],
];

if (import.meta.main) await main(Deno.args);

async function main(words: readonly string[]): Promise<void> {
  const wanted = shots.filter(({ name }) =>
    words.length === 0 || words.some((word) => name.includes(word))
  );
  const folder = join(projectFolder, "screenshots");
  await Deno.mkdir(folder, { recursive: true });
  await using server = await TestServer.open();
  const people = await talk(server);
  const cookies = { Marie: await server.cookieOf("Marie"), Bo: await server.cookieOf("Bo") };
  const link = await openClub(server, cookies, people);
  const browser = await launchChromium();
  for (const [index, shot] of wanted.entries()) {
    tell(`\r${index + 1} of ${wanted.length}: ${shot.name}                    `);
    const path = join(folder, `${shot.name}.png`);
    const cookie = shot.viewer === "" ? undefined : cookies[shot.viewer ?? "Marie"];
    await draw(shot, { browser, server, people, cookie, link, path });
    if (shot.isInReadme) {
      await Deno.copyFile(path, join(projectFolder, "docs", "images", `${shot.name}.png`));
    }
  }
  await browser.close();
  for (const client of people.values()) await client.close();
  tell(`\r${wanted.length} pictures are in screenshots/                    \n`);
}

/** Has people talk in the rooms. */
async function talk(server: TestServer): Promise<Map<string, TestClient>> {
  const people = new Map<string, TestClient>();
  for (const name of ["Ada", "Grace", "Linus"]) {
    people.set(name, await server.join({ room, name }));
  }
  for (const [name, text, replyTo] of sayings) {
    await send(people.get(name)!, { type: "say", text, ...(replyTo && { replyTo }) });
  }
  for (
    const [name, target, emoji] of [["Ada", 4, "🎉"], ["Grace", 4, "🎉"], [
      "Linus",
      7,
      "❤️",
    ]] as const
  ) {
    await send(people.get(name)!, { type: "react", target, emoji, on: true });
  }
  return people;
}

/** Marie makes a private room; some come by her links, one is muted, one banned. Gives a link. */
async function openClub(
  server: TestServer,
  cookies: Readonly<Record<"Marie" | "Bo", string>>,
  people: Map<string, TestClient>,
): Promise<string> {
  const ask = async (cookie: string, method: string, path: string, body: unknown) => {
    const headers = { cookie, origin: server.origin, "content-type": "application/json" };
    const answer = await server.fetch(path, { method, headers, body: JSON.stringify(body) });
    const text = await answer.text();
    return text === "" ? undefined : JSON.parse(text);
  };
  const path = "/api/rooms/book-club";
  const topic = "Middlemarch, up to chapter 12";
  await ask(cookies.Marie, "POST", "/api/rooms", {
    name: "book-club",
    visibility: "private",
    topic,
  });
  const drafts = [
    { label: "The usual ones", expires: Date.now() + 604_800_000, maxUses: 10 },
    { label: "For Nora", maxUses: 1 },
    { role: "reader" },
  ];
  const [usual, nora] = await Array.fromAsync(
    drafts,
    (draft) => ask(cookies.Marie, "POST", `${path}/invites`, draft),
  );
  const comers = [["Bo", usual], ["Nora", nora], ["Ines", usual], ["Mallory", usual]] as const;
  for (const [name, { token }] of comers) {
    const cookie = name === "Bo" ? cookies.Bo : await server.cookieOf(name);
    await ask(cookie, "POST", "/api/join", { token });
    people.set(
      name,
      await server.join({
        room: "book-club",
        name,
        headers: { cookie, origin: server.origin },
      }),
    );
    const { id } = await (await server.fetch("/api/me", { headers: { cookie } })).json();
    const mutedUntil = Date.now() + 3_600_000;
    if (name === "Bo") await ask(cookies.Marie, "PATCH", `${path}/members/${id}`, { mutedUntil });
    if (name === "Nora") {
      await ask(cookies.Marie, "PATCH", `${path}/members/${id}`, { role: "moderator" });
    }
    if (name === "Mallory") await ask(cookies.Marie, "PUT", `${path}/bans/${id}`, {});
  }
  await ask(cookies.Marie, "POST", `${path}/bots`, { name: "Librarian", role: "moderator" });
  await ask(cookies.Marie, "POST", `${path}/bots`, { name: "New arrivals", isHook: true });
  await ask(cookies.Marie, "POST", `${path}/webhooks`, { url: "https://example.org/book-club" });
  return `/join#${usual.token}`;
}

async function invited(page: Page, _people: People, link: string): Promise<void> {
  // deno-lint-ignore no-explicit-any
  await page.evaluate((link) => void ((globalThis as any).location.href = link), link);
  await page.getByRole("textbox").waitFor();
}

function managed(name: string): NonNullable<Shot["prepare"]> {
  return async (page) => {
    const people = page.getByRole("button", { name: /show who/ });
    if (await people.getAttribute("aria-haspopup") === "dialog") await people.click();
    await page.getByRole("button", { name, exact: true }).click();
  };
}

function person(choice: string): NonNullable<Shot["prepare"]> {
  return async (page) => {
    const people = page.getByRole("button", { name: /show who/ });
    if (await people.getAttribute("aria-haspopup") === "dialog") await people.click();
    await page.getByRole("button", { name: "What to do with Bo" }).click();
    await page.getByRole("button", { name: choice }).click();
  };
}

async function linked(page: Page, people: People, link: string): Promise<void> {
  await managed("Invite people")(page, people, link);
  await page.getByRole("button", { name: "Make a link" }).click();
}

async function webhooks(page: Page, people: People, link: string): Promise<void> {
  await managed("Bots and webhooks")(page, people, link);
  await page.getByRole("group", { name: "Outgoing webhooks" }).scrollIntoViewIfNeeded();
}

async function botMade(page: Page, people: People, link: string): Promise<void> {
  await managed("Bots and webhooks")(page, people, link);
  await page.getByLabel("Name of the bot").fill("Tea timer");
  await page.getByRole("button", { name: "Make a bot" }).click();
}

async function draw(
  { options = desk, path: address = `/chat?room=${room}`, prepare }: Shot,
  { browser, server, people, cookie, link, path }: {
    browser: Browser;
    server: TestServer;
    people: People;
    /** Who looks. */
    cookie: string | undefined;
    link: string;
    path: string;
  },
): Promise<void> {
  const context = await browser.newContext({ baseURL: server.origin, ...options });
  const page = await context.newPage();
  if (cookie === undefined) {
    await page.goto(address);
    await page.waitForLoadState("networkidle");
    await prepare?.(page, people, link);
    await page.waitForTimeout(600);
    await page.screenshot({ path });
    return await context.close();
  }
  const [name, value] = cookie.split("=");
  await context.addCookies([{ name: name!, value: value!, url: server.origin }]);
  // Somebody who has been in other rooms, where something is said later.
  for (const other of otherRooms) {
    await page.goto(`/chat?room=${other}`);
    await connected(page);
    // Time to tell the server what was read.
    await page.waitForTimeout(300);
  }
  await page.goto(address);
  if (address.startsWith("/chat")) await connected(page);
  for (const [other, text] of [["garden", "It rains."], ["biscuits", "@Marie, one is left."]]) {
    const visitor = await server.join({ room: other!, name: "Emil" });
    await send(visitor, { type: "say", text });
    await visitor.close();
  }
  await page.waitForLoadState("networkidle");
  await prepare?.(page, people, link);
  // What moves has come to rest.
  await page.waitForTimeout(600);
  await page.screenshot({ path });
  await context.close();
}

async function send(client: TestClient, command: Record<string, unknown>): Promise<void> {
  client.send(command);
  await client.settled();
}

function typing(name: string): NonNullable<Shot["prepare"]> {
  return async (page, people) => {
    people.get(name)!.send({ type: "typing", on: true });
    await page.getByText(`${name} is typing…`).waitFor();
  };
}

function click(name: string | RegExp): NonNullable<Shot["prepare"]> {
  return (page) => page.getByRole("button", { name }).first().click();
}

function pressed(...keys: string[]): NonNullable<Shot["prepare"]> {
  return async (page) => {
    await page.getByRole("log").focus();
    for (const key of keys) await page.keyboard.press(key);
  };
}

function written(text: string): NonNullable<Shot["prepare"]> {
  return async (page) => {
    const box = page.getByRole("textbox").first();
    if (text.length > 1_000) await box.fill(text);
    else await box.pressSequentially(text);
  };
}

async function switcher(page: Page): Promise<void> {
  await page.getByRole("button", { name: /^Show your rooms/ }).click();
  await page.getByRole("button", { name: /Find a room/ }).click();
}

async function searched(page: Page): Promise<void> {
  await page.getByRole("button", { name: `Search in ${room}` }).first().click();
  await page.getByRole("searchbox").fill("the");
  await page.keyboard.press("Enter");
}

async function picker(page: Page): Promise<void> {
  await page.getByRole("button", { name: /emoji/i }).first().click();
}

async function formatting(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Formatting" }).click();
  await page.getByRole("textbox").first().fill("One line\n\n- another\n- and **one** more");
}

async function hovered(page: Page): Promise<void> {
  await page.getByText("Second shelf").hover();
}

async function replying(page: Page): Promise<void> {
  await page.getByText("Second shelf").hover();
  await page.getByRole("button", { name: /^Reply/ }).first().click();
  await page.getByRole("textbox").first().pressSequentially("Found them, thanks!");
}

async function readBack(page: Page, people: People): Promise<void> {
  await page.setViewportSize({ width: 1280, height: 480 });
  await page.getByRole("log").evaluate((log) => log.scrollTop = 0);
  await page.waitForTimeout(300);
  await send(people.get("Ada")!, { type: "typing", on: false });
}

/** A picture of hills at some hour of the day, as a file for the picker. */
async function hills(page: Page, name: string, hue: number) {
  const base64 = await page.evaluate((hue) => {
    // deno-lint-ignore no-explicit-any
    const { document } = globalThis as any;
    const canvas = Object.assign(document.createElement("canvas"), { width: 1_200, height: 800 });
    const pen = canvas.getContext("2d");
    const sky = pen.createLinearGradient(0, 0, 0, 800);
    sky.addColorStop(0, `hsl(${hue} 70% 45%)`);
    sky.addColorStop(1, `hsl(${hue + 40} 90% 85%)`);
    pen.fillStyle = sky;
    pen.fillRect(0, 0, 1_200, 800);
    pen.fillStyle = "hsl(45 100% 88%)";
    pen.arc(820, 330, 70, 0, 2 * Math.PI);
    pen.fill();
    for (let hill = 0; hill < 4; hill++) {
      pen.fillStyle = `hsl(${160 + hill * 6} 35% ${52 - hill * 11}%)`;
      pen.beginPath();
      pen.moveTo(0, 800);
      for (let x = 0; x <= 1_200; x += 10) {
        pen.lineTo(x, 440 + hill * 85 + 60 * Math.sin(x / (150 + 40 * hill) + hill * 2));
      }
      pen.lineTo(1_200, 800);
      pen.fill();
    }
    return canvas.toDataURL("image/jpeg", 0.9).split(",")[1] as string;
  }, hue);
  return { name, mimeType: "image/jpeg", buffer: Buffer.from(base64, "base64") };
}

/** Pictures and a document were sent, and one more is about to be. */
async function attached(page: Page): Promise<void> {
  const picker = page.locator("input[type=file]");
  const plan = Buffer.concat([Buffer.from("%PDF-1.4\n"), Buffer.alloc(182_000)]);
  await picker.setInputFiles([
    await hills(page, "morning.jpg", 200),
    { name: "Walks around the lake.pdf", mimeType: "application/pdf", buffer: plan },
  ]);
  const descriptions = page.locator(".attachment-card input[type=text]");
  await descriptions.first().fill("Hills in the morning light, the sun just over them");
  await page.locator(".attachment-card[data-state=done]").nth(1).waitFor();
  const box = page.locator(".composer textarea");
  await box.fill("From the top, at seven. The way up is on page two.");
  // On a phone, Enter begins a line.
  await page.locator(".composer button.send").click();
  await page.locator(".attachment-card").first().waitFor({ state: "detached" });
  await picker.setInputFiles([await hills(page, "evening.jpg", 330)]);
  await page.locator(".attachment-card[data-state=done]").waitFor();
  await page.waitForLoadState("networkidle");
}

async function enlarged(page: Page): Promise<void> {
  await attached(page);
  await page.locator('[role="log"] img').last().click();
  await page.getByRole("dialog").locator("img").waitFor();
}

async function offline(page: Page): Promise<void> {
  await page.context().setOffline(true);
  await page.evaluate(() => void dispatchEvent(new Event("offline")));
  // Only now is the socket gone: what was sent before would still arrive.
  await page.locator('.status-line[data-status="offline"]').waitFor();
  await page.getByRole("textbox").first().fill("Two biscuits for me, please");
  await page.locator(".send").click();
  await page.locator(".message[data-status]").waitFor();
}

function tell(text: string): void {
  Deno.stderr.writeSync(new TextEncoder().encode(text));
}
