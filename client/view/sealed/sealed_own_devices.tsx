import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import type { Device } from "../../../lib/wire/device_list.ts";
import { limits } from "../../../lib/wire/limits.ts";
import { sealedTexts } from "../../sealed/sealed_texts.ts";
import { askToConfirm } from "../controls/confirm.tsx";
import type { SealedAccountPartProps } from "./sealed_account_view.tsx";
import { DeviceFacts } from "./sealed_devices.tsx";
import { Problem, SealedPart } from "./sealed_part.tsx";
import { TextField } from "../controls/text_field.tsx";
import { useTask } from "../controls/use_task.ts";

/** One's devices: this one can be renamed, the others removed. */
export function OwnDevices({ account, onDone }: SealedAccountPartProps): JSX.Element {
  const words = sealedTexts.account;
  const task = useTask();
  const isRenaming = useSignal(false);

  async function remove({ id, name }: Device): Promise<void> {
    const isSure = await askToConfirm({
      heading: words.removeHeading(name),
      detail: words.removeDetail,
      confirm: words.remove,
      isGrave: true,
    });
    if (isSure && await task.run(() => account.removeDevice(id))) onDone(words.removed(name));
  }

  return (
    <SealedPart heading={words.devices}>
      <ul class="own-devices">
        {account.devices.value.map((device) => (
          <li key={device.id}>
            {device.isThis && isRenaming.value
              ? (
                <NameForm
                  name={device.name}
                  onSave={(name) => account.rename(name)}
                  onClose={() => isRenaming.value = false}
                />
              )
              : (
                <>
                  <DeviceFacts device={device} isThis={device.isThis} />
                  {device.isThis
                    ? (
                      <button
                        type="button"
                        class="link"
                        aria-label={words.renameOf(device.name)}
                        onClick={() => isRenaming.value = true}
                      >
                        {words.rename}
                      </button>
                    )
                    : (
                      <button
                        type="button"
                        class="link"
                        aria-label={words.removeOf(device.name)}
                        onClick={() => void remove(device)}
                      >
                        {words.remove}
                      </button>
                    )}
                </>
              )}
          </li>
        ))}
      </ul>
      <Problem words={task.problem} />
    </SealedPart>
  );
}

interface NameFormProps {
  name: string;
  onSave(name: string): Promise<void>;
  onClose(): void;
}

function NameForm({ name, onSave, onClose }: NameFormProps): JSX.Element {
  const words = sealedTexts.account;
  const typed = useSignal(name);
  const task = useTask();
  const form = useRef<HTMLFormElement>(null);
  useLayoutEffect(() => form.current!.querySelector("input")!.select(), []);

  async function save(): Promise<void> {
    const wanted = typed.value.trim();
    if (wanted === name || wanted === "") return onClose();
    if (await task.run(() => onSave(wanted))) onClose();
  }

  return (
    <form
      ref={form}
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        // The dialog stays.
        event.preventDefault();
        onClose();
      }}
    >
      <TextField
        label={words.name}
        help={words.nameHelp}
        maxLength={limits.deviceNameChars}
        value={typed.value}
        onInput={(value) => typed.value = value}
      />
      <Problem words={task.problem} />
      <div class="sealed-buttons">
        <button type="submit" class="button" aria-disabled={task.isBusy}>{words.save}</button>
        <button type="button" class="button" data-kind="quiet" onClick={onClose}>
          {words.cancel}
        </button>
      </div>
    </form>
  );
}
