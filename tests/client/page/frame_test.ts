import { assertEquals } from "@std/assert";
import { signal } from "@preact/signals";
import { Frame } from "../../../client/page/frame.ts";

/** A frame on a screen that is wide unless told otherwise. */
function open({ isWide = true, rooms = true, details = true } = {}) {
  const fits = signal(isWide);
  const frame = new Frame({ columns: { rooms, details }, fitsRooms: fits, fitsPanel: fits });
  return { fits, frame };
}

Deno.test("Frame shows the columns that are wanted and fit", () => {
  const { fits, frame } = open();
  assertEquals([frame.isSidebarShown.value, frame.panel.value], [true, "details"]);
  fits.value = false;
  assertEquals([frame.isSidebarShown.value, frame.panel.value], [false, undefined]);
  assertEquals(open({ details: false }).frame.panel.value, undefined);
});

Deno.test("Frame.toggleRooms() hides the column on a wide screen, opens a drawer on a narrow one", () => {
  const wide = open().frame;
  wide.toggleRooms();
  assertEquals([wide.columns.value.rooms, wide.overlay.value], [false, undefined]);
  const narrow = open({ isWide: false }).frame;
  narrow.toggleRooms();
  assertEquals([narrow.columns.value.rooms, narrow.overlay.value], [true, "rooms"]);
});

Deno.test("Frame takes the drawer away when there is space for the column", () => {
  const { fits, frame } = open({ isWide: false });
  frame.toggleRooms();
  fits.value = true;
  assertEquals(frame.overlay.value, undefined);
});

Deno.test("Frame shows one overlay at a time", () => {
  const { frame } = open();
  frame.toggle("switcher");
  frame.toggle("create");
  assertEquals(frame.overlay.value, "create");
  frame.toggle("create");
  assertEquals(frame.overlay.value, undefined);
});

Deno.test("Frame remembers that the details were closed, and not that a search was", () => {
  const { frame } = open();
  frame.openPanel("search");
  assertEquals(frame.panel.value, "search");
  frame.closePanel();
  assertEquals([frame.panel.value, frame.columns.value.details], ["details", true]);
  frame.closePanel();
  assertEquals([frame.panel.value, frame.columns.value.details], [undefined, false]);
});

Deno.test("Frame leads from the files back to the details, with the focus", () => {
  const { fits, frame } = open();
  frame.openPanel("files");
  assertEquals([frame.panel.value, frame.takeCall()], ["files", true]);
  frame.closePanel();
  assertEquals([frame.panel.value, frame.takeCall()], ["details", true]);
  fits.value = false;
  frame.openPanel("files");
  assertEquals([frame.panel.value, frame.takeCall()], ["files", true]);
  frame.closePanel();
  assertEquals([frame.panel.value, frame.takeCall()], [undefined, false]);
});

Deno.test("Frame shows details over a narrow page only when asked, and that is not remembered", () => {
  const { fits, frame } = open({ isWide: false, details: false });
  frame.togglePanel("details");
  assertEquals(frame.panel.value, "details");
  fits.value = true;
  assertEquals(frame.panel.value, undefined);
  assertEquals(frame.columns.value.details, false);
});

Deno.test("Frame.roomChanged() ends what was about the last room, and leaves the columns", () => {
  const { frame } = open();
  frame.openPanel("search");
  frame.toggle("switcher");
  frame.roomChanged();
  assertEquals([frame.panel.value, frame.overlay.value], ["details", undefined]);
});

Deno.test("Frame.takeCall() tells once that a panel was asked for", () => {
  const { frame } = open();
  assertEquals(frame.takeCall(), false);
  frame.openPanel("details");
  assertEquals([frame.takeCall(), frame.takeCall()], [true, false]);
});
