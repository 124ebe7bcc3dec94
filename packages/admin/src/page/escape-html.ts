/** How does a text stand in a document, whatever it holds? */

/** Returns the text with everything escaped that means something in HTML, also inside attributes. */
export function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`)
}
