/**
 * The landing page's entry: keeps the head counts of the rooms up to date, and forgets what others
 * left here.
 */
import { forgetOthers } from "./sealed/forget_others.ts";
import { fetchJson } from "./platform/http.ts";
import { oneAtATime } from "./platform/one_at_a_time.ts";
import { mergeRooms } from "./rooms/room_list.ts";
import type { ListedRoom } from "./rooms/listed_room.ts";
import { registerWorker } from "./worker/worker_registration.ts";

/** Milliseconds between two looks. */
const intervalMs = 10_000;

const person = document.querySelector<HTMLElement>("[data-person]")?.dataset.person;
if (person !== undefined) void forgetOthers(person);
const directory = document.querySelector<HTMLElement>(".directory");
if (directory !== null) keepFresh(directory);
registerWorker();

function keepFresh(element: HTMLElement): void {
  // A look that fails leaves the counts as they are; the next one comes soon.
  const tryLook = oneAtATime(async () => {
    if (document.visibilityState !== "visible") return;
    const { rooms } = await fetchJson("/api/rooms") as { rooms: ListedRoom[] };
    mergeRooms(element, rooms);
  });
  setInterval(tryLook, intervalMs);
  document.addEventListener("visibilitychange", tryLook);
}
