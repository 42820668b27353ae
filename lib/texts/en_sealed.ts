/** The words about sealed messages: what shows them is loaded late, and they with it. */
import { countsIn } from "./counts.ts";
import { isolateForeign } from "./isolate.ts";

const { number } = countsIn("en");

/** Every text about sealed messages. */
export const sealed = {
  /** Over the log, where something is not as it should be. */
  bar: {
    opening: "Opening the sealed messages…",
    waitingForPeer: (name: string) =>
      `${
        isolateForeign(name)
      } has not opened sealed messages yet. What you write waits here and leaves when they do.`,
    joining: (name: string) =>
      `This browser waits until another device, of yours or of ${
        isolateForeign(name)
      }, lets it in. What you write leaves then.`,
    blocked: (name: string) =>
      `${
        isolateForeign(name)
      } has other keys than those that you compared. Nothing leaves: compare safety numbers, then accept.`,
    otherPeer: (name: string) =>
      `The server says that this conversation is with somebody else than before, whom it calls ${
        isolateForeign(name)
      }. Nothing leaves.`,
    changed: (name: string) =>
      `${
        isolateForeign(name)
      } has new keys, and those before were not compared. Compare safety numbers: somebody may stand between you.`,
    compare: "Compare",
    unlinked: "This browser is none of your devices yet, so it cannot open what is sealed.",
    removed:
      "This browser was taken off your devices. It can neither read nor say anything sealed any more.",
    replaced: (time: string) =>
      `You have begun anew in another browser, ${time}. This one cannot go on; if that was not you, begin anew here.`,
    setUp: "Set up this browser",
    insecure: "Sealed messages need https, which this address does not have.",
    storage:
      "This browser keeps nothing for this page, and sealed messages need keys that last. Is this a private window?",
    full:
      "This browser cannot keep anything just now, so nothing is read or sent. Free some space, close other tabs of this page, then load it again.",
    failed:
      "The sealed session does not work in this browser. It begins a new one by itself; what you write waits here until then.",
    limited:
      "The server hands out no more keys for now, because many were asked for. What you write waits here and leaves by itself.",
    locks: "This browser is too old for sealed messages. A newer version can open them.",
    offline: "The server cannot be reached. What you write waits here and leaves by itself.",
  },

  /** What the server did that it must not. */
  alarms: {
    falseList: (name: string) =>
      `The server named a device of ${
        isolateForeign(name)
      } that is not theirs, or an old list of their devices. It was not believed, and gets nothing. Tell ${
        isolateForeign(name)
      } by another way, and whoever runs the server.`,
    falsePackage: (name: string) =>
      `The server gave a key for a device of ${
        isolateForeign(name)
      } that does not belong to it. It was not used. Tell ${
        isolateForeign(name)
      } by another way, and whoever runs the server.`,
    ownFalsePackage:
      "The server gave a key for another device of yours that does not belong to it. It was not used, so that device is not let in by it. Tell whoever runs the server.",
    falseSender: (name: string) =>
      `Something came under the name of ${
        isolateForeign(name)
      } that they have not sent. It is not shown. Tell ${
        isolateForeign(name)
      } by another way, and whoever runs the server.`,
    ownFalseSender: (name: string) =>
      `Something came under your name that none of your devices has sent. It is not shown. Tell ${
        isolateForeign(name)
      } by another way, and whoever runs the server.`,
    strangeSender: (name: string) =>
      `Something came under another name than yours and that of ${
        isolateForeign(name)
      }. It is not shown. Tell ${
        isolateForeign(name)
      } by another way, and whoever runs the server.`,
    falseIdentity: (name: string) =>
      `Something was said under keys that you have not accepted as those of ${
        isolateForeign(name)
      }. It is not shown. Compare safety numbers; if they differ, tell ${
        isolateForeign(name)
      } by another way, and whoever runs the server.`,
    otherPeer: (name: string) =>
      `This conversation is with one person for good, and the server has put another one in their place, under the name ${
        isolateForeign(name)
      }. Tell whom you talked with by another way, and whoever runs the server.`,
    ownFalseIdentity: (name: string) =>
      `Something was said in your name under keys that are not yours. It is not shown. Look at your devices, and tell ${
        isolateForeign(name)
      } by another way, and whoever runs the server.`,
    ownList:
      "The server shows others a device of yours that you never added. This browser does not believe it; warn those you write to, and whoever runs the server.",
    rollback:
      "The server hands out an old state of your devices, as if the newer one had never been. This browser keeps to the newer one; tell whoever runs the server.",
    seen: "I have seen this",
  },

  panel: {
    heading: "Sealed",
    close: "Close what is said about sealing",
    about: (name: string) =>
      `What you and ${
        isolateForeign(name)
      } say here is sealed on your devices. The server keeps boxes that it cannot open.`,
    experimental: "Experimental, and not audited by anybody.",
    limits: "What this protects, and what it does not",
    sealedParts: "Sealed: words, files and their names, reactions, edits, and what one has read.",
    seenParts:
      "The server still sees who writes to whom, when, how often, about how much, and on how many devices.",
    script:
      "The server also sends the script that seals. One that lies could send a script that does not; sealing protects from who reads the server, its copies and its logs, not from whoever changes this page.",
    identity: (name: string) => `Is it ${isolateForeign(name)}?`,
    noIdentity: (name: string) =>
      `${isolateForeign(name)} has not opened sealed messages yet, so there is nothing to compare.`,
    firstUse: "Not compared yet: these are the keys that the server gave first.",
    verified: (time: string) => `You compared it, ${time}.`,
    changed: (time: string) => `The keys have changed, ${time}.`,
    changedBefore: "Those before were not compared, so this cannot be told from the first time.",
    changedVerified: "You had compared those before. The new ones you have not.",
    changedWhy:
      "They lost their devices and began anew, or somebody stands between you. Ask by another way, best with the number below.",
    number: "Safety number",
    numberDetail: (name: string) =>
      `If ${
        isolateForeign(name)
      } has the same number, nobody stands between you. Compare by voice, or side by side.`,
    numberCode: "The safety number as a code to scan",
    numberFailed: "The number could not be worked out.",
    copy: "Copy the number",
    same: "We compared it: it is the same",
    takeBack: "Take that back",
    accept: "Accept the new keys",
    acceptHeading: (name: string) => `Accept the new keys of ${isolateForeign(name)}?`,
    acceptVerified:
      "You had compared the old ones, and not these. If somebody stands between you, they can read what leaves from now on.",
    acceptUnverified:
      "Neither the old ones nor these were compared. If somebody stands between you, they can read what leaves.",
    devices: "Devices in this conversation",
    devicesOf: (name: string) => `Of ${isolateForeign(name)}`,
    yours: "Yours",
    noDevices: "None so far",
    since: (day: string) => `since ${day}`,
    thisOne: "this browser",
    telling: "What you let them know",
    tellRead: (name: string) => `Tell ${isolateForeign(name)} what I have read`,
    tellTyping: (name: string) => `Tell ${isolateForeign(name)} that I am typing`,
    account: "My devices and history",
  },

  account: {
    heading: "My devices and history",
    loading: "Looking at your devices…",
    offline: "The server cannot be reached just now. It is tried again by itself.",

    devices: "Devices that read your sealed messages",
    rename: "Rename",
    renameOf: (name: string) => `Rename ${isolateForeign(name)}`,
    name: "What this browser is called",
    nameHelp: "Those you write to see it too.",
    save: "Save",
    cancel: "Cancel",
    remove: "Remove",
    removeOf: (name: string) => `Remove ${isolateForeign(name)}`,
    removeHeading: (name: string) => `Remove ${isolateForeign(name)}?`,
    removeDetail:
      "For a device that is lost, or not used any more. As soon as the others know, nothing is sealed for it. What it has read already stays on it. If it was stolen, and somebody may get at what is on it, that is not enough, for they have your keys then: end its session in your account, sign out here, and begin anew.",
    removed: (name: string) => `${isolateForeign(name)} is removed.`,

    add: "Add a device",
    addDetail:
      "Open a sealed conversation in the new browser, set it up, and have it show a code. Only give one here that you see on your own device.",
    code: "Code that the new device shows",
    link: "Add it",
    linkHeading: (name: string) => `Add ${isolateForeign(name)}?`,
    linkDetail:
      "It will read and write everything as you. Go on only if it is your own device and you see the code on it.",
    linked: (name: string) => `${isolateForeign(name)} is one of your devices now.`,
    scan: "Scan it",
    scanStop: "Stop scanning",
    scanning: "What the camera sees",
    scanHelp: "Hold the code of the new device before the camera.",
    scanFailed: "The camera cannot be used. Type the code instead.",
    badCode: "That is not a whole code. It has 26 letters and digits.",
    noSuchCode:
      "Nobody asks with this code. Is it typed as the other device shows it, and still good?",

    unlinked: "This browser is none of your devices yet",
    unlinkedDetail: "There are three ways on, the best first.",
    removedHeading: "This browser was taken off your devices",
    removedDetail:
      "It was done on another one of them. What is said since then cannot be read here. It can become a device again:",
    replacedHeading: (time: string) => `You began anew in another browser, ${time}`,
    replacedDetail:
      "If it was you, link this browser from there. If it was not, somebody is in your account: sign out everywhere, then begin anew here.",
    known: "Your devices:",

    linkWay: "You have another device at hand",
    linkWayDetail:
      "It lets this browser in, and your conversations go on here. What was said before is read from your archive, if you keep one.",
    showCode: "Show a code",
    codeHeading: "Code of this browser",
    codeDetail:
      "On a device that is linked, open “My devices and history” in a sealed conversation, and type or scan this there.",
    codeLabel: "The code, to scan",
    copyCode: "Copy the code",
    timeLeft: (time: string) => `Good for ${time}`,
    expired: "The code is over. Show a new one when the other device is at hand.",
    linkedHere: "This browser is one of your devices now.",

    phraseWay: "You have your recovery phrase",
    phraseWayDetail: "The 12 words make this browser a device, and bring back your archive.",
    noArchive: "You have kept no archive, so there is no phrase that could help.",
    phrase: "Recovery phrase",
    phraseHelp: "12 words, in their order. Numbers, capitals and commas do not matter.",
    wordCount: (count: number) => `${number(count)} of ${number(12)} words`,
    tooFew: (count: number) =>
      `A phrase has ${number(12)} words; ${
        count === 1 ? "this is 1" : `these are ${number(count)}`
      }.`,
    unknownWords: (words: string) =>
      `In no phrase: ${isolateForeign(words)}. Look at the spelling.`,
    wrongPhrase:
      "These words do not open your archive. Are they all, in their order, and of this account?",
    recover: "Bring it back",
    restoring: "Bringing back what was said",
    recovered: (unreadable: number | undefined) =>
      unreadable === undefined
        ? "This browser is one of your devices. Not all of your archive has come back yet: the rest follows by itself."
        : unreadable === 0
        ? "Your archive is back, and this browser is one of your devices."
        : `Your archive is back, but for ${
          unreadable === 1 ? "1 entry that" : `${number(unreadable)} entries that`
        } could not be read, and this browser is one of your devices. Look for what is missing on another device, or ask for it again.`,

    freshWay: "You have neither",
    freshWayDetail:
      "You begin anew, with new keys. What was said before stays closed here. It is still on the devices that have read it: those of others, and those that you had.",
    startOver: "Begin anew…",
    startOverHeading: "Begin anew with new keys?",
    startOverDetail: {
      base:
        "All that was said to you so far stays closed in this browser: look first whether another device of yours still reads it, for else those who said it have to say it again. All your other devices are taken off. Everybody you write to is told that your keys have changed, and has to compare them again.",
      archive:
        "All that was said to you so far stays closed in this browser until you open your archive with its phrase, which you still can afterwards. All your other devices are taken off. Everybody you write to is told that your keys have changed, and has to compare them again.",
    },
    startOverConfirm: "Begin anew",
    startedOver: "You have begun anew. This browser is your only device.",

    archive: "History on new devices",
    archiveOff:
      "A new device sees nothing that was said before it came. An archive changes that: it is sealed too, and 12 words open it, which only you have.",
    archiveOn: (count: number) =>
      count === 1
        ? "The archive is kept: 1 message is in it."
        : `The archive is kept: ${number(count)} messages are in it.`,
    archiveFull:
      "The archive is full. What is said now is not in it, and a new device would not see it. Delete messages that you need no more: what waits here is added by itself once there is room.",
    archiveClosed:
      "There is an archive that this browser cannot open. Your recovery phrase opens it.",
    begin: "Keep an archive",
    words: "Your recovery phrase",
    wordsDetail:
      "Write these 12 words down, on paper, and keep them safe. Whoever has them can read everything; if you lose them, nobody can bring them back.",
    copyWords: "Copy",
    copied: "Copied",
    print: "Print",
    written: "I have written them down",
    test: "Show that you have them",
    word: (place: number) => `Word ${number(place)}`,
    wrongWord: (place: number) =>
      `Word ${number(place)} is another one. Look at what you wrote down.`,
    backToWords: "Show the words again",
    start: "Begin the archive",
    archiving: "Sealing what was said so far",
    started: "The archive is kept from now on.",
    stop: "Stop and delete it",
    stopHeading: "Delete the archive?",
    stopDetail:
      "The server forgets all of it, and the phrase is worth nothing then. What your devices have read stays on them.",
    stopConfirm: "Delete it",
    stopped: "The archive is deleted.",
    share: (percent: number) => `${number(percent)} %`,
  },

  /** In the log, by nobody. */
  notes: {
    deviceAdded: (name: string, device: string) =>
      `${isolateForeign(name)} added a device: ${isolateForeign(device)}`,
    ownDeviceAdded: (device: string) => `You added a device: ${isolateForeign(device)}`,
    deviceRemoved: (name: string, device: string) =>
      `${isolateForeign(name)} removed a device: ${isolateForeign(device)}`,
    ownDeviceRemoved: (device: string) => `You removed a device: ${isolateForeign(device)}`,
    sessionRenewed: (name: string) => `${isolateForeign(name)} sealed this conversation anew`,
    ownSessionRenewed: "You sealed this conversation anew",
    logRenewed:
      "The server has begun this conversation anew. What you had read stays on this device. " +
      "What a device had not read yet is lost to it, and may have to be said again. " +
      "If whoever runs the server does not say that it was set back from a backup, do not trust it.",
    identityChanged: (name: string) =>
      `${isolateForeign(name)} has new keys. They were not compared before.`,
    verifiedIdentityChanged: (name: string) =>
      `${
        isolateForeign(name)
      } has other keys than those that you compared. Nothing leaves until you accept them.`,
    ownIdentityChanged: "You have new keys, and others are told to compare them again",
    /** Of a message: whose it is, and why it cannot be read. */
    unreadable: {
      // Of both, so without a name.
      before_device: (_name: string) =>
        "What was said before this device was added cannot be read on it. An archive can bring it back.",
      deleted: (name: string) =>
        `A message of ${isolateForeign(name)} that was deleted before this device could read it.`,
      forgotten: (name: string) =>
        `Something between you and ${
          isolateForeign(name)
        } that the room forgot before this device could read it.`,
      other_session: (name: string) =>
        `A message of ${
          isolateForeign(name)
        } that was sealed without this device. Your other devices may have it.`,
      damaged: (name: string) =>
        `Something under the name of ${
          isolateForeign(name)
        } that is damaged, not sealed by them, or sealed by a device that was removed meanwhile.`,
      unverified_identity: (name: string) =>
        `Said under keys that you have not accepted as those of ${
          isolateForeign(name)
        }, so it is not shown. Compare and accept them, then have it said again.`,
      newer_version: (name: string) =>
        `A message of ${
          isolateForeign(name)
        } from a newer version of Parley. Load the page again to get it.`,
    },
    ownUnreadable: {
      before_device:
        "What was said before this device was added cannot be read on it. An archive can bring it back.",
      deleted: "A message of yours that was deleted before this device could read it.",
      forgotten: "A message of yours that the room forgot before this device could read it.",
      other_session:
        "A message of yours that was sealed without this device. Your other devices may have it.",
      damaged:
        "Something under your name that is damaged, not sealed by you, or sealed by a device that was removed meanwhile.",
      unverified_identity:
        "Said in your name under keys that are not yours, so it is not shown. Look at your devices.",
      newer_version:
        "A message of yours from a newer version of Parley. Load the page again to get it.",
    },
  },

  /** Why something did not leave; without a stop, as the server's own words. */
  refusals: {
    identity_changed:
      "The other has other keys than those that you compared: accept them first, then send again",
    no_device: "This browser is none of your devices yet: set it up first, then send again",
  },
} as const;
