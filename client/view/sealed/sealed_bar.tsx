import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { SealAccount } from "../../sealed/seal_account.ts";
import type { SealedRoom } from "../../sealed/sealed_room.ts";
import { sealedTexts } from "../../sealed/sealed_texts.ts";
import { alarmText, findKeyChange, findObstacle } from "./sealed_obstacle.ts";
import type { Obstacle, ObstacleRemedy } from "./sealed_obstacle.ts";

/** What {@linkcode SealedBar} shows and does. */
export interface SealedBarProps {
  room: SealedRoom;
  account: SealAccount;
  /** The panel about the conversation is wanted. */
  onPanel(): void;
  /** The dialog about one's devices is wanted. */
  onAccount(): void;
}

/**
 * Over the log of a direct room: why nothing leaves and what to do about it, and what the server did
 * that it must not; nothing while all is well. Also answers the buttons of the notes in that log.
 */
export function SealedBar({ room, account, onPanel, onAccount }: SealedBarProps): JSX.Element {
  const box = useRef<HTMLDivElement>(null);
  const obstacle = findObstacle(room, account);
  const change = findKeyChange(room);
  const remedies: Record<ObstacleRemedy, [label: string, apply: () => void]> = {
    compare: [sealedTexts.bar.compare, onPanel],
    setUp: [sealedTexts.bar.setUp, onAccount],
  };
  useEffect(() => {
    const log = box.current!.closest<HTMLElement>(".stage");
    if (log === null) return;
    const listening = new AbortController();
    log.addEventListener("click", ({ target }) => {
      if (target instanceof Element && target.closest(".note button")) onPanel();
    }, { signal: listening.signal });
    return () => listening.abort();
  }, [onPanel]);
  const show = ({ kind, text, remedy }: Obstacle) => (
    <p key={kind} data-kind={kind}>
      <span>{text}</span>
      {remedy && (
        <button type="button" class="link" onClick={remedies[remedy][1]}>
          {remedies[remedy][0]}
        </button>
      )}
    </p>
  );
  return (
    <div class="sealed-bar" ref={box}>
      <div role="status">{obstacle && !obstacle.isGrave && show(obstacle)}</div>
      <div role="alert">
        {obstacle?.isGrave && show(obstacle)}
        {change && show(change)}
        <Alarms room={room} account={account} />
      </div>
    </div>
  );
}

/** Until one has seen them. Those about oneself also stand with one's devices. */
function Alarms(
  { room, account }: { room: SealedRoom; account: SealAccount },
): JSX.Element | null {
  const alarms = [...room.alarms.value, ...account.alarms.value];
  if (alarms.length === 0) return null;
  return (
    <div class="alarms">
      {alarms.map((alarm) => alarmText(alarm, room.peer.name))
        .map((text) => <p key={text}>{text}</p>)}
      <button
        type="button"
        class="link"
        onClick={() => {
          account.dismissAlarms();
          room.dismissAlarms();
        }}
      >
        {sealedTexts.alarms.seen}
      </button>
    </div>
  );
}
