import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { sealedTexts } from "../../sealed/sealed_texts.ts";

/** What some browsers have, and the library of the DOM does not know yet. */
interface Detector {
  detect(source: HTMLVideoElement): Promise<readonly { readonly rawValue: string }[]>;
}

/** Milliseconds between two looks. */
const lookMs = 200;

function makeDetector(): Detector | undefined {
  const { BarcodeDetector } = globalThis as {
    BarcodeDetector?: new (options: { formats: string[] }) => Detector;
  };
  return BarcodeDetector && new BarcodeDetector({ formats: ["qr_code"] });
}

/** Whether this browser can read codes by its camera. */
export function canScan(): boolean {
  return "BarcodeDetector" in globalThis && navigator.mediaDevices !== undefined;
}

interface CodeScannerProps {
  /** It has read a code; take it away. */
  onFound(code: string): void;
  /** There is no camera, or it may not be used; take it away. */
  onFailed(): void;
}

/** What the camera sees, until there is a code in it. Lets go of the camera when it goes. */
export function CodeScanner({ onFound, onFailed }: CodeScannerProps): JSX.Element {
  const words = sealedTexts.account;
  const film = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    const looking = new AbortController();
    watch(film.current!, looking.signal).then(onFound, () => {
      if (!looking.signal.aborted) onFailed();
    });
    return () => looking.abort();
  }, []);
  return (
    <div class="code-scanner">
      <video ref={film} muted playsInline aria-label={words.scanning} />
      <p class="remark" role="status">{words.scanHelp}</p>
    </div>
  );
}

/** Resolves with the first code that comes into view; rejects when there is no camera, or at the end. */
async function watch(film: HTMLVideoElement, signal: AbortSignal): Promise<string> {
  const detector = makeDetector()!;
  const camera = await navigator.mediaDevices.getUserMedia({
    video: { facingMode: "environment" },
  });
  try {
    film.srcObject = camera;
    await film.play();
    while (true) {
      signal.throwIfAborted();
      const [found] = await detector.detect(film);
      signal.throwIfAborted();
      if (found !== undefined) return found.rawValue;
      await new Promise((resolve) => setTimeout(resolve, lookMs));
    }
  } finally {
    for (const track of camera.getTracks()) track.stop();
  }
}
