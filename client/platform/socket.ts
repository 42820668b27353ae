/** The part of a WebSocket that the client uses, so that a test can stand in for it. */

/** An open or opening socket. */
export interface Socket {
  /** Sends one text frame; not before `opened` was called. */
  send(frame: string): void;
  /** Ends it. Nothing is heard of it afterwards that matters. */
  close(): void;
}

/** What a socket tells. */
export interface SocketListener {
  /** Once, when the handshake has succeeded. */
  opened(): void;
  /** One text frame. */
  heard(frame: string): void;
  /** Once, at the end; 1006 when the connection broke or never came to be. */
  closed(code: number): void;
}

/** Begins to connect. */
export type OpenSocket = (address: string, listener: SocketListener) => Socket;
