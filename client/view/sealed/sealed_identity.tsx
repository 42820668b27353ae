import { useSignal } from "@preact/signals";
import type { ComponentChildren, JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { SealedRoom } from "../../sealed/sealed_room.ts";
import { sealedTexts } from "../../sealed/sealed_texts.ts";
import { shortDateText } from "../../i18n/times.ts";
import { askToConfirm } from "../controls/confirm.tsx";
import { Problem, SealedPart } from "./sealed_part.tsx";
import { SafetyNumber } from "./sealed_safety_number.tsx";
import { useFocusHome } from "../controls/use_focus_home.ts";
import { useTask } from "../controls/use_task.ts";
import type { Task } from "../controls/use_task.ts";

/** Whether the other is who they seem: what is known, the number to compare, and what one makes of it. */
export function SealedIdentity({ room }: { room: SealedRoom }): JSX.Element {
  const words = sealedTexts.panel;
  const { name } = room.peer;
  const { kind } = room.trust.value;
  const box = useRef<HTMLDivElement>(null);
  const task = useTask();
  useFocusHome(box);

  return (
    <SealedPart heading={words.identity(name)}>
      <div
        class="sealed-identity"
        ref={box}
        tabIndex={-1}
        role="group"
        aria-label={words.identity(name)}
      >
        <div class="sealed-trust" data-trust={kind}>
          <Trust room={room} />
          {kind === "verified" && (
            <button
              type="button"
              class="link"
              onClick={() => void task.run(() => room.setVerified(undefined))}
            >
              {words.takeBack}
            </button>
          )}
          {kind === "changed" && <Accept room={room} task={task} />}
        </div>
        <Problem words={task.problem} />
        {kind !== "unknown" && (
          <Number room={room}>
            {(number) =>
              kind !== "verified" && (
                <button
                  type="button"
                  class="button"
                  aria-disabled={task.isBusy}
                  onClick={() => void task.run(() => room.setVerified(number))}
                >
                  {words.same}
                </button>
              )}
          </Number>
        )}
      </div>
    </SealedPart>
  );
}

function Trust({ room }: { room: SealedRoom }): JSX.Element {
  const words = sealedTexts.panel;
  const trust = room.trust.value;
  switch (trust.kind) {
    case "unknown":
      return <p>{words.noIdentity(room.peer.name)}</p>;
    case "first_use":
      return <p>{words.firstUse}</p>;
    case "verified":
      return <p>{words.verified(shortDateText(trust.at))}</p>;
    case "changed":
      return (
        <>
          <p>
            <b>{words.changed(shortDateText(trust.at))}</b>{" "}
            {trust.wasVerified ? words.changedVerified : words.changedBefore}
          </p>
          <p>{words.changedWhy}</p>
        </>
      );
    default:
      return trust satisfies never;
  }
}

/** Lets one go on without having compared anything, once one is sure. */
function Accept({ room, task }: { room: SealedRoom; task: Task }): JSX.Element {
  const words = sealedTexts.panel;
  const trust = room.trust.value;
  const wasVerified = trust.kind === "changed" && trust.wasVerified;

  async function accept(): Promise<void> {
    const isSure = await askToConfirm({
      heading: words.acceptHeading(room.peer.name),
      detail: wasVerified ? words.acceptVerified : words.acceptUnverified,
      confirm: words.accept,
      isGrave: wasVerified,
    });
    if (isSure) await task.run(() => room.acceptIdentity());
  }

  return (
    <button
      type="button"
      class="button"
      data-kind="quiet"
      aria-disabled={task.isBusy}
      onClick={() => void accept()}
    >
      {words.accept}
    </button>
  );
}

/** Works out the number anew with every other identity. */
function Number(
  { room, children }: { room: SealedRoom; children: (number: string) => ComponentChildren },
): JSX.Element {
  const words = sealedTexts.panel;
  const number = useSignal<string | undefined>(undefined);
  const hasFailed = useSignal(false);
  const trust = room.trust.value;
  useEffect(() => {
    let isGone = false;
    hasFailed.value = false;
    room.safetyNumber().then((found) => {
      if (!isGone) number.value = found;
    }, () => {
      if (!isGone) hasFailed.value = true;
    });
    return () => void (isGone = true);
  }, [room, trust]);
  return (
    <>
      {number.value !== undefined && (
        <SafetyNumber number={number.value} peer={room.peer.name}>
          {children(number.value)}
        </SafetyNumber>
      )}
      <Problem words={hasFailed.value ? words.numberFailed : undefined} />
    </>
  );
}
