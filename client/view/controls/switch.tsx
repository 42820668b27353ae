import type { JSX } from "preact";
import { useId } from "preact/hooks";

interface SwitchProps {
  label: string;
  /** More words, under the label. */
  detail?: string;
  isOn: boolean;
  /** Whether it is changing just now, and not to be touched. */
  isBusy?: boolean;
  onChange(isOn: boolean): void;
}

/** Something that is on or off, and changes at once. */
export function Switch(
  { label, detail, isOn, isBusy = false, onChange }: SwitchProps,
): JSX.Element {
  const id = useId();
  return (
    <div class="switch">
      <label for={id}>{label}</label>
      {detail !== undefined && <small id={`${id}-detail`}>{detail}</small>}
      <input
        type="checkbox"
        role="switch"
        id={id}
        checked={isOn}
        // Not disabled: that would take the focus away.
        aria-disabled={isBusy}
        aria-describedby={detail === undefined ? undefined : `${id}-detail`}
        onClick={(event) => isBusy && event.preventDefault()}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
    </div>
  );
}
