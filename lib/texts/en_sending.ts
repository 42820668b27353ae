/** The words about files that are being sent: what sends them is loaded late, and they with it. */
import { countsIn } from "./counts.ts";
import { isolateForeign } from "./isolate.ts";

const { number } = countsIn("en");
const percents = new Intl.NumberFormat("en", { style: "percent" });

/** Every text about sending files that is not in `en.ts`. */
export const sending = {
  attach: "Attach files",
  dropHere: (room: string) => `Drop files to send them to ${isolateForeign(room)}`,
  list: "Files to send",
  remove: (name: string) => `Remove ${isolateForeign(name)}`,
  cancel: (name: string) => `Cancel ${isolateForeign(name)}`,
  retry: "Try again",
  retryOf: (name: string) => `Try again: ${isolateForeign(name)}`,
  progress: (name: string) => `${isolateForeign(name)}, sent`,
  percent: (share: number) => percents.format(share),
  states: {
    waiting: "Waits its turn",
    preparing: "Getting ready…",
    paused: "Waits for the connection",
    done: "Ready",
  },

  describe: "Describe this picture for those who cannot see it",
  notDescribed: "not described yet",

  began: (count: number, first: string) =>
    count === 1 ? `Sending ${isolateForeign(first)}` : `Sending ${number(count)} files`,
  done: (name: string) => `${isolateForeign(name)} is ready`,
  failed: (name: string, why: string) => `${isolateForeign(name)} failed. ${why}`,

  waits: "The message goes when its files are there.",
  waitsForYou: "The message waits: a file of it failed. Try it again, or remove it.",
  takeBack: "Not yet",
  tookBack: "The message waits for you to send it.",

  dismiss: "Dismiss",
  tooMany: (max: number) =>
    `A message takes up to ${number(max)} files. Send these first, then the others.`,
  tooLarge: (name: string, limit: string) =>
    `${isolateForeign(name)} is too large: files may have up to ${limit} here.`,
  empty: (name: string) => `There is nothing in ${isolateForeign(name)}, so it cannot be sent.`,
  noFolders: "Folders cannot be sent. Open it and drop its files, or pack it into an archive.",
  noFile: "That was no file. Save it first, then drop it from where you saved it.",
  notWhileEditing: "Files cannot be added to a message that was sent. Finish editing it first.",

  /** Why a file was not taken, and what to do; other codes have the words of `errors`. */
  failures: {
    unreadable: "It cannot be read any more. Was it moved or deleted? Attach it again.",
    too_large: "It is larger than this server takes.",
    quota:
      "There is no space left for it. Delete files that nobody needs any more, or ask the owner.",
    not_found: "It is not on the server any more. Attach it again.",
    empty: "There is nothing in it.",
    refused: "Something between you and the server did not let it through.",
  },
} as const;
