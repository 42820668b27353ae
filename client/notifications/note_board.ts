import { noteOf, noteTag, parseTarget } from "./note.ts";
import type { Note, NoteTarget, Told } from "./note.ts";

/** A notification that is shown. */
export interface ShownNote {
  readonly tag: string;
  readonly data: unknown;
  close(): void;
}

/** The service worker's registration, as far as it is needed to show notifications. */
export interface NoteWorker {
  getNotifications(filter: { tag: string }): Promise<readonly ShownNote[]>;
  showNotification(title: string, options: Note["options"]): Promise<void>;
}

/** What a {@linkcode NoteBoard} needs from outside. */
export interface NoteBoardParts {
  /** The worker that also answers clicks when this page is gone; `undefined` where there is none. */
  findWorker(): Promise<NoteWorker | undefined>;
  /**
   * Shows one without a worker.
   *
   * @param clicked Called when the reader clicks on it.
   */
  showAlone(note: Note, clicked: () => void): ShownNote;
  /** The reader clicked on a notification that this page shows without a worker. */
  clicked(target: NoteTarget): void;
}

/** The notifications on the desktop: at most one a room. */
export class NoteBoard {
  readonly #parts: NoteBoardParts;
  /** Those shown without a worker, by tag. */
  readonly #own = new Map<string, ShownNote>();

  constructor(parts: NoteBoardParts) {
    this.#parts = parts;
  }

  /** Shows a notification in place of the room's last one; leaves one that is newer. */
  async show(told: Told): Promise<void> {
    const worker = await this.#parts.findWorker();
    if (worker === undefined) return this.#showAlone(told);
    await showNote(worker, told);
  }

  /** Takes the notification of a room away, for it has been read. */
  async clear(room: string): Promise<void> {
    const tag = noteTag(room);
    this.#own.get(tag)?.close();
    this.#own.delete(tag);
    const worker = await this.#parts.findWorker();
    const shown = await worker?.getNotifications({ tag }) ?? [];
    for (const notification of shown) notification.close();
  }

  #showAlone(told: Told): void {
    const note = noteOf(told);
    const shown = this.#parts.showAlone(note, () => {
      this.#parts.clicked(note.options.data);
      shown.close();
    });
    this.#own.set(shown.tag, shown);
  }
}

/**
 * Shows a notification by the worker, from a page or in the worker itself: both may hear of the
 * same message, and the second one changes nothing.
 */
export async function showNote(worker: NoteWorker, told: Told): Promise<void> {
  const { title, options } = noteOf(told);
  const shown = await worker.getNotifications({ tag: options.tag });
  if (shown.some(({ data }) => (parseTarget(data)?.seq ?? 0) >= told.seq)) return;
  await worker.showNotification(title, options);
}
