/** The entry of the part that loads when a direct room opens: puts the parts of sealing together. */
import { effect, untracked } from "@preact/signals";
import { isDirectName } from "../../lib/wire/names.ts";
import { readRoomName } from "../platform/room_address.ts";
import { Account } from "./account.ts";
import type { ArchivedMessage } from "./archive_entry.ts";
import { browserName } from "./browser_name.ts";
import { verifyCredential } from "./credential.ts";
import { DirectRoom } from "./direct_room.ts";
import type { RoomAccount } from "./direct_room.ts";
import { HttpKeyServer } from "./http_key_server.ts";
import type { Origin } from "./known_logs.ts";
import { LocalLog } from "./local_log.ts";
import { Mls } from "./mls.ts";
import { People } from "./people.ts";
import { answerFrom } from "./room_answers.ts";
import type { SealAccount, Standing } from "./seal_account.ts";
import type { Sealed } from "./sealed.ts";
import { VaultedFiles } from "./sealed_files.ts";
import { SealedOutbox } from "./sealed_outbox.ts";
import type { SealedParts } from "./sealed_parts.ts";
import { noAccount } from "./no_account.ts";
import { VaultDatabase } from "./vault_database.ts";
import { archivedOf, VaultHistory } from "./vault_history.ts";

export { speakOfSealed } from "./sealed_texts.ts";

/** Close code of a connection that broke: whoever has it comes back. */
const broken = 1006;

/** Opens what belongs to somebody's sealed messages in this browser. */
export function openSealed(parts: SealedParts): Sealed {
  const { clock, ask, fetchJson, openSocket, newRef, peerOf, person: { id: you } } = parts;
  const vault = new VaultDatabase(you);
  const server = new HttpKeyServer({ ask });
  const people = new People({ vault, server, clock });
  const files = new VaultedFiles({ vault, clock });
  const outbox = new SealedOutbox(vault, (name, ref) => rooms.get(name)?.forget(ref));
  const rooms = new Map<string, DirectRoom>();
  const mls = once(() =>
    Mls.open(async (credential, key) => await verifyCredential(credential, key) !== undefined)
  );
  const history = new VaultHistory({
    vault,
    async rooms() {
      const { rooms } = await fetchJson("/api/direct") as { rooms: { name: string }[] };
      return rooms.map(({ name }) => name).filter(isDirectName);
    },
    logOf: (room) => new LocalLog(room, vault),
    gone: (room, origins) => own?.archiveChanges(room, goneOf(origins)) ?? [],
    restored: (room) => rooms.get(room)?.reload(),
  });
  const why = whyNot();
  const own: Account | undefined = why === undefined
    ? new Account({
      ...{ vault, server, clock, people, history },
      person: you,
      name: browserName(navigator),
      makePackage: async ({ credential, keys: { publicKey, secretKey: privateKey } }) =>
        await (await mls()).makePackage({ credential, publicKey, privateKey }, clock.now()),
    })
    : undefined;
  const account: SealAccount = own ?? noAccount(why!);
  const self: RoomAccount = {
    standing: account.standing,
    devices: account.devices,
    device: () => own?.device(),
    refresh: async () => await own?.refresh(),
    archived: (room, epoch, { unsealed, deleted, isOtherLog }) => {
      if (own === undefined) return [];
      const kept = unsealed.filter(({ content }) => content.kind !== "delete");
      const all = [...kept.map((one) => archivedOf(epoch, one)), ...goneOf(deleted)];
      return [
        ...own.archiveChanges(room, all),
        ...(isOtherLog ? own.archiveAgain(room, epoch) : []),
      ];
    },
    flush: () => void own?.flushArchive(),
  };
  void own?.open();
  effect(() => {
    void [account.standing.value, account.devices.value];
    untracked(() => rooms.forEach((room) => room.accountChanged()));
  });

  function room(name: string): DirectRoom | undefined {
    const peer = peerOf(name);
    const known = rooms.get(name);
    if (known || peer === undefined) return known;
    const made = new DirectRoom({
      ...{ name, you, peer, clock, vault, server, people, mls, openSocket, fetchJson, newRef },
      account: self,
      files,
      isWanted: (ref) => outbox.isWanted(name, ref),
    });
    rooms.set(name, made);
    return made;
  }

  return {
    account,
    openSocket(path, listener) {
      const query = new URLSearchParams(path.slice(path.indexOf("?")));
      const found = room(readRoomName(query.get("room") ?? "") ?? "");
      if (found) return found.connect(path, listener);
      // With whom it is will be known once the list has been read.
      const cancel = clock.schedule(0, () => listener.closed(broken));
      return { send() {}, close: cancel };
    },
    async fetchJson(path) {
      const [, , , name = ""] = new URL(path, "https://localhost").pathname.split("/");
      return await answerFrom(new LocalLog(decodeURIComponent(name), vault), path);
    },
    outbox,
    room,
    files,
  };
}

/** As an archive is told what it is to have no more. */
function goneOf(origins: readonly Origin[]): ArchivedMessage[] {
  return origins.map((origin) => ({ ...origin, content: "" }));
}

/** Why sealing cannot work in this browser, if it cannot. */
function whyNot(): Extract<Standing, { kind: "unsupported" }>["why"] | undefined {
  if (!isSecureContext) return "insecure";
  if (!("indexedDB" in globalThis)) return "storage";
  return "locks" in navigator ? undefined : "locks";
}

/** Runs `task` when it is first asked for; again only when that failed. */
function once<T>(task: () => Promise<T>): () => Promise<T> {
  let result: Promise<T> | undefined;
  return () =>
    result ??= task().catch((error) => {
      result = undefined;
      throw error;
    });
}
