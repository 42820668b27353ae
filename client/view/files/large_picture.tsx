import { useSignal } from "@preact/signals";
import type { Signal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import type { FileTexts } from "../../../lib/texts/texts.ts";
import type { Attachment } from "../../../lib/wire/messages.ts";
import { Retriable } from "./retriable.tsx";
import { thumbnailOf, useFileSource } from "./use_file_source.ts";
import type { Opener } from "./use_file_source.ts";

interface LargePictureProps {
  picture: Attachment;
  /** Whether it is shown in its full size, however large the window is. */
  isEnlarged: Signal<boolean>;
  opener: Opener;
  words: FileTexts;
  /** Somebody clicked beside it. */
  onBeside(): void;
}

/** A place on a picture, as parts of its width and height. */
interface Spot {
  readonly x: number;
  readonly y: number;
}

/** A picture as large as fits; a click shows all its pixels, around where the click was. */
export function LargePicture(
  { picture, isEnlarged, opener, words, onBeside }: LargePictureProps,
): JSX.Element {
  const scroller = useRef<HTMLDivElement>(null);
  const image = useRef<HTMLImageElement>(null);
  /** What stays under the pointer when it becomes larger. */
  const clicked = useRef<{ spot: Spot; x: number; y: number } | undefined>(undefined);
  const canEnlarge = useSignal(false);
  const isLoaded = useSignal(false);
  const source = useFileSource(picture, opener);
  const { address: thumbnail, open: openThumbnail } = useFileSource(thumbnailOf(picture), opener);
  useEffect(openThumbnail, []);
  useLayoutEffect(() => {
    if (!isEnlarged.value || clicked.current === undefined) return;
    const { spot, x, y } = clicked.current;
    const { left, top, width, height } = image.current!.getBoundingClientRect();
    scroller.current!.scrollBy(left + spot.x * width - x, top + spot.y * height - y);
  }, [isEnlarged.value]);
  useLayoutEffect(() => {
    const sizes = new ResizeObserver(look);
    sizes.observe(scroller.current!);
    return () => sizes.disconnect();
  }, []);

  /** Whether there is more to see than fits. */
  function look(): void {
    if (isEnlarged.peek() || image.current === null) return;
    const { naturalWidth, clientWidth } = image.current;
    canEnlarge.value = naturalWidth > clientWidth + 1;
  }

  function toggle(event: MouseEvent): void {
    const { left, top, width, height } = image.current!.getBoundingClientRect();
    // A key presses a button in its middle, wherever the pointer is.
    const isByKey = event.detail === 0;
    const [x, y] = isByKey ? [left + width / 2, top + height / 2] : [event.clientX, event.clientY];
    clicked.current = { spot: { x: (x - left) / width, y: (y - top) / height }, x, y };
    isEnlarged.value = !isEnlarged.value;
  }

  const { width, height, name } = picture;
  const alt = picture.alt || name;
  const size = width && height ? { "--width": width, "--height": height } : {};
  return (
    <div
      class="large-picture"
      ref={scroller}
      data-enlarged={isEnlarged.value}
      data-sized={width !== undefined && height !== undefined}
      style={size}
      {...(isEnlarged.value && { tabIndex: 0, role: "group", "aria-label": alt })}
      onClick={(event) => event.target === event.currentTarget && onBeside()}
    >
      <Retriable
        file={picture}
        source={source}
        words={words}
        meanwhile={thumbnail === undefined ? undefined : (
          <span class="large-picture-button">
            <img class="large-picture-thumbnail" src={thumbnail} alt="" />
          </span>
        )}
      >
        {(address, events) => (
          <button
            type="button"
            class="large-picture-button"
            aria-label={`${alt}. ${isEnlarged.value ? words.viewer.fit : words.viewer.enlarge}`}
            aria-disabled={!canEnlarge.value && !isEnlarged.value}
            onClick={(event) => (canEnlarge.value || isEnlarged.value) && toggle(event)}
          >
            {thumbnail !== undefined && !isLoaded.value && (
              <img class="large-picture-thumbnail" src={thumbnail} alt="" />
            )}
            <img
              ref={image}
              src={address}
              alt={alt}
              width={width}
              height={height}
              decoding="async"
              onLoad={() => {
                isLoaded.value = true;
                look();
              }}
              {...events}
            />
          </button>
        )}
      </Retriable>
    </div>
  );
}
