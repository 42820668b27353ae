import type { JSX } from "preact";
import { splitName } from "../../files/split_name.ts";

/** A file's name on one line: what does not fit is cut out of its middle, so that the ending stays. */
export function FileName({ name }: { name: string }): JSX.Element {
  const [start, end] = splitName(name);
  if (end === "") {
    return (
      <bdi class="file-name" title={name}>
        <span class="start">{name}</span>
      </bdi>
    );
  }
  return (
    <bdi class="file-name" title={name}>
      {/* Whoever listens hears one name, not two parts of it. */}
      <span class="visually-hidden">{name}</span>
      <span class="start" aria-hidden="true">{start}</span>
      <span aria-hidden="true">{end}</span>
    </bdi>
  );
}
