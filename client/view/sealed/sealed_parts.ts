/** What shows sealed messages, in one chunk that loads when a direct room opens. */
export { speakOfSealed } from "../../sealed/sealed_texts.ts";
export { SealedAccountView } from "./sealed_account_view.tsx";
export { SealedBar } from "./sealed_bar.tsx";
export { SealedPanel } from "./sealed_panel.tsx";
