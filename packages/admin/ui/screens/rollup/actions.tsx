/** What was done: equal events in one line each. */
import { useState } from 'preact/hooks'
import { formatStamp } from '../../core/format.ts'
import { t } from '../../core/i18n.ts'
import { EventMarks, OperationPill } from '../../event/operation-pill.tsx'
import type { ContentProps } from './content-props.ts'
import { Rest } from './rest.tsx'
import { eventUrl, eventsUrl } from './rollup-links.ts'

/** So many at first: the rest is there on demand. */
const SHOWN = 12

export function Actions({ data, scope }: ContentProps) {
  const { actions, more } = data
  const [isWhole, setWhole] = useState(false)
  if (actions.length === 0) return null
  const lines = isWhole ? actions : actions.slice(0, SHOWN)
  return (
    <section aria-labelledby="rollup-actions">
      <h2 id="rollup-actions">{t('rollup.actions')}</h2>
      <ul class="sheet acts">
        {lines.map(({ type, place, operation, outcome, n, last, event, sentence }) => (
          <li key={`${type} ${place} ${operation} ${outcome}`}>
            <span class="act-what">
              <OperationPill operation={operation} />
              <EventMarks outcome={outcome} severity="" />
            </span>
            <span dir="auto" class="act-text">
              {sentence}
            </span>
            <a class="act-n" href={eventsUrl(scope, { type, place, op: operation, res: outcome })}>
              {t('events.count', { n })}
            </a>
            <a
              class="act-at"
              href={eventUrl(event)}
              aria-label={t('rollup.lastOf', { at: formatStamp(last) })}
            >
              {formatStamp(last)}
            </a>
          </li>
        ))}
      </ul>
      <Rest
        hidden={actions.length - lines.length}
        more={more.actions}
        onShow={() => setWhole(true)}
      />
    </section>
  )
}
