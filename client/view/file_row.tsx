import type { ReadonlySignal } from "@preact/signals";
import type { JSX } from "preact";
import type { FileTexts } from "../../lib/texts/texts.ts";
import { fileAddress, thumbnailAddress } from "../file_address.ts";
import { sizeText } from "../file_size.ts";
import type { RoomFile } from "../room_file.ts";
import { exactTimeText, machineTime, shortDayText } from "../times.ts";
import { FileIcon, fileShapeOf } from "./file_icon.tsx";
import { FileName } from "./file_name.tsx";
import { GoToMessage } from "./go_to_message.tsx";
import { openLightbox } from "./open_lightbox.tsx";

interface FileRowProps {
  file: RoomFile;
  /** Those on the list that are pictures, oldest first. */
  pictures: ReadonlySignal<readonly RoomFile[]>;
  words: FileTexts;
  /** Leads to a message. */
  go(seq: number): void;
}

/** A file on the list: a click shows it, if it is a picture, else downloads it. */
export function FileRow({ file, pictures, words, go }: FileRowProps): JSX.Element {
  const { name, alt = "", size, from, at, seq } = file;
  const shape = fileShapeOf(file);
  const isPicture = shape === "image";
  const about = (
    <>
      <FileIcon shape={shape} />
      {isPicture && <Thumbnail file={file} />}
      <span class="visually-hidden">
        {isPicture
          ? `${words.kinds[shape]}: `
          : `${words.viewer.download}, ${words.kinds[shape]}: `}
      </span>
      <FileName name={name} />{" "}
      <small>
        {sizeText(size)} · <bdi>{from.name}</bdi> ·{" "}
        <time dateTime={machineTime(at)} title={exactTimeText(at)}>{shortDayText(at)}</time>
      </small>
      {alt !== "" && <span class="visually-hidden">{alt}</span>}
    </>
  );
  return (
    <>
      {isPicture
        ? (
          <a
            href={fileAddress(file)}
            aria-haspopup="dialog"
            onClick={(event) => openLightbox(event, { pictures, first: file.id, words, go })}
          >
            {about}
          </a>
        )
        : <a href={fileAddress(file)} download="">{about}</a>}
      <GoToMessage label={words.goTo(name)} onGo={() => go(seq)} />
    </>
  );
}

/** The picture itself, over its drawing; without it the drawing will do. */
function Thumbnail({ file }: { file: RoomFile }): JSX.Element {
  return (
    <img
      src={thumbnailAddress(file) ?? fileAddress(file)}
      alt=""
      width={40}
      height={40}
      loading="lazy"
      decoding="async"
      onError={({ currentTarget }) => currentTarget.hidden = true}
    />
  );
}
