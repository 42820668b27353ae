import { useSignal } from "@preact/signals";
import { Refusal } from "../../platform/refusal.ts";
import { errorText, texts } from "../../i18n/texts.ts";

/** Something that takes a while and may be refused; one at a time. */
export interface Task {
  readonly isBusy: boolean;
  /** Why the last one failed, in words. */
  readonly problem: string | undefined;
  /** Says why by itself. */
  fail(problem: string): void;
  /**
   * Does it, unless another one is being done.
   *
   * @param words For codes that mean something particular here.
   * @returns Whether it was done.
   */
  run(work: () => Promise<unknown>, words?: Readonly<Record<string, string>>): Promise<boolean>;
}

/** For a form or a button that does something by the server. */
export function useTask(): Task {
  const isBusy = useSignal(false);
  const problem = useSignal<string | undefined>(undefined);
  return {
    isBusy: isBusy.value,
    problem: problem.value,
    fail: (words) => void (problem.value = words),
    async run(work, words = {}) {
      if (isBusy.peek()) return false;
      isBusy.value = true;
      problem.value = undefined;
      try {
        await work();
        return true;
      } catch (error) {
        problem.value = wordsFor(error, words);
        return false;
      } finally {
        isBusy.value = false;
      }
    },
  };
}

function wordsFor(error: unknown, words: Readonly<Record<string, string>>): string {
  if (error instanceof Refusal) {
    return Object.hasOwn(words, error.code) ? words[error.code]! : errorText(error);
  }
  // A fault of ours: on the console for whoever looks for it.
  reportError(error);
  return texts.errors.unavailable;
}
