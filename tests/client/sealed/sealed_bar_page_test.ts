/** What stands over the log of a direct room, in a real browser. */
import { assert, assertEquals } from "@std/assert";
import type { Page } from "playwright-core";
import { violations } from "../../support/axe.ts";
import { lacksChromium } from "../../support/chromium.ts";
import { focused, phone } from "../pages/rooms_stage.ts";
import { SealedViewStage } from "./sealed_view_stage.ts";

/** What a test sets, and what the bar says then; whether it can be waited out. */
const states: readonly [set: string, words: RegExp, isCalm?: true][] = [
  [`room.readiness.value = "opening"`, /^Opening/, true],
  [
    `room.readiness.value = "waiting_for_peer"`,
    /^Bob has not opened .* leaves when they do\.$/,
    true,
  ],
  [`room.readiness.value = "joining"`, /of yours or of Bob, lets it in/, true],
  [`room.readiness.value = "offline"`, /cannot be reached/, true],
  [`room.readiness.value = "limited"`, /no more keys for now.* leaves by itself\.$/, true],
  [`room.readiness.value = "failed"`, /begins a new one by itself/, true],
  [`room.readiness.value = "storage"`, /Free some space.* load it again\.$/],
  [`room.readiness.value = "other_peer"`, /with somebody else than before.* Nothing leaves\.$/],
  [`room.readiness.value = "blocked"`, /compare safety numbers, then accept\. ?Compare$/],
  [
    changed(false),
    /^Bob has new keys, and those before were not compared\. .* between you\. ?Compare$/,
  ],
  [changed(true), /^Bob has other keys than those that you compared\. .* then accept\. ?Compare$/],
  [
    `room.trust.value = { kind: "first_use" }; ${standing(`{ kind: "offline" }`)}`,
    /cannot be reached/,
    true,
  ],
  [
    standing(`{ kind: "unlinked", devices: [], hasArchive: false }`),
    /none of your devices yet.*Set up this browser$/,
  ],
  [standing(`{ kind: "removed" }`), /taken off your devices.*Set up this browser$/],
  [standing(`{ kind: "replaced", at: 0 }`), /begun anew in another browser, Jan 1, 1970/],
  [standing(`{ kind: "unsupported", why: "insecure" }`), /need https/],
  [standing(`{ kind: "unsupported", why: "storage" }`), /private window/],
  [standing(`{ kind: "unsupported", why: "locks" }`), /too old/],
];

function standing(value: string): string {
  return `account.standing.value = ${value}; room.readiness.value = "no_device"`;
}

/** The server names another identity, and nothing is said since then. */
function changed(wasVerified: boolean): string {
  return `room.readiness.value = "ready";
    room.trust.value = { kind: "changed", wasVerified: ${wasVerified}, at: 0 }`;
}

/** Waits for the end of a frame. */
async function drawn(page: Page): Promise<void> {
  await page.evaluate("new Promise((drawn) => requestAnimationFrame(() => setTimeout(drawn)))");
}

if (!lacksChromium()) {
  Deno.test("the bar says why nothing leaves and what to do, and nothing when all is well", async () => {
    await using stage = await SealedViewStage.open();
    const page = await stage.enter(phone);
    const bar = page.locator(".sealed-bar");
    assertEquals(await bar.innerText(), "");
    for (const [set, words, isCalm = false] of states) {
      await page.evaluate(set);
      await drawn(page);
      const said = page.locator(`.sealed-bar > [role="${isCalm ? "status" : "alert"}"]`);
      const text = (await said.innerText()).replaceAll(/\s+/g, " ");
      assert(words.test(text), `${set}: ${text}`);
      assertEquals(await violations(page), [], set);
      assert(await page.evaluate("document.documentElement.scrollWidth <= innerWidth"), set);
    }
    await page.evaluate(`room.readiness.value = "ready"`);
    await drawn(page);
    assertEquals(await bar.innerText(), "");
  });

  Deno.test("the bar moves nothing that stands in the log", async () => {
    await using stage = await SealedViewStage.open();
    const page = await stage.enter();
    await page.evaluate(`notes.value = [{ kind: "session_renewed" }]`);
    const note = page.locator(".note");
    const before = await note.boundingBox();
    await page.evaluate(
      `room.readiness.value = "blocked"; room.alarms.value = [{ kind: "false_list", whose: "peer" }]`,
    );
    await page.getByRole("alert").getByText("I have seen this").waitFor();
    assertEquals(await note.boundingBox(), before);
  });

  Deno.test("every alarm says what it means, and goes when it was seen", async () => {
    await using stage = await SealedViewStage.open();
    const page = await stage.enter(phone);
    await page.evaluate(
      `room.alarms.value = ["false_list", "false_package", "false_sender", "false_identity", "other_peer"]
        .flatMap((kind) => ["peer", "own", "other"].map((whose) => ({ kind, whose })))
        .filter(({ kind, whose }) => whose === "peer" ||
          !["false_list", "other_peer"].includes(kind) && (whose === "own" || kind === "false_sender"));
      account.alarms.value = ["own_list", "rollback"]`,
    );
    const alarms = page.getByRole("alert");
    for (
      const words of [
        "named a device of Bob that is not theirs",
        "gave a key for a device of Bob",
        "gave a key for another device of yours",
        "under the name of Bob that they have not sent",
        "under your name that none of your devices has sent",
        "under another name than yours and that of Bob",
        "under keys that you have not accepted as those of Bob",
        "in your name under keys that are not yours",
        "put another one in their place",
        "a device of yours that you never added",
        "an old state of your devices",
      ]
    ) await alarms.getByText(words).waitFor();
    assertEquals(await violations(page), []);
    await page.getByRole("button", { name: "I have seen this" }).click();
    await page.locator(".alarms").waitFor({ state: "detached" });
    assertEquals(await page.evaluate("room.calls"), ["dismissAlarms"]);
    assertEquals(await page.evaluate("account.calls"), ["dismissAlarms"]);
    await page.evaluate(`account.alarms.value = ["own_list"]; isAccountOpen.value = true`);
    await page.getByRole("dialog").getByText("a device of yours that you never added").waitFor();
  });

  Deno.test("what the bar offers leads to the panel and to one's devices", async () => {
    await using stage = await SealedViewStage.open();
    const page = await stage.enter();
    await page.evaluate(`room.readiness.value = "blocked"`);
    await page.getByRole("button", { name: "Compare" }).click();
    await focused(page, page.getByRole("heading", { name: "Sealed", exact: true }));
    await page.keyboard.press("Escape");
    await page.evaluate(standing(`{ kind: "removed" }`));
    await page.getByRole("button", { name: "Set up this browser" }).click();
    await page.getByRole("dialog", { name: "My devices and history" }).waitFor();
  });

  Deno.test("a note that can be helped has a button that opens the panel", async () => {
    await using stage = await SealedViewStage.open();
    const page = await stage.enter(phone);
    await page.evaluate(`notes.value = ["before_device", "deleted"].map((cause) =>
      ({ kind: "unreadable", peer: "Bob", cause }))`);
    assertEquals(await page.locator(".note").allInnerTexts(), [
      "What was said before this device was added cannot be read on it. An archive can bring it back. What to do",
      "A message of Bob that was deleted before this device could read it.",
    ]);
    assertEquals(await violations(page), []);
    await page.getByRole("button", { name: "What to do" }).click();
    await page.getByRole("dialog", { name: "Sealed" }).waitFor();
  });

  Deno.test("the bar and notes are all Arabic where the page is", async () => {
    await using stage = await SealedViewStage.open();
    const page = await stage.enter({ ...phone, language: "ar", peer: "سلمى" });
    await page.evaluate(
      `room.readiness.value = "waiting_for_peer";
      room.alarms.value = [{ kind: "false_list", whose: "peer" }];
      room.trust.value = { kind: "changed", wasVerified: false, at: 0 };
      notes.value = [{ kind: "identity_changed", peer: "سلمى", wasVerified: true }]`,
    );
    await page.locator(".alarms").waitFor();
    assertEquals(await violations(page), []);
    const words = await page.locator(".stage").innerText();
    assert(!/[A-Za-z]/.test(words), words);
  });
}
