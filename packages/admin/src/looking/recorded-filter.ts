/**
 * What of a filter may stay in the log?
 *
 * Which keys somebody asked by, and every word of a closed list. Whom or what they asked for is
 * masked: nobody can say whose words these are, so no erasure would ever find them. What was found
 * has ids that stand in the log anyway; asked for, they say whom somebody looked at, and stay.
 */
import {
  escapeCommas,
  idText,
  LIST_KEYS,
  maskKey,
  maskText,
  QUERY_KEYS,
  splitAtCommas,
} from '@rastro/core'
import type { QueryKey, ReadEvent } from '@rastro/core'

/** A filter as a query has it. */
export type AskedFilter = Readonly<Record<string, string>>

/** A filter that is asked for, until it is known what there is. */
export interface NotedFilter {
  /** Takes note of what was found. */
  saw(events: readonly ReadEvent[]): void
  /** As the log may have it, its keys in order. */
  recorded(): AskedFilter
}

/** How a key's words are kept: as they are, as the name of a model, or masked unless it is an id. */
const KEPT: Readonly<Record<QueryKey, 'word' | 'model' | 'text'>> = {
  op: 'word',
  place: 'word',
  type: 'word',
  cat: 'word',
  ut: 'word',
  sev: 'word',
  res: 'word',
  from: 'word',
  to: 'word',
  p: 'word',
  looks: 'word',
  order: 'word',
  tt: 'model',
  user: 'text',
  agent: 'text',
  client: 'text',
  ip: 'text',
  tid: 'text',
  group: 'text',
  q: 'text',
}

/**
 * Makes it; nothing was found yet.
 *
 * @param ids - Of which it is known that they are in the log.
 */
export function noteFilter(filter: AskedFilter, ids: readonly string[] = []): NotedFilter {
  const asked = new Set(
    Object.entries(filter).flatMap(([key, text]) =>
      keptAs(key) === 'text' ? values(key, text) : [],
    ),
  )
  const known = new Set(ids)
  return {
    saw(events) {
      if (asked.size === 0) return
      for (const id of events.flatMap(idsOf)) if (asked.has(id)) known.add(id)
    },
    recorded: () =>
      Object.fromEntries(
        Object.entries(filter)
          .toSorted(([a], [b]) => (a < b ? -1 : 1))
          .map(([key, text]) => [key, kept(key, text, known)]),
      ),
  }
}

function kept(key: string, text: string, known: ReadonlySet<string>): string {
  const how = keptAs(key)
  if (how === 'word') return text
  const all = values(key, text).map((one) => {
    if (known.has(one)) return one
    return how === 'model' ? maskKey(one) : maskText(one)
  })
  return isList(key) ? all.map(escapeCommas).join(',') : all.join()
}

/** What nobody decided about is somebody's own words. */
export function keptAs(key: string): 'word' | 'model' | 'text' {
  return (QUERY_KEYS as readonly string[]).includes(key) ? KEPT[key as QueryKey] : 'text'
}

/** True where words are searched for, and not one name or id. */
export function isFreeKey(key: string): boolean {
  return key === 'q' || !(QUERY_KEYS as readonly string[]).includes(key)
}

function values(key: string, text: string): readonly string[] {
  return isList(key) ? splitAtCommas(text) : [text]
}

function isList(key: string): boolean {
  return (LIST_KEYS as readonly string[]).includes(key)
}

/** By which an event is found. */
function idsOf({ actor, target, subject, related = [], group }: ReadEvent): readonly string[] {
  const ids = [actor.id, target?.id, subject?.id, ...related.map(({ id }) => id), group?.id]
  return ids.flatMap((id) => (id === undefined || id === null ? [] : [idText(id)]))
}
