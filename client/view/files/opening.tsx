import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { FileTexts } from "../../../lib/texts/texts.ts";
import { onceInView } from "../controls/once_in_view.ts";
import type { FileSource } from "./use_file_source.ts";

interface OpeningProps {
  /** What the file is called. */
  name: string;
  source: FileSource;
  words: FileTexts;
}

/** Stands where a sealed file will be shown, opens it once that is in view, and says how far it is. */
export function Opening({ name, source, words }: OpeningProps): JSX.Element {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => onceInView(place.current!, () => source.open()), []);
  return (
    <div class="opening" ref={place}>
      {source.share !== undefined && <Progress name={name} share={source.share} words={words} />}
    </div>
  );
}

/** How much of a file has come. */
export function Progress(
  { name, share, words }: { name: string; share: number; words: FileTexts },
): JSX.Element {
  return (
    <progress
      class="file-progress"
      aria-label={words.opening(name)}
      max={100}
      value={Math.round(100 * share)}
    />
  );
}

/** Why a sealed file is not open, to be read behind its name. */
export function failureText({ failure }: FileSource, { failures, notLoaded }: FileTexts): string {
  const code = failure?.code ?? "";
  return Object.hasOwn(failures, code) ? failures[code as keyof typeof failures] : notLoaded;
}
