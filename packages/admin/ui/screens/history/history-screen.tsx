/**
 * The history of one record: its events by day, one property over time, how it was at an instant,
 * what lies between two points, and taking it back.
 *
 * What is open stands in the address: `prop`, `at`, `a` and `b`.
 */
import { useState } from 'preact/hooks'
import { Button } from '../../components/button.tsx'
import { Select } from '../../components/field.tsx'
import { Failure, Skeleton, StateBox } from '../../components/screen-state.tsx'
import { t } from '../../core/i18n.ts'
import { meta } from '../../core/meta.ts'
import { navigate } from '../../core/router.ts'
import { useStore } from '../../core/store.ts'
import { filtersOf } from '../../event/list-address.ts'
import type { ScreenProps } from '../../screens.ts'
import { Heading } from '../../shell/heading.tsx'
import { ComparePanel } from './compare-panel.tsx'
import type { RevertWhat } from './parts.ts'
import { NoEvents } from './no-events.tsx'
import { isOwn } from './past-types.ts'
import { propertiesOf } from './properties-of.ts'
import { RecordHead } from './record-head.tsx'
import { RevertDialog } from './revert-dialog.tsx'
import { StatePanel } from './state-panel.tsx'
import { Timeline } from './timeline.tsx'
import { useHistory } from './use-history.ts'
import { ValuePanel } from './value-panel.tsx'

export function Screen({ query }: ScreenProps) {
  useStore(meta)
  const [reverting, setReverting] = useState<RevertWhat>()
  const [asked, setAsked] = useState(0)
  const record = { type: query.get('tt') ?? '', id: query.get('tid') ?? '' }
  const history = useHistory(record, withoutRecord(query))
  const { events, place, error, isLoading, asOf, hasMore, loadMore, reload } = history

  /** Opens and closes parts of the screen; without a value, a part is closed. */
  function show(parts: Readonly<Record<string, string | undefined>>): void {
    const next = new URLSearchParams(query)
    for (const [key, value] of Object.entries(parts)) {
      if (value === undefined) next.delete(key)
      else next.set(key, value)
    }
    navigate(`history?${next.toString()}`)
  }

  /** The same for who pressed a button: what opens takes the focus. */
  function open(parts: Readonly<Record<string, string | undefined>>): void {
    show(parts)
    setAsked((n) => n + 1)
  }

  if (record.type === '' || record.id === '') return <NoRecord />
  if (events === undefined) {
    return (
      <div class="screen">
        <Heading>{t('history.history')}</Heading>
        {error === undefined ? <Skeleton /> : <Failure error={error} onRetry={reload} />}
      </div>
    )
  }
  const own = events.filter((event) => isOwn(event, record))
  const [prop, at, a, b] = ['prop', 'at', 'a', 'b'].map((key) => query.get(key) ?? undefined)
  const isComparing = a !== undefined || b !== undefined
  const newest = own[0]?.id
  const properties = propertiesOf(own, prop)
  return (
    <div class="screen history">
      <RecordHead record={record} own={own} />
      {error === undefined ? null : (
        <Failure error={error} onRetry={reload} {...(asOf === undefined ? {} : { asOf })} />
      )}
      {events.length === 0 ? (
        <NoEvents record={record} place={place} isFiltered={isFiltered(query)} />
      ) : (
        <>
          <div class="history-bar">
            <Select
              label={t('history.property')}
              value={prop ?? ''}
              options={[{ value: '', label: t('history.allProperties') }, ...properties]}
              onChange={(value) => show({ prop: value === '' ? undefined : value })}
            />
            <div class="screen-actions">
              <Button
                icon="clock"
                pressed={at !== undefined}
                onClick={() => (at === undefined ? open({ at: '' }) : show({ at: undefined }))}
              >
                {t('history.asItWas')}
              </Button>
              <Button
                icon="columns"
                pressed={isComparing}
                onClick={() =>
                  isComparing
                    ? show({ a: undefined, b: undefined })
                    : open({ a: own.at(-1)?.id, b: newest })
                }
              >
                {t('history.compare')}
              </Button>
            </div>
          </div>
          {at === undefined ? null : (
            <StatePanel
              record={record}
              at={at}
              events={own}
              show={show}
              asked={asked}
              onRevert={setReverting}
            />
          )}
          {isComparing ? (
            <ComparePanel record={record} points={[a, b]} events={own} show={show} asked={asked} />
          ) : null}
          {prop === undefined ? null : (
            <ValuePanel
              record={record}
              prop={prop}
              label={properties.find(({ value }) => value === prop)?.label ?? prop}
            />
          )}
          <Timeline
            record={record}
            events={events}
            prop={prop}
            newest={newest}
            isWhole={!hasMore}
            show={open}
            onRevert={setReverting}
          />
          {hasMore ? (
            <p class="history-more">
              <Button disabled={isLoading} onClick={loadMore}>
                {t('history.loadOlder')}
              </Button>
            </p>
          ) : null}
        </>
      )}
      {reverting === undefined ? null : (
        <RevertDialog
          what={reverting}
          events={own}
          onClose={() => setReverting(undefined)}
          onDone={() => {
            setReverting(undefined)
            reload()
          }}
        />
      )}
    </div>
  )
}

function NoRecord() {
  return (
    <div class="screen">
      <Heading>{t('history.history')}</Heading>
      <StateBox icon="search" title={t('history.noRecord')}>
        <p>{t('history.noRecordText')}</p>
      </StateBox>
    </div>
  )
}

function withoutRecord(query: URLSearchParams): string {
  const filters = filtersOf(query)
  filters.delete('order')
  const tz = query.get('tz')
  if (tz !== null) filters.set('tz', tz)
  return filters.toString()
}

/** Something else than the record itself is asked for. */
function isFiltered(query: URLSearchParams): boolean {
  const filters = filtersOf(query)
  for (const key of ['tt', 'tid', 'order', 'tz']) filters.delete(key)
  return filters.size > 0
}
