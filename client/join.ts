/**
 * The entry of the page behind an invite's link, `/join#SECRET`. Takes the secret out of the
 * address at once, so that it stays in no history and on no screen, and gives it to nobody but the
 * server.
 */
import { ChatError } from "../lib/errors.ts";
import { parseDisplayName } from "../lib/wire/names.ts";
import { ask as askServer } from "./platform/http.ts";
import type { Refusal } from "./platform/refusal.ts";
import { roomHref } from "./platform/room_address.ts";

/** What the page shows: one of the template's sections, by its `data-when`. */
type Scene = "opening" | "name" | "refused" | "forbidden" | "limited" | "unreachable" | "missing";

/** Milliseconds to wait after too many tries when the server does not say. */
const patienceMs = 60_000;

const form = document.querySelector<HTMLFormElement>(".entry")!;
const field = form.querySelector("input")!;
let secret = "";
let isAsking = false;

begin();
// Who pastes a link into a page that is open here loads no page.
addEventListener("hashchange", begin);
for (const button of document.querySelectorAll("[data-when] > p > button")) {
  button.addEventListener("click", () => void enter());
}
form.addEventListener("submit", (event) => {
  event.preventDefault();
  const problem = problemOf(field.value);
  tell(problem);
  if (problem === undefined) void enter();
});

function begin(): void {
  const given = location.hash.slice(1);
  if (given === "") return secret === "" ? show("missing") : undefined;
  history.replaceState(null, "", location.pathname);
  secret = given;
  void enter();
}

/** Asks to be let in, under the name that was typed if there is one. */
async function enter(): Promise<void> {
  if (isAsking) return;
  isAsking = true;
  if (field.value === "") show("opening");
  const scene = await ask();
  isAsking = false;
  if (scene !== undefined) show(scene);
}

/** Goes into the room, or says what to show instead. */
async function ask(): Promise<Scene | undefined> {
  const name = field.value;
  try {
    const wish = { token: secret, ...(name !== "" && { name }) };
    const { room } = await askServer("POST", "/api/join", wish) as { room: string };
    location.replace(roomHref(room));
    return;
  } catch (error) {
    return sceneOf(error as Refusal);
  }
}

function sceneOf({ code, cause }: Refusal): Scene {
  switch (code) {
    // The one thing that may be missing: a name, of whom the server does not know.
    case "bad_request":
      return "name";
    case "forbidden":
      return "forbidden";
    case "not_found":
      return "refused";
    case "rate_limited":
      showWait((cause as { retryAfter?: number }).retryAfter ?? patienceMs);
      return "limited";
    default:
      return "unreachable";
  }
}

/** Says in the page's language when to try again. */
function showWait(retryAfterMs: number): void {
  const words = new Intl.RelativeTimeFormat(document.documentElement.lang);
  const seconds = Math.ceil(retryAfterMs / 1000);
  document.querySelector(".wait")!.textContent = seconds > 90
    ? words.format(Math.ceil(seconds / 60), "minute")
    : words.format(seconds, "second");
}

function show(scene: Scene): void {
  for (const section of document.querySelectorAll<HTMLElement>("[data-when]")) {
    section.hidden = section.dataset.when !== scene;
    if (section.hidden) continue;
    if (scene === "opening") section.querySelector<HTMLElement>('[role="status"]')!.hidden = false;
    // So that who listens hears what is new.
    section.querySelector<HTMLElement>("input, [tabindex]")?.focus();
  }
}

/** Why a name cannot be used, in the words that the template brought. */
function problemOf(name: string): string | undefined {
  try {
    parseDisplayName(name);
    return undefined;
  } catch (error) {
    return error instanceof ChatError ? form.dataset[error.reason!] : String(error);
  }
}

function tell(problem: string | undefined): void {
  form.querySelector(".problem")!.textContent = problem ?? "";
  field.ariaInvalid = `${problem !== undefined}`;
  if (problem === undefined) return field.setAttribute("aria-describedby", "name-help");
  field.setAttribute("aria-describedby", "name-help problem");
  field.focus();
}
