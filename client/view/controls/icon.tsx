import type { JSX } from "preact";

const shapes = {
  close: "M6 6l12 12M18 6L6 18",
  down: "M12 5v14M6 13l6 6 6-6",
  link:
    "M10 14a4 4 0 0 0 5.7 0l3.2-3.2a4 4 0 0 0-5.7-5.7L12 6.3M14 10a4 4 0 0 0-5.7 0l-3.2 3.2a4 4 0 0 0 5.7 5.7l1.2-1.2",
  check: "M5 13l4.5 4.5L19 7",
  people:
    "M9 11.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7M2.5 19.5c.5-3.4 3.2-5 6.5-5s6 1.6 6.5 5M16 4.8a3.5 3.5 0 0 1 0 6.4M18 14.8c2 .8 3.2 2.3 3.5 4.7",
  send: "M12 19V5M6 11l6-6 6 6",
  reply: "M9 14L4 9l5-5M4 9h9a7 7 0 0 1 7 7v3",
  settings:
    "M12 9a3 3 0 1 0 0 6 3 3 0 0 0 0-6M19.4 13.5a7.6 7.6 0 0 0 0-3l2-1.5-2-3.5-2.3 1a7.6 7.6 0 0 0-2.6-1.5L14.2 2.5h-4.4L9.5 5a7.6 7.6 0 0 0-2.6 1.5l-2.3-1-2 3.5 2 1.5a7.6 7.6 0 0 0 0 3l-2 1.5 2 3.5 2.3-1A7.6 7.6 0 0 0 9.5 19l.3 2.5h4.4l.3-2.5a7.6 7.6 0 0 0 2.6-1.5l2.3 1 2-3.5z",
  react:
    "M20.4 10.5A8.5 8.5 0 1 1 13.5 3.6M8.5 14.5c.8 1.2 2 1.8 3.5 1.8s2.7-.6 3.5-1.8M9 9.8v.2M15 9.8v.2M19 2.5v5M16.5 5h5",
  edit:
    "M5 19l.8-3.6L16.6 4.6a1.7 1.7 0 0 1 2.4 0l.4.4a1.7 1.7 0 0 1 0 2.4L8.6 18.2zM14.5 6.7l2.8 2.8",
  more: "M5 11.5v1M4.5 12h1M12 11.5v1M11.5 12h1M19 11.5v1M18.5 12h1",
  copy: "M9 8.5h9.5V20H9zM15 8.5V4H5.5v11.5H9",
  remove: "M4.5 6.5h15M9 6.5V4h6v2.5M6.5 6.5L7.3 20h9.4l.8-13.5M10 10.5v6M14 10.5v6",
  menu: "M4 7h16M4 12h16M4 17h16",
  search: "M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13M15.5 15.5L20 20",
  plus: "M12 5v14M5 12h14",
  columns: "M4 5.5h16v13H4zM9.5 5.5v13",
  leave: "M14 4H6v16h8M10 12h10M16.5 8.5L20 12l-3.5 3.5",
  trouble:
    "M4 4l16 16M8.5 8.6A8 8 0 0 0 4.5 11M13.5 7a10 10 0 0 1 6 4M9 14a4.5 4.5 0 0 1 5.5-.2M12 18h.01",
  smile:
    "M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17M8.5 14.2c.8 1.3 2 1.9 3.5 1.9s2.7-.6 3.5-1.9M9 9.7v.2M15 9.7v.2",
  letters: "M2.5 18L7.75 6 13 18M4.5 13.5H11M20.75 11v7M20.75 14.5a3 3 0 1 1-6 0 3 3 0 0 1 6 0",
  lock: "M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3",
  unlisted:
    "M4 4l16 16M9.9 5.4A9.5 9.5 0 0 1 21 12a15 15 0 0 1-2.6 3.4M6.4 7.5A14 14 0 0 0 3 12c2 4 5 6.5 9 6.5a9 9 0 0 0 3.8-.8M10 10a2.9 2.9 0 0 0 4 4",
  archive: "M3.5 5h17v4h-17zM5 9v10.5h14V9M10 13h4",
  ban: "M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17M6 6l12 12",
  invite:
    "M10 11.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7M3.5 19.5c.5-3.4 3.2-5 6.5-5 1.5 0 2.8.3 4 1M18 13v6M15 16h6",
  bot: "M5 9h14v10.5H5zM12 9V4.5M9.5 13.5v1.5M14.5 13.5v1.5M2.5 13v3M21.5 13v3",
  handOver: "M4 8h13M13.5 4.5L17 8l-3.5 3.5M20 16H7M10.5 12.5L7 16l3.5 3.5",
  clock: "M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17M12 8v4.5l3 2",
} as const;

/** Name of a drawing. */
export type IconShape = keyof typeof shapes;

/** Shapes that point along the line of text, and so the other way where that runs to the left. */
const sideways: ReadonlySet<IconShape> = new Set(["reply", "columns", "leave"]);

/** A small drawing beside or in place of words; says nothing by itself. */
export function Icon({ shape }: { shape: IconShape }): JSX.Element {
  return <Drawing path={shapes[shape]} isSideways={sideways.has(shape)} />;
}

/** The same for one that only a part of the page needs, which then brings its path. */
export function Drawing(
  { path, isSideways = false }: { path: string; isSideways?: boolean },
): JSX.Element {
  return (
    <svg class="icon" viewBox="0 0 24 24" data-sideways={isSideways} aria-hidden="true">
      <path d={path} />
    </svg>
  );
}
