import type { JSX } from "preact";
import type { Dialogs } from "../dialogs.ts";
import { texts } from "../texts.ts";
import { lazy } from "./lazy.tsx";
import type { SettingsFormProps } from "./settings_form.tsx";
import { TitledModal } from "./titled_modal.tsx";

const SettingsForm = lazy(async () => (await import("./settings_form.tsx")).SettingsForm);
const ShortcutList = lazy(async () => (await import("./shortcut_list.tsx")).ShortcutList);

interface DialogStackProps extends Omit<SettingsFormProps, "onShortcuts"> {
  dialogs: Dialogs;
}

/** The dialogs about the page as a whole that are open; what is in them loads when it is needed. */
export function DialogStack({ dialogs, ...settingsProps }: DialogStackProps): JSX.Element {
  const open = dialogs.list.value;
  return (
    <>
      {open.includes("settings") && (
        <TitledModal
          name="settings"
          heading={texts.settings.heading}
          onClose={() => dialogs.close("settings")}
        >
          <SettingsForm.View
            {...settingsProps}
            onShortcuts={() => dialogs.open("shortcuts")}
          />
        </TitledModal>
      )}
      {open.includes("shortcuts") && (
        <TitledModal
          name="shortcut-sheet"
          heading={texts.shortcutSheet.heading}
          onClose={() => dialogs.close("shortcuts")}
          isText
        >
          <ShortcutList.View />
        </TitledModal>
      )}
    </>
  );
}
