import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useId } from "preact/hooks";
import { askToConfirm } from "../controls/confirm.tsx";
import { sealedTexts } from "../../sealed/sealed_texts.ts";
import type { SealedAccountPartProps } from "./sealed_account_view.tsx";
import { canScan, CodeScanner } from "./sealed_code_scanner.tsx";
import { Problem, SealedPart } from "./sealed_part.tsx";
import { useTask } from "../controls/use_task.ts";

/** Signs that may be typed or pasted: a code has 26, and what people put between them. */
const maxCodeChars = 100;

/** Lets a new browser in, by the code that it shows. */
export function AddDevice({ account, onDone }: SealedAccountPartProps): JSX.Element {
  const words = sealedTexts.account;
  const code = useSignal("");
  const isScanning = useSignal(false);
  const task = useTask();
  const id = useId();

  async function link(): Promise<void> {
    let name = "";
    const typed = code.value;
    const refusals = { bad_code: words.badCode, no_such_code: words.noSuchCode };
    const isThere = await task.run(async () => name = await account.look(typed), refusals);
    const isSure = isThere && await askToConfirm({
      heading: words.linkHeading(name),
      detail: words.linkDetail,
      confirm: words.link,
      isGrave: true,
    });
    if (!isSure || !await task.run(() => account.link(typed), refusals)) return;
    code.value = "";
    onDone(words.linked(name));
  }

  return (
    <SealedPart heading={words.add}>
      <p class="remark">{words.addDetail}</p>
      {isScanning.value && (
        <CodeScanner
          onFound={(found) => {
            isScanning.value = false;
            code.value = found.slice(0, maxCodeChars);
            void link();
          }}
          onFailed={() => {
            isScanning.value = false;
            task.fail(words.scanFailed);
          }}
        />
      )}
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void link();
        }}
      >
        <div class="field">
          <label for={id}>{words.code}</label>
          <input
            id={id}
            type="text"
            dir="ltr"
            class="code-field"
            autocomplete="off"
            autocapitalize="characters"
            spellcheck={false}
            required
            maxLength={maxCodeChars}
            aria-invalid={task.problem !== undefined}
            value={code.value}
            onInput={({ currentTarget }) => code.value = currentTarget.value}
          />
        </div>
        <Problem words={task.problem} />
        <div class="sealed-buttons">
          <button type="submit" class="button" aria-disabled={task.isBusy}>{words.link}</button>
          {canScan() && (
            <button
              type="button"
              class="button"
              data-kind="quiet"
              onClick={() => isScanning.value = !isScanning.value}
            >
              {isScanning.value ? words.scanStop : words.scan}
            </button>
          )}
        </div>
      </form>
    </SealedPart>
  );
}
