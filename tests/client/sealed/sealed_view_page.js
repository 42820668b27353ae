/**
 * What the tests of the views of sealed messages load into a page, as the chat page would show it. Not
 * TypeScript: the types of this folder are those of a server.
 */
import { signal } from "@preact/signals";
import { createElement as h, Fragment, render } from "preact";
import { PageLayout } from "../../../client/page/page_layout.ts";
import { noteText } from "../../../client/sealed/note_text.ts";
import { hasRemedy } from "../../../client/sealed/sealed_note.ts";
import { speak } from "../../../client/i18n/texts.ts";
import { Modal } from "../../../client/view/controls/modal.tsx";
import { NoteRow } from "../../../client/view/timeline/note_row.tsx";
import {
  SealedAccountView,
  SealedBar,
  SealedPanel,
  speakOfSealed,
} from "../../../client/view/sealed/sealed_parts.ts";
import { ar } from "../../../lib/texts/ar.ts";
import { late } from "../../../lib/texts/ar_late.ts";
import { device, FakeSealAccount, FakeSealedRoom } from "./fake_sealed.ts";

const { lang, dataset } = document.documentElement;
const isWide = matchMedia("(width >= 64rem)").matches;
const layout = new PageLayout({
  columns: { rooms: false, details: false },
  fitsRooms: signal(false),
  fitsPanel: signal(isWide),
});
const account = new FakeSealAccount();
const room = new FakeSealedRoom(dataset.peer);
const notes = signal([]);
const isAccountOpen = signal(false);
const openPanel = () => layout.openPanel("details");
const openAccount = () => isAccountOpen.value = true;

function Page() {
  return h(Fragment, null, [
    h("header", { class: "header" }, [
      h("h1", null, room.peer.name),
      h("button", { type: "button", class: "lock", onClick: openPanel }, "Lock"),
    ]),
    h("main", { class: "room" }, [
      h("div", { class: "stage" }, [
        h(Log, null),
        h("div", { class: "overlay" }, [
          h(SealedBar, { room, account, onPanel: openPanel, onAccount: openAccount }),
        ]),
      ]),
    ]),
    h(Panel, null),
    isAccountOpen.value &&
    h(SealedAccountView, { account, onClose: () => isAccountOpen.value = false }),
  ]);
}

function Log() {
  return h("div", { class: "log", role: "log", tabIndex: 0, "aria-label": "Log" }, [
    h("div", { class: "lines" }, [
      h(
        "ol",
        { class: "chunk" },
        notes.value.map((note, index) => h(NoteRow, messageOf(note, index))),
      ),
    ]),
  ]);
}

function messageOf(note, index) {
  const said = { seq: index + 1, at: 0, from: room.peer, text: noteText(note) };
  return {
    key: index,
    message: { type: "message", ...said, note: hasRemedy(note) ? "remedy" : true },
  };
}

/** As the page shows panels: in a column, or in a sheet where there is no space for one. */
function Panel() {
  if (layout.panel.value === undefined) return null;
  const panel = h(SealedPanel, { room, account, layout, onAccount: openAccount });
  if (!isWide) {
    const onClose = () => layout.closePanel();
    return h(Modal, { class: "sheet", label: "Sealed", onClose }, panel);
  }
  return h("aside", { class: "side-panel", "aria-label": "Sealed" }, [
    h("div", { class: "panel-column" }, panel),
  ]);
}

if (lang === "ar") speak(ar, late);
await speakOfSealed(lang);
Object.assign(globalThis, { account, room, notes, isAccountOpen, device });
render(h(Page, null), document.querySelector(".chat"));
