/** What is only said by parts of the page that load late, which bring these words along. */
import { countsIn } from "./counts.ts";
import { people } from "./en_people.ts";
import { isolateForeign } from "./isolate.ts";

const { number } = countsIn("en");

/** Every text that no page needs at once; the others are in `en.ts`. */
export const late = {
  /** What a message that does not get on waits for, and what to do about it. */
  pending: {
    waits: "Waits for the connection",
    cancel: "Cancel",
    foreign: (name: string) => `Written as ${isolateForeign(name)}, and not sent.`,
    edit: "Edit",
    retry: "Try again",
    discard: "Discard",
  },

  /** Around the box: what becomes of what is written. */
  writing: {
    heldBack: "What you were writing",
    replyingTo: "Replying to",
    replyingToUnknown: "Replying to an earlier message",
    replyGone: "That message was deleted. What you write goes out on its own.",
    cancelReply: "Cancel the reply",
    editing: "Editing your message",
    editingKeys: "Escape to cancel",
    cancelEdit: "Cancel editing",
    editGone: "That message was deleted meanwhile.",
    makeNew: "Make it a new message",
    saving: "Saving…",
    emptied: "Nothing is left of it. Delete the message?",
    remove: "Delete",
  },

  /** Instead of a connection. */
  away: {
    waitingWith: (messages: string) => `Connection lost, ${messages}. Reconnecting`,
    offlineWith: (messages: string) => `You are offline. ${messages}.`,
    waiting: "Connection lost. Reconnecting",
    waitingIn: (seconds: number) => `in ${seconds} s`,
    retryNow: "Reconnect now",
  },

  formatting: {
    bold: "Bold",
    italic: "Italic",
    strike: "Strikethrough",
    code: "Code",
    codeBlock: "Code block",
    quote: "Quote",
    list: "List",
    link: "Link",
  },

  actions: {
    label: (name: string) => `What to do with the message of ${isolateForeign(name)}`,
    reactWith: (emoji: string) => `React with ${emoji}`,
    react: "Add a reaction",
    reply: "Reply",
    edit: "Edit",
    more: "More",
    copyText: "Copy text",
    copyLink: "Copy link",
    copied: "Copied",
    copyFailed: (text: string) => `Could not copy. Here it is: ${isolateForeign(text)}`,
    remove: "Delete",
    /** What a button does, and the key that does the same. */
    withKey: (label: string, key: string) => `${label} (${key})`,
  },

  people: {
    heading: "Here now",
    you: "you",
    more: (count: number) => `and ${number(count)} more`,
    showMore: (count: number) => `Show ${number(count)} more`,
    loading: "Loading…",
    failed: "The others did not load.",
  },

  suggestions: {
    label: { mention: "People to mention", emoji: "Emoji" },
    found: (count: number) =>
      `${count === 1 ? "1 suggestion" : `${count} suggestions`}. Arrow keys choose, Enter takes.`,
  },

  /** Why a conversation ended for good: what happened, why and what is lost or not, the way on. */
  endings: {
    session: {
      heading: "Your session has ended",
      detail: "Join again to go on. Nothing that was said is lost.",
      action: "Join again",
    },
    removed: {
      heading: "You are no longer in this room",
      detail:
        "Somebody who looks after it has taken you out, or ended the invite by which you came. Ask them if you want to come back.",
      action: "To the start page",
    },
    gone: {
      heading: "This room is gone",
      detail:
        "It was deleted, or it is private now. If you know who looks after it, ask for an invite.",
      action: "To the start page",
    },
    tooMany: {
      heading: "Open in too many places",
      detail: "Close a few of your other tabs with this room, then load this one again.",
      action: "Load the page again",
    },
    other: {
      heading: "The server ended the conversation",
      detail: "This page may be older than the server. Loading it again usually mends it.",
      action: "Load the page again",
    },
  },

  details: {
    close: "Close the details",
    leave: "Leave this room",
    leaveHelp: "It goes from your list; what was said stays. Its link leads back.",
  },

  room: {
    visibilityHelp: {
      public: "On the list of rooms, and open to everybody.",
      unlisted: "On no list; whoever knows the name can come in.",
      private: "Only for those who were invited; for all others it is not there.",
    },
  },

  search: {
    close: "Close the search",
    field: "What to search for",
    placeholder: "Search…",
    hints: "You can also write:",
    examples: [
      { query: "from:ada", meaning: "what somebody said" },
      { query: '"green tea"', meaning: "words in a row" },
      { query: "after:2026-11-01", meaning: "since a day" },
    ],
    searching: "Searching…",
    found: (count: number, isMore: boolean) =>
      count === 0
        ? "Nothing was found"
        : `${number(count)}${isMore ? "+" : ""} ${count === 1 ? "message" : "messages"} found`,
    nothing: "Try fewer words, or the beginning of one with a star: ket*",
    failed: "The search did not work.",
    retry: "Try again",
    more: "Show older ones",
    loadingMore: "Loading…",
    moreFailed: "The older ones did not load.",
  },

  createRoom: {
    name: "Name",
    help: "Letters and digits, with spaces or . _ - between them.",
    address: (name: string) => `Its name will be ${isolateForeign(name)}.`,
    exists: (name: string) => `${isolateForeign(name)} is there already.`,
    submit: "Create room",
    open: "Open it",
    cancel: "Cancel",
    tooLong: (max: number) => `That is too long: a name has at most ${max} characters.`,
    unfit: "Use letters and digits, with spaces or . _ - only between them.",
    refused:
      "This server does not let you make new rooms. Ask whoever runs it, or go to one that is there.",
    signedOut: "Your session has ended. Load the page again to join once more.",
    unreachable: "The server cannot be reached just now. Try again in a moment.",
    taken: "This name is taken. Choose another one.",
    topic: "Topic",
    topicHelp: "What it is about, if you like.",
  },

  shortcutSheet: {
    groups: {
      everywhere: "Everywhere",
      room: "In a room",
      writing: "While writing",
      message: "On a message that has the focus",
    },
    lettersOff: "Shortcuts of a single key are turned off in the settings.",
    /** What keys are called that show a sign. */
    keys: {
      command: "Command",
      option: "Option",
      shift: "Shift",
      enter: "Enter",
      delete: "Delete",
      up: "Up",
      down: "Down",
    },
  },

  switcher: {
    field: "Name of a room",
    placeholder: "Go to a room…",
    current: "you are here",
    create: (name: string) => `Create room “${isolateForeign(name)}”`,
    loading: "Loading more rooms…",
    failed: "The list of other rooms did not load.",
    nothing: "No room has such a name, and none can be made of it.",
    found: (count: number) => count === 1 ? "1 room" : `${number(count)} rooms`,
  },

  settings: {
    you: "You",
    youAre: (name: string) => `The others see you as ${isolateForeign(name)}.`,
    rename: "Change your name",
    account: "Your account",
    theme: "Theme",
    themes: { system: "System", light: "Light", dark: "Dark" },
    language: "Language",
    browserLanguage: "As the browser says",
    keyboard: "Keyboard",
    letterKeys: "Shortcuts of a single key",
    letterKeysDetail:
      "Such as C or ?. Turn them off if you speak to your computer, or press keys by accident.",
    allShortcuts: "Show all shortcuts",
  },

  deletion: {
    heading: "Delete this message?",
    detail: "It goes for everybody in the room, and nobody can bring it back.",
    withFiles: "Its files go with it.",
    confirm: "Delete",
    keep: "Keep it",
  },

  /** Rooms of two people. */
  direct: {
    write: (name: string) => `Write to ${isolateForeign(name)} privately`,
    /** Nobody is led to write to people whom they have not met. */
    strangers:
      "You can begin this only with somebody who is in this room, or has said something here lately. Wait until they are back.",
    about: (name: string) =>
      `What you and ${
        isolateForeign(name)
      } write here is sealed: only your devices can open it, not this server.`,
    more: "How it is sealed",
    level: (name: string) => `Tell me about messages of ${isolateForeign(name)}`,
    hide: "Hide this conversation",
    hideHelp: "It goes from your list, and comes back when something new is said.",
    /** Before signing out on the only device, where nothing is archived. */
    lastDevice:
      "This is your only device, and there is no archive: nobody will be able to read your direct messages any more, not even you. Sign out all the same?",
  },
  /** What those who look after a room see and do. */
  management: {
    heading: "Look after this room",
    loading: "Loading…",
    failed: "This list did not load.",
    retry: "Try again",
    more: "Show more",
    cancel: "Cancel",
    roles: { owner: "Owner", moderator: "Moderator", member: "Member", reader: "Reader" },
    roleHelp: {
      moderator: "Reads and writes, invites people, mutes, removes and bans them.",
      member: "Reads and writes.",
      reader: "Reads, and cannot write.",
    },
    durations: {
      tenMinutes: "10 minutes",
      hour: "1 hour",
      day: "1 day",
      week: "1 week",
      forGood: "For good",
    },

    members: {
      heading: "Members",
      empty: "Nobody belongs to this room yet. Invite people, or give somebody who is here a role.",
      since: (time: string) => `since ${time}`,
      mutedUntil: (time: string) => `muted until ${time}`,
      cameBy: (label: string) => `came by “${isolateForeign(label)}”`,
      cameByLink: "came by a link",
    },

    person: {
      menu: (name: string) => `What to do with ${isolateForeign(name)}`,
      role: "Change role…",
      roleHeading: (name: string) => `What may ${isolateForeign(name)} do?`,
      roleConfirm: "Change role",
      roleSet: (name: string, role: string) => `New role of ${isolateForeign(name)}: ${role}`,
      mute: "Mute…",
      muteHeading: (name: string) => `Mute ${isolateForeign(name)}?`,
      muteDetail: "They can read along, and not write for so long.",
      muteConfirm: "Mute",
      muted: (name: string, time: string) => `${isolateForeign(name)} is muted until ${time}`,
      unmute: "End the mute",
      unmuted: (name: string) => `${isolateForeign(name)} can write again`,
      remove: "Remove…",
      removeHeading: (name: string) => `Remove ${isolateForeign(name)}?`,
      removeDetail: {
        open: "They are sent out. The room is open, so they can come again; a ban keeps them out.",
        private: "They are sent out, and come back only by a new invite.",
      },
      removeConfirm: "Remove",
      removed: (name: string) => `${isolateForeign(name)} is out`,
      ban: "Ban…",
      banHeading: (name: string) => `Ban ${isolateForeign(name)}?`,
      banDetail: {
        open:
          "They are sent out and kept out for so long. A guest can come to an open room as somebody new; a private one keeps strangers out.",
        private: "They are sent out and kept out for so long. After that they need a new invite.",
      },
      banConfirm: "Ban",
      banned: (name: string) => `${isolateForeign(name)} is banned`,
      handOver: "Make owner…",
      handOverHeading: (name: string) => `Make ${isolateForeign(name)} the owner?`,
      handOverDetail:
        "The room is theirs then, and you become a moderator. Only they can give it back.",
      handOverConfirm: "Hand the room over",
      handedOver: (name: string) => `${isolateForeign(name)} owns the room now`,
    },

    bans: {
      heading: "Kept out",
      empty: "Nobody is kept out. Whoever you ban stands here, and can be let in again.",
      until: (time: string) => `until ${time}`,
      forGood: "for good",
      over: "is over",
      by: (name: string) => `by ${isolateForeign(name)}`,
      lift: "Let in",
      liftOf: (name: string) => `Let ${isolateForeign(name)} in again`,
      lifted: (name: string) => `${isolateForeign(name)} may come again`,
    },

    invites: {
      heading: "Invite people",
      detail: "Whoever has the link comes into this room. They need no account.",
      role: "They come as",
      expires: "Good for",
      never: "Any time",
      uses: "For how many",
      anyNumber: "Any number",
      label: "Note for yourself",
      labelExample: "The tea committee",
      guestName: "Their name",
      guestNameHelp: "Leave it empty, and they choose.",
      make: "Make a link",
      made: "The link is made",
      madeDetail: "Send it now: it is shown this once and kept nowhere.",
      secret: "The link",
      copy: "Copy link",
      copied: "Copied",
      copyFailed: "Could not copy. Select the link and copy it by hand.",
      code: "The link as a code to scan",
      another: "Make another",
      list: "Links so far",
      empty: "No link was made yet. Make one above, and send it to those who shall come.",
      unnamed: "No note",
      used: (uses: number) => `${number(uses)} came`,
      usedOf: (uses: number, maxUses: number) => `${number(uses)} of ${number(maxUses)} came`,
      until: (time: string) => `good until ${time}`,
      named: (name: string) => `as ${isolateForeign(name)}`,
      states: { revoked: "taken back", used_up: "used up", expired: "expired" },
      came: (names: string) => `Came by it: ${names}`,
      revoke: "Take back",
      revokeOf: (label: string) => `Take back ${isolateForeign(label)}`,
      revokeHeading: "Take this link back?",
      revokeDetail: "Nobody comes by it any more. This cannot be undone.",
      keepGuests: "Those who came stay",
      removeGuests: (count: number) =>
        count === 1
          ? "Also remove the one who came by it"
          : `Also remove the ${people(count)} who came by it`,
      revokeConfirm: "Take back",
      revokedNews: "The link is taken back",
    },

    /** Its other words come with the dialog, see `en_programs.ts`. */
    programs: { heading: "Bots and webhooks" },

    settings: {
      heading: "Settings of the room",
      topic: "Topic",
      topicHelp: "What it is about. It stands beside the name.",
      visibility: "Who can come",
      save: "Save",
      saved: "Saved",
      privateHeading: "Make this room private?",
      privateDetail:
        "Those who do not belong to it are sent out now. Invite those who shall stay, or give them a role first.",
      privateConfirm: "Make it private",
      archive: "Archive the room",
      archiveDetail: "It can be read then, and nobody writes there. You can undo this.",
      archiveConfirm: "Archive",
      archived: "The room is archived",
      unarchive: "Take it out of the archive",
      unarchiveDetail: "This room is archived: nobody can write there.",
      unarchived: "People can write here again",
      name: "Name",
      nameHelp: "Links to the former name still lead here.",
      rename: "Rename",
      renamed: (name: string) => `The room is called ${isolateForeign(name)} now`,
      delete: "Delete the room",
      deleteHeading: (room: string) => `Delete ${isolateForeign(room)} for good?`,
      deleteDetail:
        "Everybody is sent out, and all that was said here is gone. Nobody can undo this.",
    },
  },

  emoji: {
    label: "Choose an emoji",
    search: "Search emoji",
    results: "Results",
    none: (query: string) => `No emoji for “${isolateForeign(query)}”`,
    recent: "Used lately",
    groups: {
      smileys: "Smileys",
      people: "People",
      nature: "Animals and plants",
      food: "Food and drink",
      travel: "Travel and places",
      activities: "Activities",
      objects: "Things",
      symbols: "Symbols",
      flags: "Flags",
    },
    kinds: "Kinds of emoji",
    tone: "Skin tone",
    tones: {
      none: "No skin tone",
      light: "Light",
      mediumLight: "Medium-light",
      medium: "Medium",
      mediumDark: "Medium-dark",
      dark: "Dark",
    },
    loading: "Loading emoji",
    failed: "The emoji did not load.",
    tryAgain: "Try again",
    close: "Close",
  },

  notifications: {
    heading: "Notifications",
    ask: "Turn on notifications",
    askDetail: "Your browser asks next whether Parley may show them.",
    show: "Show notifications",
    showDetail: "While you are not looking at the room.",
    denied:
      "Your browser blocks notifications from this site. You can allow them in its site settings, which open from beside the address.",
    insecure:
      "Notifications need https, and this page came by plain http. Whoever runs this server can change that.",
    install: "On this device only apps have notifications: add Parley to the Home Screen first.",
    unsupported: "This browser cannot show notifications.",
    push: "Also when Parley is closed",
    pushDetail: "They come by the push service of your browser, which cannot read them.",
    pushFailed: "That did not work. The browser or its push service refused, or is out of reach.",
    rooms: "Tell me about",
    level: (room: string) => `Tell me about ${isolateForeign(room)}`,
    levels: { all: "All messages", mentions: "Mentions", none: "Nothing" },
    notStored: "The server could not store that. Try again in a moment.",
  },

  /** What each shortcut of `client/page/shortcuts.ts` does. */
  shortcuts: {
    help: "Show these shortcuts",
    helpWhileWriting: "The same while writing",
    switchRoom: "Switch to another room",
    previousRoom: "Room above",
    nextRoom: "Room below",
    search: "Search",
    details: "Details of the room",
    write: "Write a message",
    toNewest: "Go to the newest message",
    editLast: "Edit your last message, from an empty box",
    bold: "Bold",
    italic: "Italic",
    strike: "Strikethrough",
    code: "Code",
    reply: "Reply",
    react: "React",
    edit: "Edit",
    remove: "Delete",
  },

  photos: {
    heading: "Photos",
    removeLocation: "Remove the place from photos",
    removeLocationDetail:
      "JPEG photos that you send lose where they were taken, and what else the camera noted.",
  },
} as const;
