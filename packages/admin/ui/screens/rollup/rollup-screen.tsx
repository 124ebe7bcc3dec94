/**
 * Everything one person did, or everything that came from one address, in a period.
 *
 * Two screens of one shape: every number on them leads to the list of the events it counts.
 */
import { useMemo } from 'preact/hooks'
import { LinkButton } from '../../components/button.tsx'
import { Failure, Partial, Skeleton, StateBox } from '../../components/screen-state.tsx'
import { formatStamp } from '../../core/format.ts'
import { t } from '../../core/i18n.ts'
import { meta } from '../../core/meta.ts'
import { useStore } from '../../core/store.ts'
import { useRequest } from '../../core/use-request.ts'
import type { Screen } from '../../screens.ts'
import { Heading } from '../../shell/heading.tsx'
import { Actions } from './actions.tsx'
import { AskSubject } from './ask-subject.tsx'
import { DayBars } from './day-bars.tsx'
import { ListBoxes } from './list-boxes.tsx'
import type { ContentProps } from './content-props.ts'
import { PeriodPicker } from './period-picker.tsx'
import { apiPath, eventUrl, eventsUrl, periodOf } from './rollup-links.ts'
import type { Scope } from './rollup-links.ts'
import type { RollUp } from './rollup-types.ts'
import { Namesakes, Status } from './status.tsx'
import { Stats } from './stats.tsx'
import { SubjectHead } from './subject-head.tsx'

export const PersonScreen: Screen = ({ query }) => <RollUpScreen screen="people" query={query} />

export const AddressScreen: Screen = ({ query }) => (
  <RollUpScreen screen="addresses" query={query} />
)

interface RollUpScreenProps {
  readonly screen: 'people' | 'addresses'
  readonly query: URLSearchParams
}

function RollUpScreen({ screen, query }: RollUpScreenProps) {
  useStore(meta)
  const scope = useMemo(() => scopeOf(screen, query), [screen, query])
  const isAsked = Object.values(scope.subject).some((value) => value !== undefined)
  const path = isAsked ? apiPath(scope) : undefined
  const { data, error, asOf, retry } = useRequest<RollUp>(path)
  if (!isAsked) return <AskSubject screen={screen} />
  return (
    <div class="screen rollup">
      {data === undefined ? (
        <Heading>{scope.subject['ip'] ?? t('rollup.person')}</Heading>
      ) : (
        <SubjectHead data={data} scope={scope} />
      )}
      <PeriodPicker scope={scope} />
      {error === undefined ? null : (
        <Failure error={error} onRetry={retry} {...(asOf === undefined ? {} : { asOf })} />
      )}
      {data === undefined ? (
        error === undefined && <Skeleton />
      ) : data.covered.n === 0 && data.signIns.failed === 0 ? (
        <Nothing data={data} scope={scope} />
      ) : (
        <Content data={data} scope={scope} />
      )}
    </div>
  )
}

function Content({ data, scope }: ContentProps) {
  const { covered } = data
  return (
    <>
      {covered.capped ? (
        <Partial>{t('rollup.capped', { n: covered.n, since: formatStamp(covered.from) })}</Partial>
      ) : null}
      <Namesakes data={data} scope={scope} />
      <Status data={data} scope={scope} />
      <Stats data={data} scope={scope} />
      <DayBars data={data} scope={scope} />
      <Actions data={data} scope={scope} />
      <ListBoxes data={data} scope={scope} />
    </>
  )
}

function Nothing({ data, scope }: ContentProps) {
  const { last } = data
  return (
    <StateBox
      icon="inbox"
      title={t(last === null ? 'rollup.never' : 'rollup.notThen')}
      actions={
        last === null ? (
          <LinkButton href={eventsUrl({ ...scope, subject: {} })}>
            {t('rollup.allEvents')}
          </LinkButton>
        ) : (
          <LinkButton href={eventsUrl({ ...scope, period: {} })}>{t('rollup.anyTime')}</LinkButton>
        )
      }
    >
      {last === null ? (
        <p>{t('rollup.neverText')}</p>
      ) : (
        <p>
          <a href={eventUrl(last.event)}>{t('rollup.lastOf', { at: formatStamp(last.at) })}</a>
        </p>
      )}
    </StateBox>
  )
}

function scopeOf(screen: RollUpScreenProps['screen'], query: URLSearchParams): Scope {
  const read = (key: string): string | undefined => query.get(key)?.trim() || undefined
  const subject = screen === 'people' ? { user: read('user'), ut: read('ut') } : { ip: read('ip') }
  if (screen === 'people' && read('user') === undefined) {
    return { screen, subject: {}, period: periodOf(query) }
  }
  return { screen, subject, period: periodOf(query) }
}
