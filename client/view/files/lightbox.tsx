import { useComputed, useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { RoomFile } from "../../files/room_file.ts";
import { swipeOf } from "../../page/swipe.ts";
import type { Point } from "../../page/swipe.ts";
import { exactTimeText, machineTime, shortDateText } from "../../i18n/times.ts";
import { DownloadLink, DownloadNote, useDownload } from "./download_link.tsx";
import { FileName } from "./file_name.tsx";
import { Drawing, Icon } from "../controls/icon.tsx";
import { GoToMessage } from "./go_to_message.tsx";
import { LargePicture } from "./large_picture.tsx";
import type { LightboxParts } from "./open_lightbox.tsx";

interface LightboxProps extends LightboxParts {
  /** It is to be closed. */
  onClose(): void;
}

/** Pictures over the whole page, one at a time: large, with what is known of them, and the ways on. */
export function Lightbox(
  { pictures, first, opener, words, go, onClose }: LightboxProps,
): JSX.Element {
  const id = useSignal(first);
  const isEnlarged = useSignal(false);
  const lastIndex = useRef(0);
  const shown = useComputed(() => {
    const all = pictures.value;
    const found = all.findIndex((picture) => picture.id === id.value);
    // One that is gone leaves its place to the next.
    const index = found < 0 ? Math.min(lastIndex.current, all.length - 1) : found;
    return { index, picture: all[index], count: all.length };
  });
  const { index, picture, count } = shown.value;
  lastIndex.current = index;
  useEffect(() => {
    if (picture === undefined) return onClose();
    const isGone = pictures.peek().every((other) => other.id !== id.peek());
    if (isGone) id.value = picture.id;
  }, [picture?.id]);

  function step(way: 1 | -1): void {
    // Keys may come faster than pictures are drawn.
    const next = pictures.peek()[shown.peek().index + way];
    if (next !== undefined) show(next);
  }

  function show(next: RoomFile): void {
    id.value = next.id;
    isEnlarged.value = false;
  }

  function pressed(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    const way = wayOf(event.key);
    // By the same keys one looks around in a picture that is larger than the window.
    if (way === undefined || isEnlarged.value) return;
    event.preventDefault();
    if (way === "first" || way === "last") show(pictures.peek().at(way === "first" ? 0 : -1)!);
    else step(way);
  }

  const swipe = useSwipe((way) => isEnlarged.value || step(way));
  if (picture === undefined) return <div />;
  const { alt = "" } = picture;
  const place = words.viewer.place(index + 1, count);
  return (
    <div class="lightbox-frame" onKeyDown={pressed}>
      <Head
        picture={picture}
        opener={opener}
        place={count > 1 ? place : ""}
        words={words}
        go={go}
        onClose={onClose}
      />
      <div class="lightbox-stage" {...swipe}>
        <LargePicture
          key={picture.id}
          picture={picture}
          isEnlarged={isEnlarged}
          opener={opener}
          words={words}
          onBeside={onClose}
        />
        {count > 1 && (
          <>
            <StepButton way={-1} label={words.viewer.previous} isEnd={index === 0} onStep={step} />
            <StepButton
              way={1}
              label={words.viewer.next}
              isEnd={index === count - 1}
              onStep={step}
            />
          </>
        )}
      </div>
      {alt !== "" && <p class="lightbox-alt" dir="auto">{alt}</p>}
      <Spoken text={[alt || picture.name, ...(count > 1 ? [place] : [])].join(", ")} />
    </div>
  );
}

interface HeadProps extends Pick<LightboxProps, "opener" | "words" | "go" | "onClose"> {
  picture: RoomFile;
  /** Which of how many it is. */
  place: string;
}

function Head({ picture, place, opener, words, go, onClose }: HeadProps): JSX.Element {
  const { name, from, at, seq } = picture;
  const download = useDownload(picture, opener);
  return (
    <header class="lightbox-head">
      <div>
        <FileName name={name} />
        <p>
          <b dir="auto">{from.name}</b>{" "}
          <time dateTime={machineTime(at)} title={exactTimeText(at)}>{shortDateText(at)}</time>{" "}
          <DownloadNote download={download} words={words} /> <span>{place}</span>
        </p>
      </div>
      <GoToMessage label={words.viewer.goTo} onGo={() => go(seq)} />
      <DownloadLink download={download} label={words.viewer.download} words={words} />
      <button
        type="button"
        class="icon-button"
        aria-label={words.viewer.close}
        title={words.viewer.close}
        autofocus
        onClick={onClose}
      >
        <Icon shape="close" />
      </button>
    </header>
  );
}

interface StepButtonProps {
  way: 1 | -1;
  label: string;
  /** Whether there is nothing further that way. */
  isEnd: boolean;
  onStep(way: 1 | -1): void;
}

/** It stays where it is at the end, so that the focus does. */
function StepButton({ way, label, isEnd, onStep }: StepButtonProps): JSX.Element {
  return (
    <button
      type="button"
      class="lightbox-step"
      data-way={way === 1 ? "next" : "previous"}
      aria-label={label}
      title={label}
      aria-disabled={isEnd}
      onClick={() => onStep(way)}
    >
      <Drawing path={way === 1 ? "M9 5l7 7-7 7" : "M15 5l-7 7 7 7"} isSideways />
    </button>
  );
}

/** What is shown, for those who listen: said after the dialog is there, and at each step. */
function Spoken({ text }: { text: string }): JSX.Element {
  const words = useSignal("");
  useEffect(() => void (words.value = text), [text]);
  return <p class="visually-hidden" role="status">{words.value}</p>;
}

/** Where a key leads. */
function wayOf(key: string): 1 | -1 | "first" | "last" | undefined {
  switch (key) {
    case "ArrowRight":
      return isRightToLeft() ? -1 : 1;
    case "ArrowLeft":
      return isRightToLeft() ? 1 : -1;
    case "Home":
      return "first";
    case "End":
      return "last";
    default:
      return undefined;
  }
}

function isRightToLeft(): boolean {
  return document.documentElement.dir === "rtl";
}

/** Hears a wipe of one finger; several are the browser's, to enlarge what is there. */
function useSwipe(onSwipe: (way: 1 | -1) => void): {
  onTouchStart(event: TouchEvent): void;
  onTouchEnd(event: TouchEvent): void;
} {
  const begin = useRef<Point | undefined>(undefined);
  return {
    onTouchStart({ touches: [touch, other] }) {
      const isWiping = other === undefined && (visualViewport?.scale ?? 1) <= 1;
      begin.current = touch && isWiping ? { x: touch.clientX, y: touch.clientY } : undefined;
    },
    onTouchEnd({ changedTouches: [touch] }) {
      if (begin.current === undefined || touch === undefined) return;
      const end = { x: touch.clientX, y: touch.clientY };
      const way = swipeOf(begin.current, end, { isRightToLeft: isRightToLeft() });
      begin.current = undefined;
      if (way !== undefined) onSwipe(way);
    },
  };
}
