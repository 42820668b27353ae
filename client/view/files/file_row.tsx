import type { ReadonlySignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { FileTexts } from "../../../lib/texts/texts.ts";
import { shownKindOf } from "../../files/picture_box.ts";
import type { RoomFile } from "../../files/room_file.ts";
import { exactTimeText, machineTime, shortDayText } from "../../i18n/times.ts";
import { DownloadAnchor, DownloadNote, DownloadProgress, useDownload } from "./download_link.tsx";
import { FileIcon, fileShapeOf } from "./file_icon.tsx";
import { FileName } from "./file_name.tsx";
import { GoToMessage } from "./go_to_message.tsx";
import { onceInView } from "../controls/once_in_view.ts";
import { openLightbox } from "./open_lightbox.tsx";
import { PictureLink } from "./picture_link.tsx";
import { thumbnailOf, useFileSource } from "./use_file_source.ts";
import type { Opener } from "./use_file_source.ts";

interface FileRowProps {
  file: RoomFile;
  /** Those on the list that are pictures, oldest first. */
  pictures: ReadonlySignal<readonly RoomFile[]>;
  opener: Opener;
  words: FileTexts;
  /** Leads to a message. */
  go(seq: number): void;
}

/** A file on the list: a click shows it, if it is a picture, else downloads it. */
export function FileRow({ file, pictures, opener, words, go }: FileRowProps): JSX.Element {
  const { name, alt = "", from, at, seq } = file;
  const download = useDownload(file, opener);
  const shape = fileShapeOf(file);
  const isPicture = shownKindOf(file) === "image";
  const about = (
    <>
      <FileIcon shape={shape} />
      {isPicture && <Thumbnail file={file} opener={opener} />}
      <span class="visually-hidden">
        {isPicture
          ? `${words.kinds[shape]}: `
          : `${words.viewer.download}, ${words.kinds[shape]}: `}
      </span>
      <FileName name={name} />{" "}
      <small>
        <DownloadNote download={download} words={words} /> · <bdi>{from.name}</bdi> ·{" "}
        <time dateTime={machineTime(at)} title={exactTimeText(at)}>{shortDayText(at)}</time>
      </small>
      {alt !== "" && <span class="visually-hidden">{alt}</span>}
    </>
  );
  return (
    <>
      {isPicture
        ? (
          <PictureLink
            picture={file}
            onClick={(event) =>
              openLightbox(event, { pictures, first: file.id, opener, words, go })}
          >
            {about}
          </PictureLink>
        )
        : (
          <DownloadAnchor download={download}>
            {about}
            <DownloadProgress download={download} words={words} />
          </DownloadAnchor>
        )}
      <GoToMessage label={words.goTo(name)} onGo={() => go(seq)} />
    </>
  );
}

/** The picture itself, over its drawing; without it the drawing will do. */
function Thumbnail({ file, opener }: { file: RoomFile; opener: Opener }): JSX.Element {
  const { address, open } = useFileSource(thumbnailOf(file) ?? file, opener);
  const place = useRef<HTMLSpanElement>(null);
  useEffect(() => place.current === null ? undefined : onceInView(place.current, open), []);
  if (address === undefined) return <span class="thumbnail-place" ref={place} />;
  return (
    <img
      src={address}
      alt=""
      width={40}
      height={40}
      loading="lazy"
      decoding="async"
      onError={({ currentTarget }) => currentTarget.hidden = true}
    />
  );
}
