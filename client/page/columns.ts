import { effect } from "@preact/signals";
import type { ReadonlySignal } from "@preact/signals";
import { columnsCookie, columnsValue, readColumns } from "../../lib/wire/columns_cookie.ts";
import type { Columns } from "../../lib/wire/columns_cookie.ts";
import { readCookie, writeCookie } from "../platform/cookies.ts";

/** The columns with which the server has written the page. */
export function readPageColumns({ dataset }: HTMLElement): Columns {
  // The page that is there without a network may be older than the choice.
  if (dataset.room === "") return readColumns(readCookie(columnsCookie));
  return { rooms: dataset.sidebar !== "hidden", details: dataset.details !== "hidden" };
}

/** Keeps the page, and the cookie that the server reads, as the columns are wanted. */
export function keepColumns(columns: ReadonlySignal<Columns>, { dataset }: HTMLElement): void {
  effect(() => {
    const { rooms, details } = columns.value;
    dataset.sidebar = rooms ? "shown" : "hidden";
    dataset.details = details ? "shown" : "hidden";
    // Written anew at each visit: some browsers forget it after a week.
    writeCookie(columnsCookie, columnsValue(columns.value));
  });
}
