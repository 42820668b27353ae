import { assertEquals } from "@std/assert";
import type { Note } from "../../../client/notifications/note.ts";
import { NoteBoard } from "../../../client/notifications/note_board.ts";
import type { NoteWorker, ShownNote } from "../../../client/notifications/note_board.ts";

/** A desktop, on which a tag is shown once. */
class FakeDesktop implements NoteWorker {
  readonly shown = new Map<string, Note>();
  readonly clicks = new Map<string, () => void>();
  /** How often something was shown. */
  shows = 0;

  getNotifications({ tag }: { tag: string }): Promise<ShownNote[]> {
    const note = this.shown.get(tag);
    return Promise.resolve(note === undefined ? [] : [this.#shownNote(note)]);
  }

  showNotification(title: string, options: Note["options"]): Promise<void> {
    this.show({ title, options });
    return Promise.resolve();
  }

  readonly show = (note: Note, clicked = () => {}): ShownNote => {
    this.shows++;
    this.shown.set(note.options.tag, note);
    this.clicks.set(note.options.tag, clicked);
    return this.#shownNote(note);
  };

  get bodies(): string[] {
    return [...this.shown.values()].map(({ options }) => options.body);
  }

  #shownNote({ options: { tag, data } }: Note): ShownNote {
    return { tag, data, close: () => void this.shown.delete(tag) };
  }
}

function told(seq: number, room = "tea") {
  return { room, seq, at: seq, from: "Bob", text: `text ${seq}`, isMention: false };
}

/** A board on a desktop, with a worker or alone. */
function stage({ hasWorker }: { hasWorker: boolean }) {
  const desktop = new FakeDesktop();
  const clicked: unknown[] = [];
  const board = new NoteBoard({
    findWorker: () => Promise.resolve(hasWorker ? desktop : undefined),
    showAlone: desktop.show,
    clicked: (target) => void clicked.push(target),
  });
  return { desktop, board, clicked };
}

for (const hasWorker of [true, false]) {
  const where = hasWorker ? "by the worker" : "without a worker";

  Deno.test(`NoteBoard shows the newest of each room, ${where}`, async () => {
    const { desktop, board } = stage({ hasWorker });
    for (const it of [told(1), told(2), told(1, "dev")]) await board.show(it);
    assertEquals(desktop.bodies, ["text 2", "text 1"]);
  });

  Deno.test(`NoteBoard takes away what has been read, ${where}`, async () => {
    const { desktop, board } = stage({ hasWorker });
    for (const it of [told(1), told(2, "dev")]) await board.show(it);
    await board.clear("tea");
    assertEquals(desktop.bodies, ["text 2"]);
  });
}

Deno.test("NoteBoard does not show again what a push has shown", async () => {
  const { desktop, board } = stage({ hasWorker: true });
  await board.show(told(5));
  await board.show(told(5));
  await board.show(told(4));
  assertEquals([desktop.shows, desktop.bodies], [1, ["text 5"]]);
});

Deno.test("NoteBoard without a worker says which message was clicked on, and takes it away", async () => {
  const { desktop, board, clicked } = stage({ hasWorker: false });
  await board.show(told(5));
  desktop.clicks.get("parley:tea")!();
  assertEquals(clicked, [{ room: "tea", seq: 5 }]);
  assertEquals(desktop.bodies, []);
});
