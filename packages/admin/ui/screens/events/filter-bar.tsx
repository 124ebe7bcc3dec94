/** What is asked for: search, period, and one button per kind of filter. */
import { useEffect, useRef, useState } from 'preact/hooks'
import { Button } from '../../components/button.tsx'
import { Icon } from '../../components/icon.tsx'
import { Popover } from '../../components/popover.tsx'
import { t } from '../../core/i18n.ts'
import { meta } from '../../core/meta.ts'
import { useMedia } from '../../core/use-media.ts'
import { useStore } from '../../core/store.ts'
import type { EventRow } from '../../event/event-types.ts'
import { ChoiceFilter, MoreFilters, PeriodFilter, WhoFilter, expectParts } from './lazy-parts.ts'
import { showList, valuesOf, withValues } from './list-query.ts'
import { periodText } from './period-text.ts'

const TYPING_MS = 250

export interface FilterBarProps {
  readonly query: URLSearchParams
  /** Of the list as it is: who is in it is suggested. */
  readonly rows: readonly EventRow[]
  /** Where `f` and `/` lead. */
  readonly searchId: string
  readonly firstId: string
}

export function FilterBar({ query, rows, searchId, firstId }: FilterBarProps) {
  const known = useStore(meta)
  const isNarrow = useMedia('(width < 40rem)')
  function change(key: string, values: readonly string[]): void {
    showList(withValues(query, key, values))
  }
  const filters = (
    <>
      <Popover
        label={t('events.period')}
        button={{ id: firstId, icon: 'clock', pressed: isSet(query, 'p', 'from', 'to') }}
        text={periodText(query) ?? t('events.period')}
      >
        {(close) => <PeriodFilter query={query} close={close} />}
      </Popover>
      <Popover
        label={t('events.what')}
        button={{ pressed: isSet(query, 'op') }}
        text={named(t('events.what'), valuesOf(query, 'op').length)}
      >
        {() => (
          <ChoiceFilter
            options={known?.operations ?? []}
            chosen={valuesOf(query, 'op')}
            onChange={(values) => change('op', values)}
          />
        )}
      </Popover>
      <Popover
        label={t('events.place')}
        button={{ pressed: isSet(query, 'place') }}
        text={named(t('events.place'), valuesOf(query, 'place').length)}
      >
        {() => (
          <ChoiceFilter
            options={known?.places ?? []}
            chosen={valuesOf(query, 'place')}
            onChange={(values) => change('place', values)}
          />
        )}
      </Popover>
      <Popover
        label={t('events.who')}
        button={{ pressed: isSet(query, 'user', 'ut', 'agent') }}
        text={t('events.who')}
      >
        {(close) => <WhoFilter query={query} rows={rows} close={close} />}
      </Popover>
      <Popover
        label={t('events.more')}
        button={{ pressed: isSet(query, 'client', 'ip', 'tt', 'sev', 'res', 'cat') }}
        text={t('events.more')}
      >
        {(close) => <MoreFilters query={query} close={close} />}
      </Popover>
    </>
  )
  return (
    <div class="filters" role="search" onPointerEnter={expectParts} onFocusIn={expectParts}>
      <SearchField query={query} id={searchId} />
      {isNarrow ? (
        <Folded isOpen={false}>{filters}</Folded>
      ) : (
        <div class="filter-buttons">{filters}</div>
      )}
    </div>
  )
}

/** On a telephone the rows are what one came for: the buttons open on demand. */
function Folded({
  children,
}: {
  readonly isOpen: boolean
  readonly children: preact.ComponentChildren
}) {
  const [isOpen, setOpen] = useState(false)
  return (
    <>
      <Button
        icon="filter"
        expanded={isOpen}
        label={t('events.filters')}
        onClick={() => setOpen(!isOpen)}
      />
      {isOpen ? <div class="filter-buttons">{children}</div> : null}
    </>
  )
}

function isSet(query: URLSearchParams, ...keys: readonly string[]): boolean {
  return keys.some((key) => (query.get(key) ?? '') !== '')
}

function named(name: string, chosen: number): string {
  return chosen === 0 ? name : `${name} · ${chosen}`
}

/** Words in names, reasons and types; asked for while one types. */
function SearchField({ query, id }: { readonly query: URLSearchParams; readonly id: string }) {
  const asked = query.get('q') ?? ''
  const [text, setText] = useState(asked)
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined)
  const latest = useRef(query)
  latest.current = query
  // Back, a chip's cross, or a saved view: the address is right.
  useEffect(() => setText(asked), [asked])
  useEffect(() => () => clearTimeout(timer.current), [])

  function ask(next: string, { isFinal }: { readonly isFinal: boolean }): void {
    clearTimeout(timer.current)
    const apply = (): void => {
      if (next.trim() === (latest.current.get('q') ?? '')) return
      showList(withValues(latest.current, 'q', [next.trim()]), { replace: !isFinal })
    }
    if (isFinal) apply()
    else timer.current = setTimeout(apply, TYPING_MS)
  }

  return (
    <div class="search">
      <Icon name="search" />
      <input
        id={id}
        class="input"
        type="search"
        autocomplete="off"
        spellcheck={false}
        aria-label={t('events.search')}
        placeholder={t('events.searchHint')}
        value={text}
        onInput={(event) => {
          setText(event.currentTarget.value)
          ask(event.currentTarget.value, { isFinal: false })
        }}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && !event.isComposing) ask(text, { isFinal: true })
        }}
      />
    </div>
  )
}
