import type { ReadMark, RoomEvent } from "../wire/messages.ts";

/**
 * Tells people of what is said while they are away.
 *
 * A room calls it in its loop, once a batch: a method returns at once, does its work later, and
 * never throws.
 */
export interface Notifier {
  /**
   * A batch was committed, and those who are there have heard it.
   *
   * @param events In order, with what is no message among them.
   * @param isHere Whether the person of this id has a socket in the room; may be asked at any time.
   */
  published(room: string, events: readonly RoomEvent[], isHere: (id: string) => boolean): void;

  /** People have read on in a room, perhaps for the first time. */
  read(room: string, marks: readonly ReadMark[]): void;

  /** A room is called `to` from now on; it was deleted unless that is given. */
  moved(room: string, to?: string): void;
}

/** Has several told of the same, in their order. */
export function tellAll(notifiers: readonly Notifier[]): Notifier {
  return {
    published(room, events, isHere) {
      for (const notifier of notifiers) notifier.published(room, events, isHere);
    },
    read(room, marks) {
      for (const notifier of notifiers) notifier.read(room, marks);
    },
    moved(room, to) {
      for (const notifier of notifiers) notifier.moved(room, to);
    },
  };
}
