import type { SettingsStorage } from "../../../client/platform/settings.ts";

/** Storage of a browser, shared by all its pages. */
export class FakeStorage implements SettingsStorage {
  readonly items = new Map<string, string>();

  getItem(key: string): string | null {
    return this.items.get(key) ?? null;
  }

  setItem(key: string, value: string): void {
    this.items.set(key, value);
  }
}

/** Storage that a browser forbids. */
export const forbiddenStorage: SettingsStorage = {
  getItem: () => {
    throw new Error("Cannot read: it is forbidden");
  },
  setItem: () => {
    throw new Error("Cannot write: it is forbidden");
  },
};
