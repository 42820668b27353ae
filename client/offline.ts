/** The entry of the page that is there in place of the start page while there is no network. */
import { isDirectName } from "../lib/wire/names.ts";
import { browserStorage } from "./platform/browser.ts";
import type { ListedDirect } from "./rooms/direct_rooms.ts";
import { directRoomsKey } from "./sealed/direct_rooms_key.ts";
import { OutboxDatabase } from "./outbox/outbox_database.ts";
import { readAuthor } from "./page/entrance.ts";
import { probe } from "./platform/http.ts";
import { oneAtATime } from "./platform/one_at_a_time.ts";
import { roomHref } from "./platform/room_address.ts";
import { RoomMemory } from "./rooms/room_memory.ts";
import { texts } from "./i18n/texts.ts";

/** Milliseconds between two looks whether the server can be reached. */
const intervalMs = 5_000;

const directory = document.querySelector<HTMLElement>(".directory");
if (directory !== null) void showRooms(directory);
watchForServer();

/** Lists the rooms that were visited here, and those in which something waits. */
async function showRooms(directory: HTMLElement): Promise<void> {
  const waiting = await new OutboxDatabase().counts().catch(() => new Map<string, number>());
  const { recent } = new RoomMemory(browserStorage, readAuthor()?.id).remembered.value;
  const names = new Set([...waiting.keys(), ...recent]);
  const people = readPeople();
  const list = directory.querySelector(".rooms");
  const template = directory.querySelector("template");
  if (list === null || template === null || names.size === 0) return;
  for (const name of names) {
    const title = isDirectName(name) ? people.get(name) : name;
    if (title !== undefined) list.append(newRow(template, name, title, waiting.get(name) ?? 0));
  }
  directory.hidden = false;
}

/** With whom one has which direct room, as this browser knows it. */
function readPeople(): ReadonlyMap<string, string> {
  try {
    const { rooms } = JSON.parse(localStorage.getItem(directRoomsKey)!);
    return new Map((rooms as ListedDirect[]).map((room) => [room.name, room.with.name]));
  } catch {
    return new Map();
  }
}

function newRow(
  template: HTMLTemplateElement,
  name: string,
  title: string,
  waiting: number,
): Node {
  const row = document.importNode(template.content, true);
  row.querySelector("a")!.href = roomHref(name);
  row.querySelector(".name")!.textContent = title;
  if (waiting > 0) row.querySelector(".topic")!.textContent = texts.status.messagesWait(waiting);
  return row;
}

/** Loads the page anew once the server answers. */
function watchForServer(): void {
  // A look that fails changes nothing; the next one comes soon.
  const tryLook = oneAtATime(async () => {
    if (await probe("/healthz") === 200) location.reload();
  });
  setInterval(tryLook, intervalMs);
  addEventListener("online", tryLook);
  document.addEventListener("visibilitychange", tryLook);
}
