import type { JSX } from "preact";
import { encode } from "uqr";

/** A text as a code that cameras read. */
export function QrCode({ text, label }: { text: string; label: string }): JSX.Element {
  const { data, size } = encode(text, { ecc: "M", border: 4 });
  return (
    <svg class="qr-code" viewBox={`0 0 ${size} ${size}`} role="img" aria-label={label}>
      <path d={data.flatMap(drawRow).join("")} />
    </svg>
  );
}

/** The dark squares of a row, those side by side as one. */
function drawRow(row: readonly boolean[], y: number): string[] {
  const shapes: string[] = [];
  for (let x = 0; x < row.length; x++) {
    if (!row[x]) continue;
    const from = x;
    while (row[x + 1]) x++;
    shapes.push(`M${from} ${y}h${x + 1 - from}v1H${from}z`);
  }
  return shapes;
}
