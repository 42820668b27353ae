/**
 * Has a press beside a modal dialog close it. Nothing else does: a press that begins in the dialog,
 * as when a text is selected, may well end beside it.
 */
export function closeBeside(dialog: HTMLDialogElement): void {
  let isPressBeside = false;
  // What is beside the dialog is its backdrop, and that counts as the dialog itself.
  dialog.addEventListener("pointerdown", ({ target }) => isPressBeside = target === dialog);
  dialog.addEventListener("click", ({ target }) => {
    if (target === dialog && isPressBeside) dialog.close();
  });
}
