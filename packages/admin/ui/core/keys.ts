/** Is a key that was pressed one of the page's own, and not a letter of something being written? */
import { shortcuts } from './preferences.ts'

/** True for a single key outside of fields, dialogs and compositions, unless they are switched off. */
export function isPlainKey(event: KeyboardEvent): boolean {
  if (event.defaultPrevented || event.isComposing) return false
  if (event.ctrlKey || event.metaKey || event.altKey || !shortcuts.get()) return false
  const target = event.target instanceof Element ? event.target : null
  return target?.closest('input, textarea, select, [contenteditable], dialog, [popover]') == null
}
