import type { JSX } from "preact";
import type { Visibility } from "../../lib/wire/messages.ts";
import { late } from "../late_texts.ts";
import { texts } from "../texts.ts";
import { RadioList } from "./radio_list.tsx";

const visibilities: readonly Visibility[] = ["public", "unlisted", "private"];

interface VisibilityChoiceProps {
  value: Visibility;
  onChange(value: Visibility): void;
}

/** Who may find a room, and come in. */
export function VisibilityChoice({ value, onChange }: VisibilityChoiceProps): JSX.Element {
  const { visibilities: labels, visibilityHelp } = texts.room;
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
