import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useRef } from "preact/hooks";
import type { SealAccount } from "../../sealed/seal_account.ts";
import { sealedTexts } from "../../sealed/sealed_texts.ts";
import { ArchivePart } from "./sealed_archive_part.tsx";
import { alarmText } from "./sealed_obstacle.ts";
import { OwnDevices } from "./sealed_own_devices.tsx";
import { AddDevice } from "./sealed_add_device.tsx";
import { WaysIn } from "./sealed_ways_in.tsx";
import { TitledModal } from "../controls/titled_modal.tsx";
import { useFocusHome } from "../controls/use_focus_home.ts";

/** What {@linkcode SealedAccountView} shows and does. */
export interface SealedAccountViewProps {
  account: SealAccount;
  /** It is to be closed; take it away. */
  onClose(): void;
}

/** What the parts of {@linkcode SealedAccountView} need. */
export interface SealedAccountPartProps {
  account: SealAccount;
  /** Something was done; says so, also when the part that did it has gone. */
  onDone(news: string): void;
}

/** A dialog: one's devices and history; where this browser is no device, the ways to become one. */
export function SealedAccountView({ account, onClose }: SealedAccountViewProps): JSX.Element {
  const words = sealedTexts.account;
  const news = useSignal("");
  const box = useRef<HTMLDivElement>(null);
  useFocusHome(box);
  return (
    <TitledModal name="sealed-account" heading={words.heading} onClose={onClose}>
      <div
        class="sealed-parts"
        ref={box}
        tabIndex={-1}
        role="group"
        aria-label={words.heading}
      >
        <div class="news" role="status">{news.value !== "" && <p>{news.value}</p>}</div>
        {account.alarms.value.map((alarm) => (
          <p key={alarm} class="problem">{alarmText(alarm, "")}</p>
        ))}
        <Parts account={account} onDone={(text) => news.value = text} />
      </div>
    </TitledModal>
  );
}

function Parts(props: SealedAccountPartProps): JSX.Element {
  const { account, bar } = sealedTexts;
  const standing = props.account.standing.value;
  switch (standing.kind) {
    case "opening":
      return <p class="part-loading" role="status">{account.loading}</p>;
    case "ready":
      return (
        <>
          <OwnDevices {...props} />
          <AddDevice {...props} />
          <ArchivePart {...props} />
        </>
      );
    case "unlinked":
    case "removed":
    case "replaced":
      return <WaysIn {...props} standing={standing} />;
    case "unsupported":
      return <p>{bar[standing.why]}</p>;
    case "offline":
      return <p role="status">{account.offline}</p>;
    default:
      return standing satisfies never;
  }
}
