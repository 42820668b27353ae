import type { JSX } from "preact";
import type { ChosenVisibility } from "../../../lib/wire/messages.ts";
import { late } from "../../i18n/late_texts.ts";
import { texts } from "../../i18n/texts.ts";
import { RadioList } from "../controls/radio_list.tsx";

const visibilities: readonly ChosenVisibility[] = ["public", "unlisted", "private"];

interface VisibilityChoiceProps {
  value: ChosenVisibility;
  onChange(value: ChosenVisibility): void;
}

/** Who may find a room, and come in. */
export function VisibilityChoice({ value, onChange }: VisibilityChoiceProps): JSX.Element {
  const { visibilities: labels } = texts.room;
  const { visibilityHelp } = late().room;
  return (
    <RadioList
      legend={late().management.settings.visibility}
      options={visibilities.map((value) => ({
        value,
        label: labels[value],
        help: visibilityHelp[value],
      }))}
      value={value}
      onChange={onChange}
    />
  );
}
