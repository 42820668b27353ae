import type { JSX } from "preact";
import { useId } from "preact/hooks";

/** One of several things to choose from. */
export interface Option<Value extends string> {
  readonly value: Value;
  readonly label: string;
  /** More words, under the label. */
  readonly help?: string;
}

interface RadioListProps<Value extends string> {
  /** What is chosen. */
  legend: string;
  /** Whether the legend is for those only who listen. */
  isLegendHidden?: boolean;
  options: readonly Option<Value>[];
  value: Value;
  onChange(value: Value): void;
  /** Whether the chosen one takes the focus when a dialog opens around it. */
  takesFocus?: boolean;
}

/** One of a few, each with a line that explains it. */
export function RadioList<Value extends string>(
  { legend, isLegendHidden = false, options, value, onChange, takesFocus = false }: RadioListProps<
    Value
  >,
): JSX.Element {
  const id = useId();
  return (
    <fieldset class="radio-list">
      <legend class={isLegendHidden ? "visually-hidden" : undefined}>{legend}</legend>
      {options.map((option) => (
        <div key={option.value}>
          <input
            type="radio"
            id={`${id}-${option.value}`}
            name={id}
            autofocus={takesFocus && option.value === value}
            checked={option.value === value}
            aria-describedby={option.help && `${id}-${option.value}-help`}
            onChange={() => onChange(option.value)}
          />
          <label for={`${id}-${option.value}`}>{option.label}</label>
          {option.help && <small id={`${id}-${option.value}-help`}>{option.help}</small>}
        </div>
      ))}
    </fieldset>
  );
}
