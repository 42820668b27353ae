import type { JSX } from "preact";
import type { Standing } from "../../sealed/seal_account.ts";
import { sealedTexts } from "../../sealed/sealed_texts.ts";
import { shortDateText } from "../../i18n/times.ts";
import { askToConfirm } from "../controls/confirm.tsx";
import type { SealedAccountPartProps } from "./sealed_account_view.tsx";
import { LinkThis } from "./sealed_link_this.tsx";
import { Problem, SealedPart } from "./sealed_part.tsx";
import { PhraseForm } from "./sealed_phrase_form.tsx";
import { useTask } from "../controls/use_task.ts";

/** How a browser stands that is no device and can become one. */
export type Outsider = Extract<Standing, { kind: "unlinked" | "removed" | "replaced" }>;

interface WaysInProps extends SealedAccountPartProps {
  standing: Outsider;
}

/** How this browser becomes a device: by another one, by the phrase, or anew; the best way first. */
export function WaysIn({ account, standing, onDone }: WaysInProps): JSX.Element {
  const words = sealedTexts.account;
  const hasArchive = standing.kind === "unlinked"
    ? standing.hasArchive
    // Not known for sure; who has kept none has no phrase to try.
    : account.archive.value.kind !== "off" || account.archive.value.isThere;
  return (
    <>
      <section class="standing">
        <Situation standing={standing} />
      </section>
      <SealedPart heading={words.linkWay}>
        <p class="remark">{words.linkWayDetail}</p>
        <LinkThis account={account} onDone={onDone} />
      </SealedPart>
      <SealedPart heading={words.phraseWay}>
        {hasArchive
          ? (
            <>
              <p class="remark">{words.phraseWayDetail}</p>
              <PhraseForm account={account} onDone={onDone} />
            </>
          )
          : <p class="remark">{words.noArchive}</p>}
      </SealedPart>
      <SealedPart heading={words.freshWay}>
        <p class="remark">{words.freshWayDetail}</p>
        <StartOver account={account} hasArchive={hasArchive} onDone={onDone} />
      </SealedPart>
    </>
  );
}

function Situation({ standing }: { standing: Outsider }): JSX.Element {
  const words = sealedTexts.account;
  switch (standing.kind) {
    case "unlinked":
      return (
        <>
          <h3>{words.unlinked}</h3>
          <p>{words.unlinkedDetail}</p>
          <p class="remark">
            {words.known} {standing.devices.map(({ id, name }, index) => (
              <span key={id}>
                {index > 0 && " · "}
                <bdi>{name}</bdi>
              </span>
            ))}
          </p>
        </>
      );
    case "removed":
      return (
        <>
          <h3>{words.removedHeading}</h3>
          <p>{words.removedDetail}</p>
        </>
      );
    case "replaced":
      return (
        <>
          <h3>{words.replacedHeading(shortDateText(standing.at))}</h3>
          <p>{words.replacedDetail}</p>
        </>
      );
    default:
      return standing satisfies never;
  }
}

interface StartOverProps extends SealedAccountPartProps {
  hasArchive: boolean;
}

function StartOver({ account, hasArchive, onDone }: StartOverProps): JSX.Element {
  const words = sealedTexts.account;
  const task = useTask();

  async function startOver(): Promise<void> {
    const isSure = await askToConfirm({
      heading: words.startOverHeading,
      detail: words.startOverDetail[hasArchive ? "archive" : "base"],
      confirm: words.startOverConfirm,
      isGrave: true,
    });
    if (isSure && await task.run(() => account.startOver())) onDone(words.startedOver);
  }

  return (
    <>
      <button
        type="button"
        class="button"
        data-kind="quiet"
        aria-disabled={task.isBusy}
        onClick={() => void startOver()}
      >
        {words.startOver}
      </button>
      <Problem words={task.problem} />
    </>
  );
}
