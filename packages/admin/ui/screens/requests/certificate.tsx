/** What an erasure did, as its event tells it: what the person and an authority may want to see. */
import { pageUrl } from '../../core/boot.ts'
import { formatNumber, formatStamp } from '../../core/format.ts'
import { t } from '../../core/i18n.ts'
import { may } from '../../core/meta.ts'
import { useRequest } from '../../core/use-request.ts'

interface ErasureEvent {
  readonly details?: Readonly<Record<string, unknown>>
  /** Names of the details, in the reader's language. */
  readonly detailLabels?: Readonly<Record<string, string>>
}

/** The others are told by the request itself. */
const SHOWN = ['events', 'keysDestroyed', 'backupsUntil', 'unsealed']

const ULID = /^[0-9A-Z]{26}$/

export function Certificate({ id }: { readonly id: string }) {
  const isEvent = ULID.test(id)
  const { data } = useRequest<ErasureEvent>(isEvent && may('read') ? `api/events/${id}` : undefined)
  const { details = {}, detailLabels = {} } = data ?? {}
  return (
    <div class="sheet box">
      <h2>{t('requests.certificate')}</h2>
      <dl class="facts">
        <div>
          <dt>{t('requests.event')}</dt>
          <dd>{isEvent ? <a href={pageUrl(`events/${id}`)}>{id}</a> : <bdi>{id}</bdi>}</dd>
        </div>
        {SHOWN.map((name) => {
          const text = valueText(details[name])
          return text === undefined ? null : (
            <div key={name}>
              <dt>{detailLabels[name] ?? name}</dt>
              <dd>{text}</dd>
            </div>
          )
        })}
      </dl>
    </div>
  )
}

/** Nothing to tell of what there was none of. */
function valueText(value: unknown): string | undefined {
  if (typeof value === 'number') return value === 0 ? undefined : formatNumber(value)
  const at = (value as { $date?: unknown } | undefined)?.$date
  return typeof at === 'string' ? formatStamp(at) : undefined
}
