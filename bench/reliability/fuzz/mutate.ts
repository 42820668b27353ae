/** Makes of a session that somebody meant one that nobody did. */
import type { Random } from "../../../tests/support/random.ts";
import { damageBytes, damageJson, damageText } from "./damage.ts";
import { oddLengths, oddTexts } from "./odd.ts";
import type { FramePiece, Piece, RequestPiece, Session } from "./piece.ts";
import { encodePiece, isUpgrade } from "./piece.ts";

/** The opcode of frames with text. */
const text = 1;
/** Requests of one connection. */
const requestsAtOnce = 3;

const methods = [
  "GET",
  "POST",
  "PUT",
  "PATCH",
  "DELETE",
  "OPTIONS",
  "HEAD",
  "TRACE",
  "BREW",
  "get",
];

/** Headers that somebody reads, and values that they may hold. */
const oddHeaders: readonly (readonly [string, string])[] = [
  ["content-length", "5"],
  ["content-length", "-1"],
  ["content-length", "99999999999999999999"],
  ["transfer-encoding", "chunked"],
  ["transfer-encoding", "gzip, chunked"],
  ["content-type", "application/json; charset=utf-16"],
  ["content-type", "multipart/form-data; boundary="],
  ["content-type", "multipart/form-data; boundary=x"],
  ["content-type", "text/html"],
  ["content-type", "application/x-www-form-urlencoded"],
  ["content-encoding", "gzip"],
  ["range", "bytes=0-0,-1,5-"],
  ["range", "bytes=9999999999999999999999-"],
  ["range", "bytes=-0"],
  ["if-none-match", '*, W/"a", "'],
  ["if-modified-since", "yesterday"],
  ["accept", "text/html"],
  ["accept-language", "ar;q=2, *;q=0, en-".repeat(50)],
  ["accept-encoding", "br;q=0, identity;q=0, *;q=0"],
  ["cookie", "parley_session=x; parley_guest=.; parley_guest=a.b.c"],
  ["cookie", `parley_guest=${btoa('{"id":1}')}.AAAA`],
  ["authorization", "Bearer "],
  ["authorization", "Basic Og=="],
  ["origin", "null"],
  ["origin", "https://evil.example"],
  ["host", ""],
  ["host", "["],
  ["host", "a b"],
  ["connection", "upgrade, close"],
  ["upgrade", "h2c"],
  ["sec-websocket-key", "x"],
  ["sec-websocket-version", "8"],
  ["sec-websocket-protocol", "parley.v1, ,a"],
  ["sec-websocket-extensions", "permessage-deflate; server_max_window_bits=7"],
  ["sec-fetch-site", "cross-site"],
  ["tus-resumable", "0.0.0"],
  ["upload-length", "-1"],
  ["upload-length", "1e9"],
  ["upload-offset", "99999999999999999"],
  ["upload-defer-length", "1"],
  ["upload-metadata", "filename %%%,, name"],
  ["upload-metadata", `filename ${btoa("../\0")}`],
  ["x-forwarded-for", "1.2.3.4, [::1]:9"],
  ["x-forwarded-host", "evil.example"],
  ["expect", "100-continue"],
  ["x", "y".repeat(10_000)],
];

/**
 * Damages a session in up to three ways. Of two sockets in three it is what the frames say that is
 * damaged, in up to eight ways: what is wrong with the frames themselves ends the socket.
 *
 * @param all Where splices come from.
 */
export function mutate(session: Session, all: readonly Session[], random: Random): Piece[] {
  let pieces = partOf(session.pieces, random);
  const isOfWords = pieces.some(isUpgrade) && random.below(3) > 0;
  for (let times = 1 + random.below(isOfWords ? 8 : 3); times > 0; times--) {
    const [order, one] = isOfWords ? [reworded, misworded] : [rearranged, damagedOne];
    pieces = random.below(4) === 0 ? order(pieces, random, all) : one(pieces, random);
  }
  return pieces;
}

/** A few requests of many, which do not need those before; a socket's frames stay together. */
function partOf(pieces: readonly Piece[], random: Random): Piece[] {
  if (pieces.some(isUpgrade)) return [...pieces];
  const from = random.below(pieces.length);
  return pieces.slice(from, from + 1 + random.below(requestsAtOnce));
}

/** Pieces that are doubled, gone, in another order, or from another session. */
function rearranged(pieces: Piece[], random: Random, all: readonly Session[]): Piece[] {
  if (pieces.length === 0) return pieces;
  // A socket that is not opened takes no frames; mostly it is.
  const first = random.below(8) === 0 ? 0 : Math.min(1, pieces.length - 1);
  const at = first + random.below(pieces.length - first);
  const piece = pieces[at]!;
  switch (random.below(4)) {
    case 0:
      return pieces.toSpliced(at, 0, ...Array(random.pick([1, 2, 12])).fill(piece));
    case 1:
      return pieces.length > 1 ? pieces.toSpliced(at, 1) : pieces;
    case 2: {
      const other = first + random.below(pieces.length - first);
      return pieces.with(at, pieces[other]!).with(other, piece);
    }
    default: {
      const { pieces: others } = random.pick(all);
      const from = random.below(others.length);
      const part = others.slice(from, from + 1 + random.below(4));
      return [...pieces.slice(0, at + 1), ...part, ...pieces.slice(at + 1 + random.below(2))];
    }
  }
}

function damagedOne(pieces: Piece[], random: Random): Piece[] {
  const first = pieces.length > 1 && random.below(6) > 0 ? 1 : 0;
  const at = first + random.below(pieces.length - first);
  return pieces.with(at, damaged(pieces[at]!, random));
}

/** What one frame says is damaged; the first piece opens the socket. */
function misworded(pieces: Piece[], random: Random): Piece[] {
  const at = 1 + random.below(pieces.length - 1);
  const frame = pieces[at]!;
  if (frame.type !== "frame" || frame.opcode !== text) return pieces;
  return pieces.with(at, { ...frame, payload: damageJson(frame.payload, random) });
}

/** Frames with text that are doubled, in another order, or from another socket. */
function reworded(pieces: Piece[], random: Random, all: readonly Session[]): Piece[] {
  const others = [{ pieces }, random.pick(all)].flatMap(({ pieces }) => pieces);
  const frames = others.filter((piece) => piece.type === "frame" && piece.opcode === text);
  const at = 1 + random.below(pieces.length - 1);
  return frames.length === 0 ? pieces : pieces.toSpliced(at, random.below(2), random.pick(frames));
}

function damaged(piece: Piece, random: Random): Piece {
  if (random.below(6) === 0 || piece.type === "bytes") {
    return { type: "bytes", bytes: damageBytes(encodePiece(piece), random) };
  }
  return piece.type === "frame" ? damagedFrame(piece, random) : damagedRequest(piece, random);
}

function damagedFrame(frame: FramePiece, random: Random): FramePiece {
  const { payload } = frame;
  switch (random.below(10)) {
    case 0:
      return { ...frame, opcode: random.below(16) };
    case 1:
      return { ...frame, reserved: 1 + random.below(7) };
    case 2:
      return { ...frame, isMasked: false };
    case 3:
      return { ...frame, isFinal: false };
    case 4:
      return { ...frame, length: random.pick(oddLengths) };
    case 5:
      return { ...frame, payload: damageBytes(payload, random) };
    default:
      return { ...frame, payload: damageJson(payload, random) };
  }
}

function damagedRequest(request: RequestPiece, random: Random): RequestPiece {
  const { headers, target } = request;
  switch (random.below(8)) {
    case 0:
      return { ...request, method: random.pick(methods) };
    case 1:
      return { ...request, headers: [...headers, random.pick(oddHeaders)] };
    case 2: {
      const [name, value] = random.pick(oddHeaders);
      const others = headers.filter(([other]) => other.toLowerCase() !== name);
      return { ...request, headers: [...others, [name, value]] };
    }
    case 3: {
      if (headers.length === 0) return request;
      const at = random.below(headers.length);
      const [name, value] = headers[at]!;
      const odd = header(damageText(value, random));
      return {
        ...request,
        headers: random.below(2) === 0 ? headers.toSpliced(at, 1) : headers.with(at, [name, odd]),
      };
    }
    case 4:
    case 5:
      return { ...request, target: damagedTarget(target, random) };
    default:
      return request.body.length === 0
        ? { ...request, target: damagedTarget(target, random) }
        : { ...request, body: damagedBody(request, random) };
  }
}

function damagedBody({ headers, body }: RequestPiece, random: Random): Uint8Array {
  const type = headers.find(([name]) => name.toLowerCase() === "content-type")?.[1] ?? "";
  return type.includes("json") && random.below(8) > 0
    ? damageJson(body, random)
    : damageBytes(body, random);
}

/** A part of the path, or a field of the query, that is something else. */
function damagedTarget(target: string, random: Random): string {
  const [path = "", query = ""] = target.split(/\?(.*)/s);
  const odd = random.pick(oddTexts);
  const part = random.below(3) === 0 ? header(odd) : encodeURIComponent(odd.toWellFormed());
  const fields = query.split("&").filter((field) => field !== "");
  if (fields.length > 0 && random.below(3) > 0) {
    const at = random.below(fields.length);
    const [name = ""] = fields[at]!.split("=");
    const changed = random.below(6) === 0
      ? fields.toSpliced(at, random.below(2), `${part}=1`)
      : fields.with(at, `${name}=${part}`);
    return `${path}?${changed.join("&")}`;
  }
  const parts = path.split("/");
  const at = random.below(parts.length);
  const changed = random.below(4) === 0 ? parts.toSpliced(at, 1) : parts.with(at, part);
  return changed.join("/") + (query && `?${query}`);
}

/** A text as it may stand in a head, as Latin-1: no line ends, and the rest as its low bytes. */
function header(text: string): string {
  return text.replaceAll(/[\r\n ]/g, "").slice(0, 20_000);
}
