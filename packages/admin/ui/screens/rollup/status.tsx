/** Why does it look suspicious? Each reason in words, with the events behind it. */
import { Icon } from '../../components/icon.tsx'
import { formatStamp } from '../../core/format.ts'
import { t } from '../../core/i18n.ts'
import type { MessageKey } from '../../core/i18n.ts'
import { labelOf, meta } from '../../core/meta.ts'
import type { ContentProps } from './content-props.ts'
import { eventsUrl, one, subjectUrl } from './rollup-links.ts'
import type { Query, Scope } from './rollup-links.ts'
import type { Person, Suspicion, SuspicionReason } from './rollup-types.ts'

/** Within which the server looks for a crowd of failures. */
const WINDOW_MS = 15 * 60_000

const REASONS = {
  blocked: ['rollup.reasonBlocked', { op: 'block' }],
  'failed-sign-ins': ['rollup.reasonFailed', failedSignIns()],
  'many-accounts': ['rollup.reasonAccounts', failedSignIns()],
  'signed-in-after-failures': ['rollup.reasonAfter', { op: 'login,login-failed' }],
  denied: ['rollup.reasonDenied', { res: 'denied' }],
} as const satisfies Record<SuspicionReason, readonly [MessageKey, Query]>

/** Failed tries are recorded under either operation. */
export function failedSignIns(): Query {
  return { op: 'login,login-failed', res: 'failure,denied' }
}

export function Status({ data, scope }: ContentProps) {
  const { reasons } = data.status
  if (reasons.length === 0) return null
  return (
    <section class="notice bad" aria-label={t('rollup.suspicious')}>
      <Icon name="alert" />
      <ul>
        {reasons.map((reason) => (
          <li key={reason.reason}>
            <a href={reasonUrl(reason, scope)}>{t(REASONS[reason.reason][0], { n: reason.n })}</a>{' '}
            <span class="reason-at">{formatStamp(reason.at)}</span>
          </li>
        ))}
      </ul>
    </section>
  )
}

function reasonUrl({ reason, at }: Suspicion, scope: Scope): string {
  const end = new Date(at).getTime()
  const period = { from: new Date(end - WINDOW_MS).toISOString(), to: at }
  // Whoever fails to sign in is nobody yet: by the person they are not found.
  const subject = scope.screen === 'people' && reason !== 'denied' ? {} : scope.subject
  return eventsUrl({ ...scope, subject, period }, REASONS[reason][1])
}

/** Several people may have one name. */
export function Namesakes({ data, scope }: ContentProps) {
  if (scope.screen !== 'people' || data.people.length < 2) return null
  return (
    <section class="notice" aria-label={t('rollup.namesakes', { n: data.people.length })}>
      <Icon name="user" />
      <div>
        <p>{t('rollup.namesakes', { n: data.people.length + data.more.people })}</p>
        <ul class="namesakes">
          {data.people.map((person) => (
            <li key={`${person.type} ${person.id ?? person.email ?? person.name ?? ''}`}>
              <a href={subjectUrl(scope, 'people', personQuery(person))}>{personText(person)}</a>
            </li>
          ))}
        </ul>
      </div>
    </section>
  )
}

export function personText({ name, email, id, type }: Person): string {
  const known = name ?? email ?? id
  const label = labelOf(meta.get()?.actorTypes, type)
  return known === undefined ? label : `${known} (${label})`
}

/** Somebody without a name is found by the type alone. */
export function personQuery({ type, id, email, name }: Person): Query {
  const known = id ?? email ?? name
  return { ut: one(type), ...(known === undefined ? {} : { user: one(known) }) }
}
