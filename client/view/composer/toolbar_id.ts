/** Id of the formatting toolbar, for the button that shows it. */
export const toolbarId = "formatting";
