/** How do changes go into a spreadsheet? As lines of cells between tabs. */
import type { ChangeRow, Side } from './change-rows.ts'
import { pathText, rawText } from './raw-value.ts'

/** The table as text, with its head. */
export function changesAsText(head: readonly string[], rows: readonly ChangeRow[]): string {
  const lines = rows.map((row) => [
    row.label ?? pathText(row.path),
    pathText(row.path),
    row.omitted ?? sideText(row.mark === 'same' ? row.after : row.before),
    row.omitted ?? sideText(row.after),
  ])
  return [head, ...lines].map((cells) => cells.map(cellText).join('\t')).join('\n')
}

function sideText(side: Side | undefined): string {
  if (side === undefined) return ''
  return typeof side.value === 'string' ? side.value : rawText(side.value)
}

/** A spreadsheet would run what begins like a formula. */
function cellText(text: string): string {
  const isNumber = /^-?\d+(?:\.\d+)?$/.test(text)
  const safe = /^[\s]*[=+\-@\t\r]/.test(text) && !isNumber ? `'${text}` : text
  return /[\t\n\r"]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
