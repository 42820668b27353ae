/** What a page notes of its sending while it is measured; runs in the page. */

/**
 * Source of a script that begins to note; `parleySends()` then gives the milliseconds from each press
 * of Enter until the message had gone into the socket, since it was called last.
 *
 * A message is a `say`, or a `seal` whose box is one: what changes the session before it is not.
 */
export const sendProbeSource = `
  let sends = [];
  let enteredAt;
  addEventListener("keydown", ({ key, timeStamp }) => {
    if (key === "Enter") enteredAt = timeStamp;
  }, { capture: true });
  const isMessage = ({ type, box, quiet }) =>
    type === "say" || (type === "seal" && !quiet && atob(box.slice(0, 4)).charCodeAt(1) === 3);
  const send = WebSocket.prototype.send;
  WebSocket.prototype.send = function (frame) {
    send.call(this, frame);
    if (enteredAt === undefined) return;
    if (!frame.split("\\n").some((line) => line !== "" && isMessage(JSON.parse(line)))) return;
    sends.push(performance.now() - enteredAt);
    enteredAt = undefined;
  };
  globalThis.parleySends = () => {
    const before = sends;
    sends = [];
    return before;
  };
`;
