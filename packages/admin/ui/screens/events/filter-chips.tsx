/** Everything that is asked for, each removable by itself. */
import { Button } from '../../components/button.tsx'
import { Chip } from '../../components/chip.tsx'
import { ApiError } from '../../core/api-error.ts'
import { t } from '../../core/i18n.ts'
import type { MessageKey } from '../../core/i18n.ts'
import { labelOf, meta } from '../../core/meta.ts'
import type { Labelled, Meta } from '../../core/meta.ts'
import { useStore } from '../../core/store.ts'
import type { EventRow } from '../../event/event-types.ts'
import { shortId } from '../../event/short-id.ts'
import {
  activeFilters,
  clearFilters,
  showList,
  valuesOf,
  withValues,
  without,
} from './list-query.ts'
import type { FilterKey } from './list-query.ts'
import { periodText } from './period-text.ts'

const NAMES: Readonly<Record<string, MessageKey>> = {
  op: 'events.what',
  place: 'events.place',
  type: 'events.type',
  cat: 'events.category',
  ut: 'events.userType',
  user: 'events.user',
  agent: 'events.agent',
  client: 'events.client',
  ip: 'events.ip',
  group: 'events.group',
  q: 'events.search',
  sev: 'events.severity',
  res: 'events.outcome',
}

interface ChipFacts {
  readonly key: FilterKey
  readonly name: string
  readonly value: string
  readonly rest: URLSearchParams
}

export interface FilterChipsProps {
  readonly query: URLSearchParams
  /** Of the list: the head of a group says what the group is. */
  readonly rows: readonly EventRow[]
  /** What the server said of the query. */
  readonly error: unknown
}

export function FilterChips({ query, rows, error }: FilterChipsProps) {
  const known = useStore(meta)
  const chips = chipsOf(query, { known, rows })
  if (chips.length === 0) return null
  const wrong = error instanceof ApiError && error.kind === 'invalid' ? error.body : undefined
  return (
    <ul class="chips" aria-label={t('events.filters')}>
      {chips.map(({ key, name, value, rest }) => (
        <li key={`${key} ${value}`}>
          <Chip
            name={name}
            value={value}
            {...(wrong?.field === key ? { error: wrong.message ?? t('state.invalid') } : {})}
            onRemove={() => showList(rest)}
          />
        </li>
      ))}
      <li>
        <Button kind="quiet" onClick={() => showList(clearFilters(query))}>
          {t('events.clear')}
        </Button>
      </li>
    </ul>
  )
}

interface Words {
  readonly known: Meta | undefined
  readonly rows: readonly EventRow[]
}

function chipsOf(query: URLSearchParams, words: Words): readonly ChipFacts[] {
  const keys = activeFilters(query)
  const period = keys.find((key) => key === 'p' || key === 'from' || key === 'to')
  const chips: ChipFacts[] = []
  if (period !== undefined) {
    const rest = without(query, 'p', 'from', 'to', 'sel')
    chips.push({ key: period, name: t('events.period'), value: periodText(query) ?? '', rest })
  }
  if (keys.includes('tt')) {
    const type = labelOf(words.known?.recordTypes, query.get('tt') ?? '')
    const value = [type, query.get('tid')].filter(Boolean).join(' ')
    const rest = without(query, 'tt', 'tid', 'sel')
    chips.push({ key: 'tt', name: t('events.record'), value, rest })
  }
  for (const key of keys) {
    const name = NAMES[key]
    if (name === undefined) continue
    const values = valuesOf(query, key)
    for (const value of values) {
      const rest = withValues(
        query,
        key,
        values.filter((one) => one !== value),
      )
      chips.push({ key, name: t(name), value: valueText(key, value, words), rest })
    }
  }
  return chips
}

function valueText(key: FilterKey, value: string, { known, rows }: Words): string {
  if (key !== 'group') return labelOf(listOf(key, known), value)
  const head = rows.find(({ group }) => group?.id === value && group.index === undefined)
  return head?.sentence ?? shortId(value)
}

function listOf(key: FilterKey, known: Meta | undefined): readonly Labelled[] | undefined {
  switch (key) {
    case 'op':
      return known?.operations
    case 'place':
      return known?.places
    case 'type':
      return known?.types
    case 'cat':
      return known?.categories
    case 'ut':
      return [...(known?.actorTypes ?? []), ...(known?.apps ?? [])]
    case 'sev':
      return known?.severities
    case 'res':
      return known?.outcomes
    default:
      return undefined
  }
}
