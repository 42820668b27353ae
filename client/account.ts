/** The entry of the page about one's account: what is sealed is forgotten before one signs out. */
import { forgetOthers } from "./sealed/forget_others.ts";

const { person: id = "", name = "" } =
  document.querySelector<HTMLElement>("[data-person]")?.dataset ?? {};
const form = document.querySelector<HTMLFormElement>('form[action="/logout"]');
const button = form?.querySelector("button");

void forgetOthers(id);
form?.addEventListener("submit", (event) => {
  event.preventDefault();
  if (button!.ariaDisabled !== "true") void leave();
});

async function leave(): Promise<void> {
  button!.ariaDisabled = "true";
  // Not in a chunk of its own, see there; where it does not load, one signs out all the same.
  const parts = await import("./view/timeline/around.ts").catch(() => undefined);
  const goesOn = await parts?.leave({ id, name });
  button!.ariaDisabled = "false";
  // Without the very listener above.
  if (goesOn !== false) form!.submit();
}
