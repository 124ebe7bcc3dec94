/** What changed, or why there is nothing to show. */
import { useEffect, useState } from 'preact/hooks'
import { Button } from '../../components/button.tsx'
import { Partial } from '../../components/screen-state.tsx'
import { api } from '../../core/api.ts'
import { ApiError } from '../../core/api-error.ts'
import { t } from '../../core/i18n.ts'
import type { MessageKey } from '../../core/i18n.ts'
import { otherRows } from '../../event/change-rows.ts'
import type { ChangeRow } from '../../event/change-rows.ts'
import { ChangeTable } from '../../event/change-table.tsx'
import type { ChangeJson, OpenedEvent } from '../../event/event-types.ts'

export function EventChanges({ event }: { readonly event: OpenedEvent }) {
  const { changes = [], fidelity } = event
  const [isAll, setAll] = useState(false)
  const others = useOthers(event, isAll)
  const isEdit = event.target !== undefined && changes.some(({ op }) => op !== 'add')
  const hasRest = isEdit && changes.some(({ op }) => op !== 'remove')
  if (changes.length === 0) {
    return (
      <section class="part">
        <h2>{t('event.changes')}</h2>
        <p class="muted">{t(fidelity === 'intent' ? 'event.intent' : 'event.noChanges')}</p>
      </section>
    )
  }
  return (
    <section class="part">
      <h2>{t('event.changes')}</h2>
      {event.partial === null ? null : <PartialNote partial={event.partial} />}
      {fidelity === 'derived' ? <p class="muted">{t('event.derived')}</p> : null}
      {others.failed ? <Partial>{t('event.allFailed')}</Partial> : null}
      <ChangeTable
        changes={changes}
        caption={t('event.changes')}
        {...(isAll && others.rows !== undefined ? { others: others.rows } : {})}
        tools={
          hasRest ? (
            <Button icon="rows" kind="quiet" pressed={isAll} onClick={() => setAll(!isAll)}>
              {t('event.all')}
            </Button>
          ) : null
        }
      />
    </section>
  )
}

const REASONS: Readonly<Record<string, MessageKey>> = {
  erased: 'event.hiddenErased',
  secret: 'event.hiddenSecret',
  summary: 'event.hiddenSummary',
  size: 'event.hiddenSize',
}

function PartialNote({ partial }: { readonly partial: NonNullable<OpenedEvent['partial']> }) {
  return (
    <Partial>
      {t('event.hidden', { n: partial.hidden, of: partial.of })}{' '}
      {partial.because
        .map(({ reason, n }) => t(REASONS[reason] ?? 'event.hiddenSize', { n }))
        .join(' ')}
    </Partial>
  )
}

interface Others {
  readonly rows: readonly ChangeRow[] | undefined
  readonly failed: boolean
}

interface StateAnswer {
  readonly record: unknown
  readonly properties: readonly ChangeJson[]
}

/** The rest of the record, as it was right after the event: asked for when somebody wants it. */
function useOthers({ id, target, changes = [] }: OpenedEvent, isWanted: boolean): Others {
  const [others, setOthers] = useState<Others>({ rows: undefined, failed: false })
  useEffect(() => {
    if (!isWanted || target === undefined || others.rows !== undefined) return undefined
    const control = new AbortController()
    const query = new URLSearchParams({ tt: target.type, tid: target.id, at: id })
    api<StateAnswer>(`api/state?${query.toString()}`, { signal: control.signal }).then(
      ({ record, properties }) =>
        setOthers({ rows: otherRows(properties, changes), failed: record === null }),
      (error: unknown) => {
        if (!control.signal.aborted)
          setOthers({ rows: undefined, failed: error instanceof ApiError })
      },
    )
    return () => control.abort()
  }, [isWanted])
  return others
}
