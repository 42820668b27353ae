import { assertEquals } from "@std/assert";
import { signal } from "@preact/signals";
import { PageLayout } from "../../../client/page/page_layout.ts";

/** A layout on a screen that is wide unless told otherwise. */
function open({ isWide = true, rooms = true, details = true } = {}) {
  const fits = signal(isWide);
  const layout = new PageLayout({ columns: { rooms, details }, fitsRooms: fits, fitsPanel: fits });
  return { fits, layout };
}

Deno.test("PageLayout shows the columns that are wanted and fit", () => {
  const { fits, layout } = open();
  assertEquals([layout.isSidebarShown.value, layout.panel.value], [true, "details"]);
  fits.value = false;
  assertEquals([layout.isSidebarShown.value, layout.panel.value], [false, undefined]);
  assertEquals(open({ details: false }).layout.panel.value, undefined);
});

Deno.test("PageLayout.toggleRooms() hides the column on a wide screen, opens a drawer on a narrow one", () => {
  const wide = open().layout;
  wide.toggleRooms();
  assertEquals([wide.columns.value.rooms, wide.overlay.value], [false, undefined]);
  const narrow = open({ isWide: false }).layout;
  narrow.toggleRooms();
  assertEquals([narrow.columns.value.rooms, narrow.overlay.value], [true, "rooms"]);
});

Deno.test("PageLayout takes the drawer away when there is space for the column", () => {
  const { fits, layout } = open({ isWide: false });
  layout.toggleRooms();
  fits.value = true;
  assertEquals(layout.overlay.value, undefined);
});

Deno.test("PageLayout shows one overlay at a time", () => {
  const { layout } = open();
  layout.toggle("switcher");
  layout.toggle("create");
  assertEquals(layout.overlay.value, "create");
  layout.toggle("create");
  assertEquals(layout.overlay.value, undefined);
});

Deno.test("PageLayout remembers that the details were closed, and not that a search was", () => {
  const { layout } = open();
  layout.openPanel("search");
  assertEquals(layout.panel.value, "search");
  layout.closePanel();
  assertEquals([layout.panel.value, layout.columns.value.details], ["details", true]);
  layout.closePanel();
  assertEquals([layout.panel.value, layout.columns.value.details], [undefined, false]);
});

Deno.test("PageLayout leads from the files back to the details, with the focus", () => {
  const { fits, layout } = open();
  layout.openPanel("files");
  assertEquals([layout.panel.value, layout.takeCall()], ["files", true]);
  layout.closePanel();
  assertEquals([layout.panel.value, layout.takeCall()], ["details", true]);
  fits.value = false;
  layout.openPanel("files");
  assertEquals([layout.panel.value, layout.takeCall()], ["files", true]);
  layout.closePanel();
  assertEquals([layout.panel.value, layout.takeCall()], [undefined, false]);
});

Deno.test("PageLayout shows details over a narrow page only when asked, and that is not remembered", () => {
  const { fits, layout } = open({ isWide: false, details: false });
  layout.togglePanel("details");
  assertEquals(layout.panel.value, "details");
  fits.value = true;
  assertEquals(layout.panel.value, undefined);
  assertEquals(layout.columns.value.details, false);
});

Deno.test("PageLayout.roomChanged() ends what was about the last room, and leaves the columns", () => {
  const { layout } = open();
  layout.openPanel("search");
  layout.toggle("switcher");
  layout.roomChanged();
  assertEquals([layout.panel.value, layout.overlay.value], ["details", undefined]);
});

Deno.test("PageLayout.takeCall() tells once that a panel was asked for", () => {
  const { layout } = open();
  assertEquals(layout.takeCall(), false);
  layout.openPanel("details");
  assertEquals([layout.takeCall(), layout.takeCall()], [true, false]);
});
