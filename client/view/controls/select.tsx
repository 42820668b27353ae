import type { JSX } from "preact";
import { useId } from "preact/hooks";

interface SelectProps<Value extends string> {
  label: string;
  /** Each value, and its words. */
  options: readonly (readonly [value: Value, label: string])[];
  value: Value;
  onChange(value: Value): void;
}

/** One of several, behind a button. */
export function Select<Value extends string>(
  { label, options, value, onChange }: SelectProps<Value>,
): JSX.Element {
  const id = useId();
  return (
    <div class="choice">
      <label for={id}>{label}</label>
      <select
        id={id}
        value={value}
        onChange={({ currentTarget }) => onChange(currentTarget.value as Value)}
      >
        {options.map(([value, label]) => <option key={value} value={value}>{label}</option>)}
      </select>
    </div>
  );
}
