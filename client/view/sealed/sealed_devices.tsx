import type { JSX } from "preact";
import { useId } from "preact/hooks";
import type { Device } from "../../../lib/wire/device_list.ts";
import type { SealAccount } from "../../sealed/seal_account.ts";
import type { SealedRoom } from "../../sealed/sealed_room.ts";
import { sealedTexts } from "../../sealed/sealed_texts.ts";
import { shortDayText } from "../../i18n/times.ts";
import { SealedPart } from "./sealed_part.tsx";

interface SealedDevicesProps {
  room: SealedRoom;
  account: SealAccount;
}

/** Where what is said in a room can be read: the devices of both. */
export function SealedDevices({ room, account }: SealedDevicesProps): JSX.Element {
  const words = sealedTexts.panel;
  const { peer } = room;
  const all = room.devices.value;
  const own = account.devices.value.find(({ isThis }) => isThis)?.id;
  return (
    <SealedPart heading={words.devices}>
      <Devices
        heading={words.devicesOf(peer.name)}
        devices={all.filter(({ person }) => person === peer.id)}
      />
      <Devices
        heading={words.yours}
        devices={all.filter(({ person }) => person !== peer.id)}
        own={own}
      />
    </SealedPart>
  );
}

interface DevicesProps {
  heading: string;
  devices: readonly Device[];
  /** Id of the one that this is. */
  own?: string;
}

function Devices({ heading, devices, own }: DevicesProps): JSX.Element {
  const words = sealedTexts.panel;
  const id = useId();
  return (
    <>
      <h4 id={id}>{heading}</h4>
      {devices.length === 0
        ? <p class="remark">{words.noDevices}</p>
        : (
          <ul class="sealed-devices" aria-labelledby={id}>
            {devices.map((device) => (
              <li key={device.id}>
                <DeviceFacts device={device} isThis={device.id === own} />
              </li>
            ))}
          </ul>
        )}
    </>
  );
}

/** What a device is called, since when it is one, and whether it is this one. */
export function DeviceFacts(
  { device: { name, at }, isThis }: { device: Device; isThis: boolean },
): JSX.Element {
  const words = sealedTexts.panel;
  return (
    <p>
      <b dir="auto">{name}</b>
      <small>
        {[words.since(shortDayText(at)), ...(isThis ? [words.thisOne] : [])].join(" · ")}
      </small>
    </p>
  );
}
