/** Frames to commands, server messages to frames. Nothing that comes in is trusted before here. */
import { ChatError } from "../errors.ts";
import type { Command } from "./commands.ts";
import { commandTable, isCommandType } from "./commands.ts";
import type { FieldReader } from "./fields.ts";
import { ref as readRef, textOrNothing } from "./fields.ts";
import { limits } from "./limits.ts";
import type { ErrorMessage, ServerMessage } from "./messages.ts";

const utf8 = new TextEncoder();

/** What came is no frame of this protocol at all; ten such frames in a row end the socket. */
export class MalformedError extends ChatError {
  constructor(message: string, options?: ErrorOptions) {
    super("bad_request", message, options);
  }
}

/** Tells whether a frame is longer than a client may send, in bytes of UTF-8. */
export function isFrameTooBig(frame: string): boolean {
  if (frame.length > limits.frameBytes) return true;
  // A UTF-16 unit takes at most three bytes, so most frames need no counting.
  return frame.length * 3 > limits.frameBytes && utf8.encode(frame).length > limits.frameBytes;
}

/**
 * Reads one text frame from a client: one result for each object in it, in order.
 *
 * A frame that does not begin with `{` is the text of one message, whole; one line end at its very
 * end belongs to the terminal it was typed into, not to the message. A bad object harms none of
 * its neighbours. Check {@linkcode isFrameTooBig} first.
 *
 * Errors: {@linkcode MalformedError} when a line is no JSON object, `bad_request` when a field is wrong, `unknown_type`, `empty`,
 * `too_long`; each carries the object's `ref` where it has a usable one.
 */
export function decodeFrame(frame: string): (Command | ChatError)[] {
  if (frame[0] !== "{") return [attempt(() => decodeText(frame.replace(/\r?\n$/, "")))];
  if (!frame.includes("\n")) return [attempt(() => decodeObject(frame))];
  const lines = frame.split("\n").filter((line) => line.trim() !== "");
  if (lines.length > limits.frameObjects) {
    const max = limits.frameObjects;
    return [new MalformedError(`Cannot read this frame: it holds over ${max} objects`)];
  }
  return lines.map((line) => attempt(() => decodeObject(line)));
}

/** Writes the frame that carries `messages`: one object a line. */
export function encodeFrame(messages: readonly ServerMessage[]): string {
  return messages.map((message) => JSON.stringify(message)).join("\n");
}

/** The message that tells a client of an error. */
export function errorMessage(error: ChatError): ErrorMessage {
  return {
    type: "error",
    code: error.code,
    message: error.message,
    ...(error.ref !== undefined && { ref: error.ref }),
    ...(error.retryAfterMs !== undefined && { retryAfter: error.retryAfterMs }),
  };
}

function decodeText(given: string): Command {
  return checkSay({ type: "say", text: textOrNothing(given, "text") });
}

/**
 * Reads one command from what JSON gave, as {@linkcode decodeFrame} does.
 *
 * @throws {ChatError} as listed there.
 */
export function decodeCommand(given: Record<string, unknown>): Command {
  const { type } = given;
  try {
    if (!isCommandType(type)) throw unknownType(type);
    const { required, optional } = commandTable[type];
    const command: Record<string, unknown> = { type };
    for (const [field, read] of Object.entries(required)) {
      command[field] = read(given[field], field);
    }
    for (const [field, read] of Object.entries<FieldReader<unknown>>(optional)) {
      const value = given[field];
      if (value !== undefined && value !== null) command[field] = read(value, field);
    }
    // The table's readers made each field, so the shape is the one its types say.
    return checkSay(command as Command);
  } catch (error) {
    throw withRef(error, given.ref);
  }
}

function decodeObject(line: string): Command {
  let given: unknown;
  try {
    given = JSON.parse(line);
  } catch (cause) {
    throw new MalformedError("Cannot read this line: it is not JSON", { cause });
  }
  if (typeof given !== "object" || given === null || Array.isArray(given)) {
    throw new MalformedError("Cannot read this line: it is not a JSON object");
  }
  return decodeCommand(given as Record<string, unknown>);
}

function checkSay(command: Command): Command {
  if (command.type === "say" && command.text === "" && !command.files?.length) {
    throw new ChatError("empty", "Cannot send a message without text");
  }
  return command;
}

function unknownType(type: unknown): ChatError {
  if (typeof type !== "string") {
    return new ChatError("bad_request", 'Cannot read this object: "type" needs to be a string');
  }
  const shown = JSON.stringify(type.slice(0, 32));
  return new ChatError("unknown_type", `Cannot obey ${shown}: no command bears this name`);
}

/** Adds the object's `ref` to an error, so that the client finds what failed. */
function withRef(error: unknown, ref: unknown): unknown {
  if (!(error instanceof ChatError)) return error;
  try {
    return new ChatError(error.code, error.message, { cause: error, ref: readRef(ref, "ref") });
  } catch {
    return error;
  }
}

function attempt(decode: () => Command): Command | ChatError {
  try {
    return decode();
  } catch (error) {
    if (error instanceof ChatError) return error;
    throw error;
  }
}
