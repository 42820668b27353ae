import { useSignal } from "@preact/signals";
import type { ComponentChildren, JSX } from "preact";
import { useRef } from "preact/hooks";
import type { ProgramTexts } from "../../../lib/texts/texts.ts";
import type { RoomPrograms } from "../../management/room_programs.ts";
import { askToConfirm } from "../controls/confirm.tsx";
import { ManagedList } from "./managed_list.tsx";
import { Secret } from "../controls/secret.tsx";
import { TextField } from "../controls/text_field.tsx";

/** What is said of programs of any kind, and of this one. */
type ProgramWords =
  & Omit<ProgramTexts, "bots" | "hooks" | "webhooks">
  & Omit<ProgramTexts["bots"], "role">
  & { readonly help?: string };

interface ProgramListProps<Program extends { readonly id: string }> {
  programs: RoomPrograms<Program>;
  words: ProgramWords;
  /** Whether an address is asked for, rather than a name; and how long that may be. */
  isUrl?: boolean;
  maxLength: number;
  /** In code, what the secret is used for. */
  usage: string;
  /** What else is asked for. */
  children?: ComponentChildren;
  /** What the server is told of what was typed. */
  draft(typed: string): object;
  nameOf(program: Program): string;
  about(program: Program): string;
  /** Whether something is wrong with it. */
  isTroubled?(program: Program): boolean;
}

/** Makes programs of a kind, and lists those that were made. */
export function ProgramList<Program extends { readonly id: string }>(
  { programs, words, isUrl, maxLength, usage, children, draft, nameOf, about, isTroubled }:
    ProgramListProps<Program>,
): JSX.Element {
  const typed = useSignal("");
  const secret = useSignal<string | undefined>(undefined);
  const isMaking = useSignal(false);
  const form = useRef<HTMLFormElement>(null);

  async function make(): Promise<void> {
    if (isMaking.value) return;
    isMaking.value = true;
    secret.value = await programs.make(draft(typed.value), words.made);
    isMaking.value = false;
    if (secret.value !== undefined) typed.value = "";
  }

  async function remove(program: Program): Promise<void> {
    const isSure = await askToConfirm({
      heading: words.removeHeading(nameOf(program)),
      detail: words.removeDetail,
      confirm: words.remove,
      isGrave: true,
    });
    if (isSure) await programs.remove(program, words.removed(nameOf(program)));
  }

  return (
    <section class="programs">
      <h3>{words.heading}</h3>
      {secret.value === undefined
        ? (
          <form
            class="invite-form"
            ref={form}
            onSubmit={(event) => {
              event.preventDefault();
              void make();
            }}
          >
            <p>{words.detail}</p>
            <TextField
              label={words.field}
              help={words.help}
              placeholder={words.example}
              isUrl={isUrl}
              isRequired
              maxLength={maxLength}
              value={typed.value}
              onInput={(value) => typed.value = value}
            />
            {children}
            <button type="submit" class="button" data-kind="quiet" aria-disabled={isMaking.value}>
              {words.make}
            </button>
          </form>
        )
        : (
          <Secret
            words={words}
            secret={secret.value}
            usage={usage}
            onAnother={() => {
              secret.value = undefined;
              requestAnimationFrame(() => form.current?.querySelector("input")?.focus());
            }}
          />
        )}
      <ManagedList
        list={programs.list}
        label={words.heading}
        empty={words.empty}
        row={(program) => (
          <>
            <p>
              <b dir="auto">{nameOf(program)}</b>
              <small data-problem={isTroubled?.(program)}>{about(program)}</small>
            </p>
            <button
              type="button"
              class="link"
              aria-label={words.removeOf(nameOf(program))}
              onClick={() => void remove(program)}
            >
              {words.remove}
            </button>
          </>
        )}
      />
    </section>
  );
}
