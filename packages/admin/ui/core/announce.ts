/** How does the page tell something in passing, to eyes and to screen readers alike? */
import { createStore } from './store.ts'

export interface Notice {
  readonly text: string
  /** Tells two notices of the same text apart. */
  readonly id: number
}

export const notice = createStore<Notice | undefined>(undefined)

const SHOWN_MS = 5000

let nextId = 1

/** Says that something was done, e.g. "Link copied". Failures are said where they happened. */
export function announce(text: string): void {
  const id = nextId
  nextId += 1
  notice.set({ text, id })
  setTimeout(() => {
    if (notice.get()?.id === id) notice.set(undefined)
  }, SHOWN_MS)
}

/** Copies a text and says so. */
export async function copyText(text: string, said: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text)
  } catch {
    // Browsers give the clipboard to pages of HTTPS only; the old way works everywhere.
    copyFromField(text)
  }
  announce(said)
}

function copyFromField(text: string): void {
  const before = document.activeElement
  const field = document.createElement('textarea')
  field.value = text
  field.className = 'hidden'
  document.body.append(field)
  field.select()
  document.execCommand('copy')
  field.remove()
  if (before instanceof HTMLElement) before.focus()
}
