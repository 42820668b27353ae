/** The interface in English: the catalogue that the others follow, see `texts.ts`. */
import { countsIn } from "./counts.ts";
import { people } from "./en_people.ts";
import { isolateForeign } from "./isolate.ts";

const { number } = countsIn("en");

/** How many there are to read, short enough for a tab. */
function titleCount(unread: number, isMore: boolean): string {
  return unread > 99 ? "99+" : `${number(unread)}${isMore ? "+" : ""}`;
}

function newMessages(count: number): string {
  return count === 1 ? "1 new message" : `${number(count)} new messages`;
}

/** What has not left yet: "1 message waits", "3 messages wait". */
function messagesWait(count: number): string {
  return count === 1 ? "1 message waits" : `${number(count)} messages wait`;
}

/** Every text that people see. */
export const en = {
  appName: "Parley",
  /** In whose manner times, dates and lists are written, unless the reader's region has its own. */
  locale: "en",
  number,

  header: {
    home: "Parley, to the start page",
    search: (room: string) => `Search in ${isolateForeign(room)}`,
    copyLink: "Copy link",
    copied: "Link copied",
    copyFailed: (link: string) => `Could not copy. The link is ${link}`,
    people: (count: number) => `${people(count)} here, show who`,
    settings: "Settings",
  },

  /** What people are, besides users. */
  kinds: { guest: "guest", bot: "bot" },

  /** One's rooms. */
  rooms: {
    heading: "Your rooms",
    show: (unread: number) =>
      unread === 0 ? "Show your rooms" : `Show your rooms, ${number(unread)} unread`,
    hide: "Hide your rooms",
    find: "Find a room",
    create: "Create a room",
    unread: (count: number) => `${number(count)} unread`,
    mentions: (count: number) => count === 1 ? "1 mention" : `${number(count)} mentions`,
    atLeast: (count: number) => `${number(count)}+`,
    trouble: "not connected",
    ended: "not open to you any more",
    remove: (room: string) => `Take ${isolateForeign(room)} off your list`,
    entered: (room: string, unread: number) =>
      unread === 0
        ? `Room ${isolateForeign(room)}`
        : `Room ${isolateForeign(room)}, ${number(unread)} unread`,
  },

  /** Rooms of two people, in which everything is sealed. */
  direct: {
    heading: "Direct",
    sealed: "Sealed: only the two of you can read it",
    here: "here now",
    entered: (name: string, unread: number) =>
      unread === 0
        ? `Direct messages with ${isolateForeign(name)}`
        : `Direct messages with ${isolateForeign(name)}, ${number(unread)} unread`,
    label: (name: string) => `Message to ${isolateForeign(name)}`,
    placeholder: (name: string) => `Write to ${isolateForeign(name)}`,
    /** In place of the text, where that is not for others to see. */
    sealedMessage: "A sealed message",
    empty: "Say the first word. Only the two of you can read what is written here.",
    beginning: (name: string) => `This is where you and ${isolateForeign(name)} begin.`,
  },

  switcher: {
    heading: "Go to a room",
  },

  createRoom: {
    heading: "Create a room",
  },

  /** What a room is, besides its name. */
  room: {
    visibilities: { public: "Public", unlisted: "Unlisted", private: "Private" },
    archived: "Archived",
  },

  details: {
    heading: (room: string) => `About ${isolateForeign(room)}`,
    files: "Files",
  },

  search: {
    heading: (room: string) => `Search in ${isolateForeign(room)}`,
  },

  log: {
    label: (room: string) => `Messages in ${isolateForeign(room)}`,
    loading: "Loading messages",
    loadingPage: { older: "Loading earlier messages", newer: "Loading later messages" },
    pageFailed: "Those messages did not load.",
    tryAgain: "Try again",
    beginning: (room: string) => `This is where ${isolateForeign(room)} begins.`,
    newMessages,
    toNewest: "To the newest",
  },

  unread: {
    line: "New",
    /** Messages that one has not read; `isMore` where those are counted only that are loaded. */
    count: (count: number, isMore: boolean) =>
      isMore ? `${number(count)}+ new messages` : newMessages(count),
    since: (count: number, time: string) => `${newMessages(count)} since ${time}`,
    markRead: "Mark as read",
  },

  empty: {
    heading: "It is quiet here, so far",
    detail: "Say the first word, or send the link to those you want to talk with.",
    privateDetail: "Say the first word. Others come by an invite of those who look after the room.",
  },

  away: {
    heading: "Not connected",
    detail: "What was said here shows up when you are back. What you write goes out then.",
  },

  message: {
    edited: "edited",
    editedAt: (time: string) => `Edited ${time}`,
    deleted: "This message was deleted.",
    files: (count: number) => count === 1 ? "1 file" : `${count} files`,
    /** In place of a text: one picture, by its name or what is to be seen. */
    picture: (what: string) => `Picture: ${isolateForeign(what)}`,
    mentionsYou: "Mentions you",
    /** Of something that is told in the log. */
    whatToDo: "What to do",
    justNow: "just now",
    minutes: (count: number) => `${count} min`,
    imageAt: (host: string) => `Image at ${host}`,
    code: "Code",
    copyCode: "Copy",
  },

  reactions: {
    label: "Reactions",
    /** The emoji, how many chose it, and who: one text for those who listen. */
    reaction: (emoji: string, count: number, who: string) => `${emoji} ${number(count)}: ${who}`,
    /** `names` of those known, oneself first as `you`, and how many `others` there are. */
    who: (names: readonly string[], others: number) => {
      if (names.length === 0) return people(others);
      const rest = others === 1 ? ["1 other"] : others > 1 ? [`${number(others)} others`] : [];
      const all = [...names.map(isolateForeign), ...rest];
      return all.length === 1 ? all[0]! : `${all.slice(0, -1).join(", ")} and ${all.at(-1)}`;
    },
    you: "You",
    add: "Add a reaction",
  },

  reply: {
    to: "In reply to",
    loading: "Reply to an earlier message",
    failed: "Original message did not load.",
    gone: "Original message is gone.",
    notThere: "That message is gone. Here is what was said around it.",
    notYet: "There is no such message yet. Here are the newest.",
    notReached: "The messages around it did not load. Try again in a moment.",
  },

  pending: {
    waiting: "Sending…",
    failed: "Not sent.",
    fileGone: "A file of it is gone: those not sent in a day are removed. Edit it to see which.",
    toldWaiting: "Your message waits. It goes out when you are back.",
    toldNone: "No message waits any more.",
    atRisk:
      "This browser cannot keep what waits. Leave the page open until your messages are sent.",
  },

  copy: { copy: "Copy text", copied: "Copied" },

  announcement: {
    message: (name: string, text: string, time: string) =>
      `${isolateForeign(name)}: ${isolateForeign(text)}, ${time}`,
    replied: (name: string) => `${isolateForeign(name)} replied`,
    repliedTo: (name: string, to: string) =>
      `${isolateForeign(name)}, in reply to ${isolateForeign(to)}`,
    lost: "Connection lost. Reconnecting…",
    connected: "Connected again.",
  },

  typing: {
    one: (name: string) => `${isolateForeign(name)} is typing…`,
    two: (first: string, second: string) =>
      `${isolateForeign(first)} and ${isolateForeign(second)} are typing…`,
    several: "Several people are typing…",
  },

  composer: {
    label: (room: string) => `Message to ${isolateForeign(room)}`,
    placeholder: (room: string) => `Write to ${isolateForeign(room)}`,
    send: "Send",
    hint: "Shift + Enter for a new line",
    left: (count: number) => count === 1 ? "1 character left" : `${number(count)} left`,
    over: (count: number) =>
      count === 1 ? "1 character too many" : `${number(count)} characters too many`,
    readOnly: "You can read along here. To write, ask the room’s owner.",
    muted: (until: string) =>
      `You are muted until ${until}. You can read along; the box comes back by itself then.`,
    archived: "This room is archived: it can be read, and nobody writes here any more.",
    free: "You can write here now.",
    emoji: "Insert an emoji",
    save: "Save",
    saved: "Your change is saved.",
  },

  formatting: {
    label: "Formatting",
  },

  status: {
    offline: "You are offline. Messages go out when you are back.",
    connecting: "Connecting…",
    retrying: "Reconnecting…",
    messagesWait,
  },

  dialog: { close: "Close" },

  /** A part of the page that comes when it is first needed. */
  part: {
    loading: "Loading…",
    failed: "This part of the page did not load. Load the page again to get it.",
  },

  settings: {
    heading: "Settings",
  },

  shortcutSheet: {
    heading: "Keyboard shortcuts",
  },

  days: { today: "Today", yesterday: "Yesterday" },

  title: (room: string, unread: number, isMore: boolean) =>
    unread === 0
      ? `${isolateForeign(room)} · Parley`
      : `(${titleCount(unread, isMore)}) ${isolateForeign(room)} · Parley`,

  notice: {
    dismiss: "Dismiss",
    newEpoch: "The server was restarted; earlier messages of this room are gone.",
    newestOnly: "You were away for long; here are the newest messages. Scroll up for the others.",
  },

  landing: {
    nobody: "nobody here now",
    here: (count: number) => `${people(count)} here`,
    /** Messages that one has not read; the server counts no further than 1,000. */
    news: (count: number) => `${count >= 1_000 ? "999+" : count} new`,
  },

  /** What an error code means, and how to mend it. */
  errors: {
    outbox_full: "Too many messages wait already. Try again when some of them are sent.",
    rate_limited: "That was a little fast. Wait a moment, then go on.",
    too_long: "That message is too long. Split it in two and send them one after the other.",
    empty: "There was nothing to send. Write something first.",
    forbidden: "You may not do that here. Ask the room’s owner.",
    not_found: "That is not there any more. Load the page again to see.",
    unauthenticated: "Your session has ended. Load the page again to join once more.",
    unavailable: "The server could not store that just now. Try again in a moment.",
    offline: "You are not connected just now. Try again when the connection is back.",
    bad_request: "The server could not use that. Look it over, and try again.",
    conflict: "Something changed meanwhile. Look again, and try again.",
    quota: "There may be no more of these. Remove one first.",
    too_large: "That is too large. Make it smaller, or send it in parts.",
    too_slow: "That took too long. Try again with a better connection.",
    unsupported_media: "The server does not know that. Load the page again, and try again.",
    unknown_type: "The server does not know that. Load the page again, and try again.",
  },
} as const;
