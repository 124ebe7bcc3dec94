/** The few numbers that come first. */
import { formatNumber } from '../../core/format.ts'
import { t } from '../../core/i18n.ts'
import type { ContentProps } from './content-props.ts'
import { eventsUrl } from './rollup-links.ts'
import { failedSignIns } from './status.tsx'

export function Stats({ data, scope }: ContentProps) {
  const { covered, outcomes, signIns, exports } = data
  const failed = outcomes.failure + outcomes.denied
  const anybody = scope.screen === 'people' ? { ...scope, subject: {} } : scope
  return (
    <dl class="sheet stats">
      <Stat
        name={t('rollup.events')}
        n={covered.n}
        href={eventsUrl(scope)}
        capped={covered.capped}
      />
      <Stat
        name={t('rollup.failed')}
        n={failed}
        href={eventsUrl(scope, { res: 'failure,denied' })}
        note={outcomes.denied === 0 ? undefined : t('rollup.ofThemDenied', { n: outcomes.denied })}
      />
      <Stat
        name={t('rollup.signIns')}
        n={signIns.succeeded}
        href={eventsUrl(scope, { op: 'login', res: 'success' })}
      />
      <Stat
        name={t('rollup.failedSignIns')}
        n={signIns.failed}
        href={eventsUrl(anybody, failedSignIns())}
        note={
          signIns.failed > 0 && scope.screen === 'people' ? t('rollup.attemptsNote') : undefined
        }
      />
      <Stat
        name={t('rollup.exports')}
        n={exports.n}
        href={eventsUrl(scope, { cat: 'exports' })}
        note={exports.rows === 0 ? undefined : t('rollup.rows', { n: exports.rows })}
      />
    </dl>
  )
}

interface StatProps {
  readonly name: string
  readonly n: number
  readonly href: string
  readonly note?: string | undefined
  readonly capped?: boolean
}

function Stat({ name, n, href, note, capped = false }: StatProps) {
  const text = capped ? `${formatNumber(n)}+` : formatNumber(n)
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        {n === 0 ? (
          <span class="stat">{text}</span>
        ) : (
          <a class="stat" href={href}>
            {text}
          </a>
        )}
        {note === undefined ? null : <span class="stat-note">{note}</span>}
      </dd>
    </div>
  )
}
