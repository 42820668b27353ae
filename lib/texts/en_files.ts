/** The words about files that were sent: what shows them is loaded late, and they with it. */
import { countsIn } from "./counts.ts";
import { isolateForeign } from "./isolate.ts";

const { number } = countsIn("en");

/** Every text about files that is not in `en.ts`. */
export const files = {
  /** What a file is, for those who do not see its drawing. */
  kinds: {
    image: "Picture",
    audio: "Sound",
    video: "Film",
    pdf: "PDF",
    archive: "Archive",
    text: "Text",
    table: "Table",
    slides: "Slides",
    other: "File",
  },
  download: (name: string) => `Download ${isolateForeign(name)}`,
  goTo: (name: string) => `Go to the message with ${isolateForeign(name)}`,
  notLoaded: "could not be loaded",
  notPlayed: "cannot be played here",
  retry: "Try again",
  opening: (name: string) => `Opening ${isolateForeign(name)}`,
  play: (name: string) => `Play ${isolateForeign(name)}`,
  /** Why a sealed file could not be opened, to be read behind its name. */
  failures: {
    offline: "could not be loaded: the server cannot be reached",
    not_found: "is not on the server any more",
    damaged: "is damaged: it is not what was sent",
  },

  list: {
    heading: (room: string) => `Files in ${isolateForeign(room)}`,
    close: "Close the files",
    loading: "Loading the files",
    failed: "The files did not load.",
    empty: "No files so far",
    emptyDetail: "What people attach to messages here stands in this list.",
    begin: "Begin with one of yours.",
    more: "Show older ones",
    loadingMore: "Loading…",
    moreFailed: "The older ones did not load.",
  },

  viewer: {
    heading: "Pictures",
    close: "Close the picture",
    previous: "Picture before",
    next: "Next picture",
    place: (index: number, count: number) => `${number(index)} of ${number(count)}`,
    enlarge: "Show in full size",
    fit: "Fit into the window",
    download: "Download",
    goTo: "Go to the message",
  },
} as const;
