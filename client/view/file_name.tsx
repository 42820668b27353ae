import type { JSX } from "preact";
import { splitName } from "../split_name.ts";

/** A file's name on one line: what does not fit is cut out of its middle, so that the ending stays. */
export function FileName({ name }: { name: string }): JSX.Element {
  const [start, end] = splitName(name);
  return (
    <bdi class="file-name" title={name}>
      <span>{start}</span>
      {end !== "" && <span>{end}</span>}
    </bdi>
  );
}
