import { signal } from "@preact/signals";
import { Refusal } from "../platform/refusal.ts";
import type { SealAccount, Standing } from "./seal_account.ts";

/** The account in a browser in which sealing cannot work. */
export function noAccount(why: Extract<Standing, { kind: "unsupported" }>["why"]): SealAccount {
  const refuse = () =>
    Promise.reject(new Refusal("unavailable", "Cannot do this: sealing does not work here"));
  const nothing = () => Promise.resolve();
  return {
    standing: signal<Standing>({ kind: "unsupported", why }),
    devices: signal([]),
    archive: signal({ kind: "unknown" }),
    alarms: signal([]),
    dismissAlarms() {},
    beginLinking: () => ({ code: "", done: refuse(), leftMs: () => 0, cancel() {} }),
    look: refuse,
    link: refuse,
    removeDevice: refuse,
    rename: refuse,
    startOver: refuse,
    newPhrase: refuse,
    unknownWords: refuse,
    startArchive: refuse,
    stopArchive: refuse,
    recover: refuse,
    signOut: nothing,
    close() {},
  };
}
