import type { JSX } from "preact";
import type { PageLayout } from "../../page/page_layout.ts";
import type { SealAccount } from "../../sealed/seal_account.ts";
import type { SealedRoom } from "../../sealed/sealed_room.ts";
import { sealedTexts } from "../../sealed/sealed_texts.ts";
import { PanelHead } from "../page/panel_head.tsx";
import { SealedDevices } from "./sealed_devices.tsx";
import { SealedIdentity } from "./sealed_identity.tsx";
import { Problem, SealedPart } from "./sealed_part.tsx";
import { Switch } from "../controls/switch.tsx";
import { useTask } from "../controls/use_task.ts";

/** What {@linkcode SealedPanel} shows and does. */
export interface SealedPanelProps {
  room: SealedRoom;
  account: SealAccount;
  layout: PageLayout;
  /** The dialog about one's devices is wanted. */
  onAccount(): void;
}

/** What is sealed in a direct room and what is not, whether the other is who they seem, and devices. */
export function SealedPanel({ room, account, layout, onAccount }: SealedPanelProps): JSX.Element {
  const words = sealedTexts.panel;
  return (
    <div
      class="sealed-panel"
      onKeyDown={(event) => {
        if (event.key !== "Escape" || event.defaultPrevented) return;
        event.preventDefault();
        layout.closePanel();
      }}
    >
      <PanelHead heading={words.heading} closeLabel={words.close} layout={layout} />
      <div class="sealed-parts">
        <About room={room} />
        <SealedIdentity room={room} />
        <SealedDevices room={room} account={account} />
        <Telling room={room} />
        <button type="button" class="link" onClick={onAccount}>{words.account}</button>
      </div>
    </div>
  );
}

function About({ room }: { room: SealedRoom }): JSX.Element {
  const words = sealedTexts.panel;
  return (
    <section>
      <p>{words.about(room.peer.name)}</p>
      <p class="experimental">{words.experimental}</p>
      <details>
        <summary>{words.limits}</summary>
        <ul>
          <li>{words.sealedParts}</li>
          <li>{words.seenParts}</li>
          <li>{words.script}</li>
        </ul>
      </details>
    </section>
  );
}

function Telling({ room }: { room: SealedRoom }): JSX.Element {
  const words = sealedTexts.panel;
  const task = useTask();
  return (
    <SealedPart heading={words.telling}>
      <Switch
        label={words.tellRead(room.peer.name)}
        isOn={room.tellsRead.value}
        isBusy={task.isBusy}
        onChange={(read) => void task.run(() => room.tell({ read }))}
      />
      <Switch
        label={words.tellTyping(room.peer.name)}
        isOn={room.tellsTyping.value}
        isBusy={task.isBusy}
        onChange={(typing) => void task.run(() => room.tell({ typing }))}
      />
      <Problem words={task.problem} />
    </SealedPart>
  );
}
