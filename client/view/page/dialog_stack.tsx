import type { JSX } from "preact";
import type { Dialogs } from "../../page/dialogs.ts";
import type { SealAccount } from "../../sealed/seal_account.ts";
import { texts } from "../../i18n/texts.ts";
import { lazy } from "../controls/lazy.tsx";
import { lazySealed } from "../sealed/lazy_sealed.tsx";
import type { SealedAccountViewProps } from "../sealed/sealed_account_view.tsx";
import type { SettingsFormProps } from "./settings_form.tsx";
import { TitledModal } from "../controls/titled_modal.tsx";

const SealedAccountView = lazySealed<SealedAccountViewProps>(
  ({ SealedAccountView }) => SealedAccountView,
  () => null,
);
const SettingsForm = lazy(async () => (await import("../timeline/around.ts")).SettingsForm);
const ShortcutList = lazy(async () => (await import("../timeline/around.ts")).ShortcutList);

interface DialogStackProps extends Omit<SettingsFormProps, "onShortcuts"> {
  dialogs: Dialogs;
  /** How this browser stands to sealed messages, once that is known. */
  account: SealAccount | undefined;
}

/** The dialogs about the page as a whole that are open; what is in them loads when it is needed. */
export function DialogStack({ dialogs, account, ...settingsProps }: DialogStackProps): JSX.Element {
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
      {account && open.includes("sealed") && (
        <SealedAccountView.View
          account={account}
          onClose={() => dialogs.close("sealed")}
        />
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
