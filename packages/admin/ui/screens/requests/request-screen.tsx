/** One request: who asks for what, by when, what was done, and what can be done next. */
import { useEffect, useRef } from 'preact/hooks'
import { Icon } from '../../components/icon.tsx'
import { Failure, Skeleton } from '../../components/screen-state.tsx'
import { pageUrl } from '../../core/boot.ts'
import { formatStamp } from '../../core/format.ts'
import { t } from '../../core/i18n.ts'
import { labelOf, meta } from '../../core/meta.ts'
import { useStore } from '../../core/store.ts'
import type { Screen } from '../../screens.ts'
import { Heading } from '../../shell/heading.tsx'
import { Certificate } from './certificate.tsx'
import { DuePill } from './due-pill.tsx'
import { RequestSteps } from './request-steps.tsx'
import { KIND_KEYS, personName } from './request-types.ts'
import type { By, RequestJson } from './request-types.ts'
import { StatePill } from './state-pill.tsx'
import { useOneRequest } from './use-one-request.ts'

export const RequestScreen: Screen = ({ params }) => {
  useStore(meta)
  const { data, error, retry, step } = useOneRequest(params['id'] ?? '')
  const standing = useFocusOnChange(data?.state)
  return (
    <div class="screen rollup">
      <div>
        <div class="crumbs">
          <a class="crumb" href={pageUrl('requests')}>
            <Icon name="chevron-left" />
            {t('requests.all')}
          </a>
        </div>
        <Heading>{data === undefined ? t('requests.title') : t(KIND_KEYS[data.kind])}</Heading>
      </div>
      {error === undefined ? null : <Failure error={error} onRetry={retry} />}
      {data === undefined ? (
        error === undefined && <Skeleton rows={5} />
      ) : (
        <>
          <p class="subject-title" ref={standing} tabIndex={-1}>
            <strong>
              <bdi>{personName(data.subject)}</bdi>
            </strong>
            <StatePill state={data.state} />
            <DuePill request={data} />
          </p>
          <RequestSteps key={data.state} request={data} step={step} />
          <Facts request={data} />
          {data.outcome?.certificates?.map((one) => (
            <Certificate key={one} id={one} />
          ))}
          <Log request={data} />
        </>
      )}
    </div>
  )
}

/** A step takes the buttons of before away, and the focus with them: it goes to where things stand. */
function useFocusOnChange(state: string | undefined) {
  const element = useRef<HTMLParagraphElement>(null)
  const before = useRef(state)
  useEffect(() => {
    if (before.current !== undefined && before.current !== state) element.current?.focus()
    before.current = state
  }, [state])
  return element
}

/** In the officer's own words, or what stands for them; of a person who was erased nothing is left. */
function methodText(method: string): string | undefined {
  if (method === 'sign-in') return t('requests.signedIn')
  return method === '[erased]' ? undefined : method
}

function Facts({ request }: { readonly request: RequestJson }) {
  const { subject, ids, identity, decision, outcome, link } = request
  const history = `history?${new URLSearchParams({ tt: subject.type, tid: subject.id }).toString()}`
  const rows: readonly (readonly [string, string | undefined])[] = [
    [t('requests.ids'), ids.map(({ type, id }) => `${type} ${id}`).join(', ')],
    [t('requests.opened'), formatStamp(request.openedAt)],
    [t('requests.due'), `${formatStamp(request.dueAt)} (${request.rule})`],
    [t('requests.message'), request.message],
    [t('requests.proof'), request.proof],
    [t('requests.identity'), identity && methodText(identity.method)],
    [t('requests.reason'), decision?.reason],
    [t('requests.basis'), decision?.basis],
    [
      t('requests.how'),
      decision?.method &&
        t(decision.method === 'deleted' ? 'requests.deleted' : 'requests.anonymised'),
    ],
    [t('requests.handledBy'), nameOf(outcome?.by ?? decision?.by)],
    [t('requests.note'), outcome?.note],
    [
      t('requests.linkUntil'),
      link &&
        (link.usedAt === undefined
          ? t('requests.linkOpen', { at: formatStamp(link.expiresAt) })
          : t('requests.linkUsed', { at: formatStamp(link.usedAt) })),
    ],
  ]
  return (
    <dl class="sheet box facts">
      <div>
        <dt>{t('requests.person')}</dt>
        <dd>
          <a href={pageUrl(history)}>
            {subject.type} <bdi>{subject.id}</bdi>
          </a>
        </dd>
      </div>
      {rows.map(([name, value]) =>
        value === undefined || value === '' ? null : (
          <div key={name}>
            <dt>{name}</dt>
            <dd dir="auto">{value}</dd>
          </div>
        ),
      )}
    </dl>
  )
}

function Log({ request }: { readonly request: RequestJson }) {
  const texts = {
    opened: t('requests.opened'),
    verified: t('requests.stepVerified'),
    merged: t('requests.stepMerged'),
    extended: t('requests.stepExtended'),
    approved: t('requests.stepApproved'),
    refused: t('requests.refused'),
    completed: t('requests.stepCompleted'),
    withdrawn: t('requests.withdrawn'),
    link: t('requests.stepLink'),
    downloaded: t('requests.stepDownloaded'),
  } as const
  return (
    <div class="sheet box">
      <h2 id="request-log">{t('requests.log')}</h2>
      <table class="lines" aria-labelledby="request-log">
        <tbody>
          {request.steps.map(({ at, by, step, note }) => (
            <tr key={`${at} ${step}`}>
              <th scope="row">
                {texts[step]}
                {note === undefined ? null : (
                  <span class="line-note" dir="auto">
                    {note}
                  </span>
                )}
              </th>
              <td>
                <bdi>{nameOf(by)}</bdi>
              </td>
              <td class="when">{formatStamp(at)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function nameOf(by: By | undefined): string | undefined {
  if (by === undefined) return undefined
  if (by.name !== undefined) return by.name
  if (by.type === 'client') return t('requests.byPerson')
  return by.id ?? labelOf(meta.get()?.actorTypes, by.type)
}
