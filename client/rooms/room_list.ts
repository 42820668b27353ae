import type { ListedRoom } from "./listed_room.ts";
import { texts } from "../i18n/texts.ts";

/**
 * Brings the list on the landing page up to date without moving what is under the pointer: counts
 * change in place, a new room goes to the end, one that is no longer listed stays as empty.
 */
export function mergeRooms(directory: HTMLElement, rooms: readonly ListedRoom[]): void {
  const list = directory.querySelector<HTMLElement>(".rooms");
  const template = directory.querySelector("template");
  if (list === null || template === null) return;
  const rows = new Map(
    [...list.querySelectorAll<HTMLElement>("[data-room]")].map((row) => [row.dataset.room, row]),
  );
  for (const room of rooms) {
    const row = rows.get(room.name) ?? list.appendChild(newRow(template, room.name));
    rows.delete(room.name);
    show(row, room);
  }
  for (const row of rows.values()) showCount(row, 0);
  directory.dataset.empty = String(list.childElementCount === 0);
}

function newRow(template: HTMLTemplateElement, name: string): HTMLElement {
  const fragment = document.importNode(template.content, true);
  const row = fragment.querySelector("li")!;
  row.dataset.room = name;
  // As `roomHref()` does, which would bring to the start page how names are read.
  row.querySelector("a")!.href = `/chat?${new URLSearchParams({ room: name })}`;
  row.querySelector(".name")!.textContent = name;
  return row;
}

function show(row: HTMLElement, { count, topic = "", unread = 0 }: ListedRoom): void {
  showText(row, ".topic", topic);
  showText(row, ".news", unread === 0 ? "" : texts.landing.news(unread));
  showCount(row, count);
}

function showText(row: HTMLElement, selector: string, text: string): void {
  const place = row.querySelector(selector);
  if (place !== null && place.textContent !== text) place.textContent = text;
}

function showCount(row: HTMLElement, count: number): void {
  const people = row.querySelector<HTMLElement>(".people");
  if (people === null || people.dataset.count === String(count)) return;
  people.dataset.count = String(count);
  people.textContent = count === 0 ? texts.landing.nobody : texts.landing.here(count);
}
