import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { late } from "../../i18n/late_texts.ts";
import { ask } from "./ask.tsx";
import { RadioList } from "./radio_list.tsx";
import type { Option } from "./radio_list.tsx";

/** What is asked before something is done. */
export interface Question {
  readonly heading: string;
  /** What will come of it. */
  readonly detail?: string;
  /** What the button says that does it. */
  readonly confirm: string;
  /** Whether it hurts somebody. */
  readonly isGrave?: boolean;
}

/** Asks whether something shall really be done. */
export async function askToConfirm(question: Question): Promise<boolean> {
  const name = "confirm-dialog";
  return await ask<true>(
    (answer) => <Confirm question={question} onAnswer={(isSure) => answer(isSure || undefined)} />,
    { name, label: question.heading },
  ) ?? false;
}

/** The same with a choice of how; gives what was chosen, nothing when it shall not be done. */
export function askToChoose<Value extends string>(
  question: Question,
  options: readonly Option<Value>[],
  initial: Value,
): Promise<Value | undefined> {
  const name = "confirm-dialog";
  return ask<Value>(
    (answer) => (
      <Choose
        question={question}
        options={options}
        initial={initial}
        onAnswer={answer}
      />
    ),
    { name, label: question.heading },
  );
}

interface ConfirmProps {
  question: Question;
  /** How it shall be done. */
  children?: JSX.Element;
  onAnswer(isSure: boolean): void;
}

function Confirm({ question, children, onAnswer }: ConfirmProps): JSX.Element {
  const { heading, detail, confirm, isGrave = false } = question;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        onAnswer(true);
      }}
    >
      <h2>{heading}</h2>
      {detail !== undefined && <p>{detail}</p>}
      {children}
      <div class="answers">
        {/* First, and so with the focus: what a hasty Enter does can be mended. */}
        <button type="button" class="button quiet" onClick={() => onAnswer(false)}>
          {late().management.cancel}
        </button>
        <button type="submit" class={isGrave ? "button grave" : "button"}>{confirm}</button>
      </div>
    </form>
  );
}

interface ChooseProps<Value extends string> {
  question: Question;
  options: readonly Option<Value>[];
  initial: Value;
  onAnswer(chosen?: Value): void;
}

function Choose<Value extends string>(
  { question, options, initial, onAnswer }: ChooseProps<Value>,
): JSX.Element {
  const chosen = useSignal(initial);
  return (
    <Confirm
      question={question}
      onAnswer={(isSure) => isSure ? onAnswer(chosen.value) : onAnswer()}
    >
      <RadioList
        legend={question.heading}
        isLegendHidden
        takesFocus
        options={options}
        value={chosen.value}
        onChange={(value) => chosen.value = value}
      />
    </Confirm>
  );
}
