import type { ComponentChildren, JSX } from "preact";
import { useId } from "preact/hooks";
import { languages } from "../../../lib/texts/languages.ts";
import { chooseLanguage, chosenLanguage } from "../../page/language.ts";
import { late } from "../../i18n/late_texts.ts";
import type { Notifications } from "../../notifications/notifications.ts";
import { choicesOf } from "../../platform/settings.ts";
import type { Settings } from "../../platform/settings.ts";
import { NotificationSettings } from "./notification_settings.tsx";
import { Switch } from "../controls/switch.tsx";

/** What {@linkcode SettingsForm} shows and does. */
export interface SettingsFormProps {
  settings: Settings;
  notifications: Notifications;
  /** What one is called. */
  name: string;
  /** The room that the page shows. */
  room: string;
  /** What it is called to people. */
  title: string;
  /** The reader wants to see the shortcuts. */
  onShortcuts(): void;
}

/** What people set for themselves: all of it holds at once, so there is nothing to save. */
export function SettingsForm(
  { settings, notifications, name, room, title, onShortcuts }: SettingsFormProps,
): JSX.Element {
  const words = late().settings;
  return (
    <>
      <Part heading={late().notifications.heading}>
        <NotificationSettings
          settings={settings}
          notifications={notifications}
          room={room}
          title={title}
        />
      </Part>
      <Part heading={words.theme}>
        <ThemeChoice settings={settings} />
      </Part>
      {languages.length > 1 && <LanguageChoice />}
      <Part heading={words.keyboard}>
        <Switch
          label={words.letterKeys}
          detail={words.letterKeysDetail}
          isOn={settings.of("letterKeys").value === "on"}
          onChange={(isOn) => settings.choose("letterKeys", isOn ? "on" : "off")}
        />
        <button type="button" class="link" onClick={onShortcuts}>{words.allShortcuts}</button>
      </Part>
      <Part heading={late().photos.heading}>
        <Switch
          label={late().photos.removeLocation}
          detail={late().photos.removeLocationDetail}
          isOn={settings.of("removeLocation").value === "on"}
          onChange={(isOn) => settings.choose("removeLocation", isOn ? "on" : "off")}
        />
      </Part>
      <Part heading={words.you}>
        <p dir="auto">{words.youAre(name)}</p>
        <a class="link" href="/">{words.rename}</a>
        <a class="link" href="/account">{words.account}</a>
      </Part>
    </>
  );
}

function Part(
  { heading, children }: { heading: string; children: ComponentChildren },
): JSX.Element {
  const id = useId();
  return (
    <section aria-labelledby={id}>
      <h3 id={id}>{heading}</h3>
      {children}
    </section>
  );
}

function ThemeChoice({ settings }: { settings: Settings }): JSX.Element {
  const { theme, themes } = late().settings;
  return (
    <div class="segments" role="radiogroup" aria-label={theme}>
      {choicesOf("theme").map((choice) => (
        <label key={choice}>
          <input
            type="radio"
            name="theme"
            checked={settings.of("theme").value === choice}
            onChange={() => settings.choose("theme", choice)}
          />
          <span>{themes[choice]}</span>
        </label>
      ))}
    </div>
  );
}

function LanguageChoice(): JSX.Element {
  const id = useId();
  return (
    <section>
      <div class="choice">
        <label for={id}>{late().settings.language}</label>
        <select
          id={id}
          value={chosenLanguage()}
          onChange={({ currentTarget }) => chooseLanguage(currentTarget.value)}
        >
          <option value="">{late().settings.browserLanguage}</option>
          {languages.map(({ tag, name }) => (
            <option key={tag} value={tag} lang={tag} dir="auto">{name}</option>
          ))}
        </select>
      </div>
    </section>
  );
}
