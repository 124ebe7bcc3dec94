/**
 * Which columns did this person choose last, here or in another browser?
 *
 * In this browser too: it is at hand before anybody has answered, and there is nobody to ask about
 * somebody whom the application does not name.
 */
import { api } from '../../core/api.ts'
import { meta } from '../../core/meta.ts'
import { readLocal, writeLocal } from '../../core/preferences.ts'
import { createStore } from '../../core/store.ts'

/** As the address would have them; undefined if nobody ever chose. */
export const keptColumns = createStore<string | undefined>(readLocal('columns'))

let isAsked = false

/** Asks once what was chosen elsewhere; called when the rows are there, so that it delays none. */
export async function askForColumns(): Promise<void> {
  if (isAsked || !isKept()) return
  isAsked = true
  try {
    const { columns } = await api<{ readonly columns?: readonly string[] }>('api/preferences')
    if (columns !== undefined) keep(columns.join(','))
  } catch {
    // The usual columns do as well.
  }
}

export function rememberColumns(columns: readonly string[]): void {
  isAsked = true
  keep(columns.join(','))
  if (!isKept()) return
  // If it cannot be kept there, it is kept here.
  api('api/preferences', { method: 'PUT', body: { columns } }).catch(() => undefined)
}

/** True where the server knows whose they are. */
function isKept(): boolean {
  return meta.get()?.features['preferences'] === true
}

function keep(columns: string): void {
  writeLocal('columns', columns)
  keptColumns.set(columns)
}
