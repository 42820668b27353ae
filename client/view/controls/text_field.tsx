import type { JSX } from "preact";
import { useId } from "preact/hooks";

interface TextFieldProps {
  label: string;
  help?: string;
  placeholder?: string;
  maxLength: number;
  /** Whether it is an address, which the browser checks. */
  isUrl?: boolean;
  isRequired?: boolean;
  value: string;
  onInput(value: string): void;
}

/** A line to write in. */
export function TextField(
  { label, help, placeholder, maxLength, isUrl, isRequired, value, onInput }: TextFieldProps,
): JSX.Element {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input
        id={id}
        {...(isUrl ? { type: "url", dir: "ltr" } : { type: "text", dir: "auto" })}
        autocomplete="off"
        required={isRequired}
        maxLength={maxLength}
        placeholder={placeholder}
        aria-describedby={help && `${id}-help`}
        value={value}
        onInput={({ currentTarget }) => onInput(currentTarget.value)}
      />
      {help && <small id={`${id}-help`}>{help}</small>}
    </div>
  );
}
