/** How sure is what is said of the past? */
import { Icon } from '../../components/icon.tsx'
import { t } from '../../core/i18n.ts'
import type { MessageKey } from '../../core/i18n.ts'
import { eventUrl } from '../../event/list-address.ts'
import { pathText } from '../../event/raw-value.ts'
import type { Certainty } from './past-types.ts'

const REASONS: Readonly<Record<string, MessageKey>> = {
  'history-begins-later': 'history.sureBeginsLater',
  'one-sided': 'history.sureOneSided',
  'not-checked': 'history.sureNotChecked',
  'derived-events': 'history.sureDerivedEvents',
  'not-captured': 'history.sureNotCaptured',
  intent: 'history.sureIntent',
  'left-out': 'history.sureLeftOut',
  'before-history': 'history.sureBefore',
}

const BECAUSE: Readonly<Record<string, MessageKey>> = {
  size: 'history.becauseSize',
  summary: 'history.becauseSummary',
  secret: 'history.becauseSecret',
  erased: 'history.becauseErased',
  ignored: 'history.becauseIgnored',
  intent: 'history.becauseIntent',
  'not-captured': 'history.becauseNotCaptured',
  'before-history': 'history.becauseBefore',
}

const MAX_PATHS = 20

export function CertaintyNote({ answer }: { readonly answer: Certainty }) {
  const { status, reason, missing, breaks } = answer
  const key = reason === undefined ? undefined : REASONS[reason]
  const isIncomplete = status === 'incomplete'
  return (
    <div class={`certainty ${isIncomplete ? 'bad' : status}`}>
      <p>
        <Icon name={isIncomplete ? 'alert' : 'check'} />
        <span>
          <strong>{t(HEADS[status])}</strong>{' '}
          {t(status === 'exact' ? 'history.sureExact' : (key ?? 'history.sureNotChecked'))}
        </span>
      </p>
      {missing.length === 0 ? null : (
        <ul>
          {missing.slice(0, MAX_PATHS).map(({ path, because, event }) => (
            <li key={`${because} ${pathText(path)}`}>
              {path.length === 0 ? (
                t('history.wholeRecord')
              ) : (
                <code>
                  <bdi>{pathText(path)}</bdi>
                </code>
              )}{' '}
              {t(BECAUSE[because] ?? 'history.becauseNotCaptured')}
              {event === undefined ? null : (
                <>
                  {' '}
                  <a href={eventUrl(event)}>{t('history.firstSeen')}</a>
                </>
              )}
            </li>
          ))}
        </ul>
      )}
      {breaks.length === 0 ? null : (
        <p>
          <span>
            {t('history.breaks', { n: breaks.length })}{' '}
            {[...new Set(breaks.map(({ event }) => event))].slice(0, 5).map((event) => (
              <a key={event} class="listed" href={eventUrl(event)}>
                {event}
              </a>
            ))}
          </span>
        </p>
      )}
    </div>
  )
}

const HEADS = {
  exact: 'history.statusExact',
  derived: 'history.statusDerived',
  incomplete: 'history.statusIncomplete',
} as const
