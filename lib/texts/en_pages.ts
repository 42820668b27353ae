/** The words of the server's pages in English; kept apart, so that browsers need not load them. */
import type { ErrorReason } from "../errors.ts";
import { limits } from "../wire/limits.ts";
import { isolateForeign } from "./isolate.ts";

/** Every text of the pages that no script ever writes. */
export const pages = {
  description: "Parley: real-time rooms to talk in. Choose a room, send its link, talk.",
  languages: "Language",

  /** What the desktop shows of the installed app. */
  app: {
    description: "Real-time rooms to talk in",
    /** In the menu of its icon. */
    chooseRoom: "Choose a room",
  },

  landing: {
    heading: "A room, a link, and you are talking",
    detail:
      "Choose a room and a name, then send the link to the others. Nothing to install, no account needed, and what you send is not lost when a connection is.",
    room: "Room",
    roomExample: "tea-kitchen",
    roomHelp:
      "Letters and digits, with spaces or . _ - between them. A name that is not taken yet opens a new room.",
    rooms: "Open rooms",
    noRooms: "No room is open yet",
    noRoomsDetail: "Give one a name, and it is there. It shows up here for whoever comes next.",
  },

  entry: {
    name: "Your name",
    nameExample: "Ada",
    nameHelp: "This is what the others see.",
    enter: "Enter the room",
  },

  join: {
    title: (room: string) => `Join ${isolateForeign(room)} · Parley`,
    /** Before the name of the room. */
    heading: "Join",
    detail: "You were sent a link to this room. Say who you are, and you are in.",
    otherRoom: "Choose another room",
  },

  signIn: {
    link: "Sign in",
    heading: "Sign in",
    with: (provider: string) => `Sign in with ${isolateForeign(provider)}`,
  },

  signedOut: {
    heading: "You are signed out",
    detail: "Whoever uses this browser next starts afresh.",
    elsewhereDetail: (provider: string) =>
      `You are on the way to ${isolateForeign(provider)}, to be signed out there as well.`,
    elsewhereLabel: (provider: string) => `Sign out of ${isolateForeign(provider)} as well`,
  },

  kinds: { guest: "guest", user: "signed in", bot: "bot" },

  account: {
    heading: "Your account",
    guestDetail:
      "You are here as a guest, known by this browser alone. Sign in, and what you wrote and the rooms that you own stay yours wherever you are.",
    sessions: "Where you are signed in",
    current: "this browser",
    unknownBrowser: "A browser that does not say what it is",
    since: "since",
    used: "last used",
    end: "Sign out",
    endOthers: "Sign out everywhere else",
    signOut: "Sign out here",
  },

  /** For those who run the server. */
  admin: {
    heading: "Administration",
    stored: (size: string) => `The data folder holds ${size}.`,
    nothingStored: "Nothing is kept on disk: the store is in memory.",
    views: { users: "Users", rooms: "Rooms", sessions: "Sessions", audit: "Audit log" },
    columns: {
      users: ["Name", "E-mail", "Provider", "First here", "Last here", "State"],
      rooms: ["Room", "Who may come", "Here now", "Events", "State"],
      sessions: ["User", "Browser", "Address", "Since", "Last used"],
      audit: ["When", "Who", "What", "Room", "Whom or what", "Details", "From"],
    },
    empty: {
      users: "Nobody has signed in yet. People do so with the provider that --oidc-issuer names.",
      rooms: "There is no room yet. Whoever opens one on the start page makes it.",
      sessions: "Nobody is signed in.",
      audit: "Nothing was done yet that belongs here.",
    },
    public: "anybody, it is listed",
    unlisted: "who knows its name",
    private: "who belongs to it",
    archived: "archived",
    suspended: "suspended",
    suspend: "Suspend",
    restore: "Let in again",
    next: "More",
    export: "Download the whole log",
  },

  /** Coming in by a link that somebody made for a room; it says nothing of the room. */
  invite: {
    heading: "You are invited",
    opening: "Opening the room…",
    askName: "Say who you are, and you are in. No account needed.",
    refused: "This link is not good any more",
    refusedDetail:
      "It has expired, was used up or was taken back. Ask whoever sent it for a new one. If you came by it before, the room is among yours on the start page.",
    forbidden: "You may not enter",
    forbiddenDetail:
      "Those who look after this room keep you out of it, or this server turned the request away. Whoever sent you the link can find out, and let you in again.",
    limited: "Too many tries in a short time",
    limitedDetail: "Your link may still be good. Try again",
    unreachable: "That did not work just now",
    unreachableDetail:
      "You are offline, or the server cannot be reached. Your link is still good: try again in a moment.",
    retry: "Try again",
    missing: "This link is not whole",
    missingDetail:
      "What lets you in is at the end of the link. Open the link that you were sent once more, all of it.",
  },

  chat: { title: (room: string) => `${isolateForeign(room)} · Parley` },

  /** In place of the start page where there is no network. */
  offline: {
    heading: "You are offline",
    detail:
      "Parley cannot be reached right now; this page comes back by itself when it can. What you wrote is kept on this device until then.",
    retry: "Try again",
  },

  noScript: {
    heading: "Talking needs JavaScript.",
    detail: "Allow it for this site and load the page again. Everything else works without.",
    rooms: "To the list of rooms",
  },

  failure: {
    notFound: "There is nothing here",
    other: "That did not work",
    home: "Go to the start page",
  },

  /** Why something failed, and how to mend it. */
  reasons: {
    room_name_length:
      `A room’s name has 1 to ${limits.roomNameChars} characters. Choose one of that length.`,
    room_name_signs:
      "That is no name for a room. Use letters and digits, with spaces or . _ - only between them.",
    display_name_length: `Your name needs 1 to ${limits.displayNameChars} characters.`,
    display_name_signs:
      "Your name holds characters that are invisible or change the direction of writing. Leave them out.",
    no_guests: "This server asks people to sign in; a name alone does not let you in.",
    no_room: "There is no such room, and you may not make new ones here.",
    banned: "You were banned from this room.",
    no_invite: "This link is not good any more. Ask whoever sent it for another.",
    unknown_secret: "This link is wrong. Open it again, whole, as it was sent to you.",
    no_provider: "The service that you sign in with does not answer. Try again in a moment.",
    sign_in_refused: "The service that you sign in with did not confirm who you are. Try again.",
    sign_in_stale:
      "This sign-in was not begun in this browser, or too long ago. Begin again from the start page.",
    not_allowed: "Your account may not be used here. Ask whoever runs this server to let you in.",
    suspended: "Your account is suspended. Ask whoever runs this server why.",
    not_admin: "This is for those who run the server.",
    no_page: "Nothing has this address. A letter may be wrong, or it is gone.",
    bad_address: "The address is not well encoded. It may have been cut off or copied wrongly.",
    other_site: "That request came from another site, and was not followed.",
    closing: "The server is being restarted. Try again in a moment.",
    storage: "The server could not read or store that just now. Try again in a moment.",
    internal: "Something went wrong here. Whoever runs the server can find out what.",
  } satisfies Record<ErrorReason, string>,
} as const;
