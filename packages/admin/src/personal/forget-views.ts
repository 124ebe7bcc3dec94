/** Which saved views name somebody who is to be forgotten? */
import { splitAtCommas } from '@rastro/core'
import type { KnownWords } from '@rastro/core'
import { keptAs, isFreeKey } from '../looking/recorded-filter.ts'
import { tryReadViews } from './saved-views.ts'
import type { SavedView } from './saved-views.ts'

/** The part of what a person keeps that holds views. */
export const VIEWS_PART = 'views'

/** The saved views without those that name the person; undefined where none does. */
export function viewsWithout(text: string, words: KnownWords): string | undefined {
  const views = readViews(text)
  const left = views.filter((view) => !isNaming(view, words))
  return left.length === views.length ? undefined : JSON.stringify(left)
}

function readViews(text: string): readonly SavedView[] {
  try {
    return tryReadViews(JSON.parse(text)) ?? []
  } catch {
    return []
  }
}

function isNaming({ name, query }: SavedView, words: KnownWords): boolean {
  if (words.isNamedIn(name)) return true
  return [...new URLSearchParams(query)].some(([key, value]) => {
    if (keptAs(key) !== 'text') return false
    if (isFreeKey(key)) return words.isNamedIn(value)
    return splitAtCommas(value).some((one) => words.isNamedBy(one))
  })
}
