/** What persons ask about their data: the queue, what is due first on top. */
import { useState } from 'preact/hooks'
import { Button } from '../../components/button.tsx'
import { Failure, Skeleton, StateBox } from '../../components/screen-state.tsx'
import { pageUrl } from '../../core/boot.ts'
import { formatDay } from '../../core/format.ts'
import { t } from '../../core/i18n.ts'
import { meta } from '../../core/meta.ts'
import { navigate } from '../../core/router.ts'
import { useStore } from '../../core/store.ts'
import { useRequest } from '../../core/use-request.ts'
import type { Screen } from '../../screens.ts'
import { Heading } from '../../shell/heading.tsx'
import { DuePill } from './due-pill.tsx'
import { OpenDialog } from './open-dialog.tsx'
import { closedAt, KIND_KEYS, personName } from './request-types.ts'
import type { RequestJson } from './request-types.ts'
import { StatePill } from './state-pill.tsx'

export { RequestScreen } from './request-screen.tsx'

interface Page {
  readonly requests: readonly RequestJson[]
  readonly next: string | null
}

const VIEWS = ['open', 'closed', 'all'] as const

export const RequestsScreen: Screen = ({ query }) => {
  useStore(meta)
  const [isOpening, setOpening] = useState(false)
  const state = VIEWS.find((one) => one === query.get('state')) ?? 'open'
  const cursor = query.get('cursor')
  const more = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`
  const { data, error, asOf, retry } = useRequest<Page>(`api/requests?state=${state}${more}`)
  const texts = {
    open: t('requests.viewOpen'),
    closed: t('requests.viewClosed'),
    all: t('requests.viewAll'),
  }
  return (
    <div class="screen rollup">
      <div class="screen-head">
        <Heading>{t('requests.title')}</Heading>
        <div class="screen-actions">
          <Button kind="primary" icon="plus" onClick={() => setOpening(true)}>
            {t('requests.open')}
          </Button>
        </div>
      </div>
      <div class="picker" role="group" aria-label={t('requests.show')}>
        {VIEWS.map((value) => (
          <Button
            key={value}
            pressed={value === state}
            onClick={() => navigate(value === 'open' ? 'requests' : `requests?state=${value}`)}
          >
            {texts[value]}
          </Button>
        ))}
      </div>
      {error === undefined ? null : (
        <Failure error={error} onRetry={retry} {...(asOf === undefined ? {} : { asOf })} />
      )}
      {data === undefined ? (
        error === undefined && <Skeleton rows={5} />
      ) : data.requests.length === 0 ? (
        <StateBox icon="inbox" title={t('requests.none')}>
          <p>{t('requests.noneText')}</p>
        </StateBox>
      ) : (
        <Queue requests={data.requests} />
      )}
      {data?.next ? (
        <p>
          <a href={pageUrl(`requests?state=${state}&cursor=${encodeURIComponent(data.next)}`)}>
            {t('requests.next')}
          </a>
        </p>
      ) : null}
      {isOpening ? <OpenDialog onClose={() => setOpening(false)} /> : null}
    </div>
  )
}

function Queue({ requests }: { readonly requests: readonly RequestJson[] }) {
  return (
    <div class="sheet box">
      <table class="lines queue">
        <caption class="hidden">{t('requests.title')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('requests.person')}</th>
            <th scope="col">{t('requests.kind')}</th>
            <th scope="col">{t('requests.state')}</th>
            <th scope="col">{t('requests.due')}</th>
          </tr>
        </thead>
        <tbody>
          {requests.map((request) => (
            <tr key={request.id}>
              <th scope="row">
                <a href={pageUrl(`requests/${request.id}`)}>
                  <bdi>{personName(request.subject)}</bdi>
                </a>
                <span class="line-note">
                  {t('requests.since', { at: formatDay(request.openedAt) })}
                </span>
              </th>
              <td>{t(KIND_KEYS[request.kind])}</td>
              <td>
                <StatePill state={request.state} />
              </td>
              <td>
                <DuePill request={request} />
                <span class="line-note">{whenText(request)}</span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

/** By when; of what is closed, since when. */
function whenText(request: RequestJson): string {
  const at = closedAt(request)
  return at === undefined ? formatDay(request.dueAt) : t('requests.closed', { at: formatDay(at) })
}
