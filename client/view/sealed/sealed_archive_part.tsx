import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { sealedTexts } from "../../sealed/sealed_texts.ts";
import { askToConfirm } from "../controls/confirm.tsx";
import type { SealedAccountPartProps } from "./sealed_account_view.tsx";
import { BeginArchive } from "./sealed_begin_archive.tsx";
import { Problem, SealedPart } from "./sealed_part.tsx";
import { PhraseForm } from "./sealed_phrase_form.tsx";
import { ProgressBar } from "./sealed_progress_bar.tsx";
import { useTask } from "../controls/use_task.ts";

/** The archive: how it stands, and what can be done with it. */
export function ArchivePart(props: SealedAccountPartProps): JSX.Element {
  return (
    <SealedPart heading={sealedTexts.account.archive}>
      <Archive {...props} />
    </SealedPart>
  );
}

function Archive(props: SealedAccountPartProps): JSX.Element | null {
  const words = sealedTexts.account;
  const archive = props.account.archive.value;
  // It is on before all is in it; what shows how far that is stays until then.
  const isBeginning = useSignal(false);
  if (isBeginning.value || (archive.kind === "off" && !archive.isThere)) {
    return (
      <BeginArchive
        {...props}
        onBegin={() => isBeginning.value = true}
        onEnd={() => isBeginning.value = false}
      />
    );
  }
  switch (archive.kind) {
    case "unknown":
      return null;
    case "off":
      return (
        <>
          <p class="remark">{words.archiveClosed}</p>
          <PhraseForm {...props} />
          <Stop {...props} />
        </>
      );
    case "on":
      return (
        <>
          <p>{words.archiveOn(archive.entries)}</p>
          <Problem words={archive.isFull ? words.archiveFull : undefined} />
          <Stop {...props} />
        </>
      );
    case "restoring":
      return <ProgressBar label={words.restoring} share={archive.share} />;
    default:
      return archive satisfies never;
  }
}

function Stop({ account, onDone }: SealedAccountPartProps): JSX.Element {
  const words = sealedTexts.account;
  const task = useTask();

  async function stop(): Promise<void> {
    const isSure = await askToConfirm({
      heading: words.stopHeading,
      detail: words.stopDetail,
      confirm: words.stopConfirm,
      isGrave: true,
    });
    if (isSure && await task.run(() => account.stopArchive())) onDone(words.stopped);
  }

  return (
    <>
      <button type="button" class="link" onClick={() => void stop()}>{words.stop}</button>
      <Problem words={task.problem} />
    </>
  );
}
