/** Who changed what is recorded, when, why and how? */
import { useEffect, useState } from 'preact/hooks'
import { Button } from '../../components/button.tsx'
import { Failure } from '../../components/screen-state.tsx'
import { api } from '../../core/api.ts'
import { pageUrl } from '../../core/boot.ts'
import { formatStamp } from '../../core/format.ts'
import { t } from '../../core/i18n.ts'
import { nameOf } from './config-types.ts'
import type { ConfigEvent } from './config-types.ts'

const PAGE = 5
const MAX_CHANGES = 4

interface Page {
  readonly events: readonly ConfigEvent[]
  readonly next: string | null
}

/** `version` makes it read again. */
export function ConfigHistory({ version }: { readonly version: number }) {
  const [page, setPage] = useState<Page>()
  const [error, setError] = useState<unknown>()

  async function read(cursor: string | undefined, before: readonly ConfigEvent[]): Promise<void> {
    setError(undefined)
    try {
      const from = cursor === undefined ? '' : `&cursor=${encodeURIComponent(cursor)}`
      const more = await api<Page>(`api/config/history?limit=${PAGE}${from}`)
      setPage({ events: [...before, ...more.events], next: more.next })
    } catch (failure) {
      setError(failure)
    }
  }
  useEffect(() => void read(undefined, []), [version])

  return (
    <section aria-labelledby="config-history">
      <h2 id="config-history">{t('auditing.history')}</h2>
      {error === undefined ? null : (
        <Failure error={error} onRetry={() => void read(undefined, [])} />
      )}
      {page === undefined ? null : (
        <>
          {page.events.length === 0 ? (
            <p class="muted">{t('auditing.historyNone')}</p>
          ) : (
            <ol class="sheet config-past">
              {page.events.map((event) => (
                <PastChange key={event.id} event={event} />
              ))}
            </ol>
          )}
          {page.next === null ? null : (
            <Button onClick={() => void read(page.next ?? undefined, page.events)}>
              {t('auditing.older')}
            </Button>
          )}
        </>
      )}
    </section>
  )
}

function PastChange({ event }: { readonly event: ConfigEvent }) {
  const { id, at, actor, reason, changes = [] } = event
  const more = changes.length - MAX_CHANGES
  return (
    <li>
      <p class="config-past-head">
        <a href={pageUrl(`events/${id}`)}>{formatStamp(at)}</a> <bdi>{nameOf(actor)}</bdi>
      </p>
      <div class="config-past-what">
        <ul>
          {changes.slice(0, MAX_CHANGES).map(({ path, text }) => (
            <li key={path.join('/')}>{text}</li>
          ))}
          {more > 0 ? <li class="muted">{t('auditing.andMore', { n: more })}</li> : null}
        </ul>
        {reason === undefined ? null : (
          <p class="muted">
            <q dir="auto">{reason}</q>
          </p>
        )}
      </div>
    </li>
  )
}
