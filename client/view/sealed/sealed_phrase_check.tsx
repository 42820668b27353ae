import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useMemo, useRef } from "preact/hooks";
import { phraseWords } from "../../sealed/phrase_words.ts";
import { sealedTexts } from "../../sealed/sealed_texts.ts";
import { FocusedHeading } from "../controls/focused_heading.tsx";
import { Problem } from "./sealed_part.tsx";
import { TextField } from "../controls/text_field.tsx";

/** Words that are asked for. */
const asked = 2;
/** Characters of a word; those of BIP-39 have at most 8. */
const maxWordChars = 24;

interface PhraseTestProps {
  /** Of the phrase, in order. */
  words: readonly string[];
  onPassed(): void;
  /** One wants to see them once more. */
  onBack(): void;
}

/** Asks for two words of the phrase, so that nobody begins without having written it down. */
export function PhraseTest({ words: phrase, onPassed, onBack }: PhraseTestProps): JSX.Element {
  const words = sealedTexts.account;
  const places = useMemo(() => drawPlaces(phrase.length), [phrase]);
  const typed = useSignal<readonly string[]>(places.map(() => ""));
  const problem = useSignal<string | undefined>(undefined);
  const form = useRef<HTMLFormElement>(null);

  function check(): void {
    const wrong = places.findIndex((place, index) =>
      phraseWords(typed.value[index]!).join(" ") !== phrase[place]
    );
    if (wrong === -1) return onPassed();
    problem.value = words.wrongWord(places[wrong]! + 1);
    form.current!.querySelectorAll("input")[wrong]!.focus();
  }

  return (
    <form
      ref={form}
      onSubmit={(event) => {
        event.preventDefault();
        check();
      }}
    >
      <FocusedHeading>{words.test}</FocusedHeading>
      {places.map((place, index) => (
        <TextField
          key={place}
          label={words.word(place + 1)}
          isRequired
          maxLength={maxWordChars}
          value={typed.value[index]!}
          onInput={(value) => typed.value = typed.value.with(index, value)}
        />
      ))}
      <Problem words={problem.value} />
      <div class="sealed-buttons">
        <button type="submit" class="button">{words.start}</button>
        <button type="button" class="button" data-kind="quiet" onClick={onBack}>
          {words.backToWords}
        </button>
      </div>
    </form>
  );
}

/** Two different places of so many, by chance, the first one first. */
function drawPlaces(count: number): number[] {
  const all = Array.from({ length: count }, (_, place) => place);
  const drawn = Array.from(
    { length: asked },
    () => all.splice(Math.floor(Math.random() * all.length), 1)[0]!,
  );
  return drawn.sort((one, other) => one - other);
}
