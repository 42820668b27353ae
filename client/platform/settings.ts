/**
 * What people set for themselves in this browser: signals over `localStorage`, one key a setting,
 * under `parley.`.
 */
import { signal } from "@preact/signals";
import type { ReadonlySignal, Signal } from "@preact/signals";

/** Every setting with the values that it may have; the first is the default. */
const choices = {
  /** Colours as the system says, or always the same. */
  theme: ["system", "light", "dark"],
  /** Whether notifications are shown, once the browser permits them. */
  notifications: ["on", "off"],
  /** Whether they are also wanted while no page is open. */
  push: ["off", "on"],
  /** Whether shortcuts of one bare letter or sign are answered (WCAG 2.2, 2.1.4). */
  letterKeys: ["on", "off"],
  /** Whether photos lose the place where they were taken before they are sent. */
  removeLocation: ["on", "off"],
} as const satisfies Record<string, readonly [string, ...string[]]>;

/** Name of a setting. */
export type SettingName = keyof typeof choices;

/** What the setting `Name` may be. */
export type SettingValue<Name extends SettingName> = typeof choices[Name][number];

/** Where settings are kept; `localStorage` does. Each call may throw, as in a browser that forbids. */
export interface SettingsStorage {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
}

/** The values that the setting `name` may have, the default first. */
export function choicesOf<Name extends SettingName>(name: Name): readonly SettingValue<Name>[] {
  return choices[name];
}

/** The setting as it is stored now; the default where nothing is, or nothing that we know. */
export function readSetting<Name extends SettingName>(
  storage: SettingsStorage,
  name: Name,
): SettingValue<Name> {
  const known: readonly SettingValue<Name>[] = choices[name];
  return known.find((value) => value === stored(storage, name)) ?? known[0]!;
}

/** All settings, each as a signal. */
export class Settings {
  readonly #storage: SettingsStorage;
  readonly #signals: { readonly [Name in SettingName]: Signal<SettingValue<Name>> };

  /** Reads what is stored. */
  constructor(storage: SettingsStorage) {
    this.#storage = storage;
    this.#signals = {
      theme: signal(readSetting(storage, "theme")),
      notifications: signal(readSetting(storage, "notifications")),
      push: signal(readSetting(storage, "push")),
      letterKeys: signal(readSetting(storage, "letterKeys")),
      removeLocation: signal(readSetting(storage, "removeLocation")),
    };
  }

  /** The setting `name`. */
  of<Name extends SettingName>(name: Name): ReadonlySignal<SettingValue<Name>> {
    return this.#signals[name];
  }

  /** Sets it, here and for the next visit; where nothing may be stored, until the page is left. */
  choose<Name extends SettingName>(name: Name, value: SettingValue<Name>): void {
    this.#signals[name].value = value;
    try {
      this.#storage.setItem(keyOf(name), value);
    } catch {
      // Storage is full or forbidden; the setting holds for as long as the page does.
    }
  }

  /**
   * Call when another page changed what is stored.
   *
   * @param key What a `storage` event says was changed; `null` when all was cleared.
   */
  changedElsewhere(key: string | null): void {
    for (const name of Object.keys(choices) as SettingName[]) {
      if (key === null || key === keyOf(name)) this.#readAgain(name);
    }
  }

  #readAgain<Name extends SettingName>(name: Name): void {
    this.#signals[name].value = readSetting(this.#storage, name);
  }
}

function keyOf(name: SettingName): string {
  return `parley.${name}`;
}

function stored(storage: SettingsStorage, name: SettingName): string | null {
  try {
    return storage.getItem(keyOf(name));
  } catch {
    return null;
  }
}
