/** The smallest files of some types, as browsers write and read them. */

const png =
  "iVBORw0KGgoAAAANSUhEUgAAAAMAAAACCAYAAACddGYaAAAAEklEQVR4AWI6Y2z8H4aZGJAAAAAA///qnsSoAAAABklE" +
  "QVQDAH+1BpjuJVuvAAAAAElFTkSuQmCC";

const jpeg =
  "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDABsSFBcUERsXFhceHBsgKEIrKCUlKFE6PTBCYFVlZF9VXVtqeJmBanGQc1td" +
  "hbWGkJ6jq62rZ4C8ybqmx5moq6T/2wBDARweHigjKE4rK06kbl1upKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSk" +
  "pKSkpKSkpKSkpKSkpKSkpKSkpKT/wAARCAACAAMDASIAAhEBAxEB/8QAFQABAQAAAAAAAAAAAAAAAAAAAAT/xAAUEAEA" +
  "AAAAAAAAAAAAAAAAAAAA/8QAFQEBAQAAAAAAAAAAAAAAAAAAAwX/xAAUEQEAAAAAAAAAAAAAAAAAAAAA/9oADAMBAAIR" +
  "AxEAPwCYACs//9k=";

const gif = "R0lGODlhAwACAIAAAMgyMv///ywAAAAAAwACAAACAoRRADs=";

/** Exif that says nothing but Orientation 6: the camera was held upright. */
const lyingOnItsSide = "/+EAIkV4aWYAAE1NACoAAAAIAAEBEgADAAAAAQAGAAAAAAAA";

/** Bytes by what they are; the pictures are 3 pixels wide and 2 high. */
export const samples = {
  png: bytes(png),
  gif: bytes(gif),
  jpeg: bytes(jpeg),
  turnedJpeg: joined(bytes(jpeg).subarray(0, 2), bytes(lyingOnItsSide), bytes(jpeg).subarray(2)),
  pdf: text("%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"),
  /** A PNG to whoever looks at its beginning, a page to whoever looks for tags. */
  polyglot: joined(bytes(png), text("<html><script>document.title = 'run'</script></html>")),
} as const;

function bytes(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.fromBase64(base64);
}

function text(given: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(given);
}

function joined(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  return new Uint8Array(parts.flatMap((part) => [...part]));
}
