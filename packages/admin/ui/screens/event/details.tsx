/** What is particular to this kind of event: an export's format, a group's count. */
import { eventsUrl } from '../../event/list-address.ts'
import { LinkButton } from '../../components/button.tsx'
import { t } from '../../core/i18n.ts'
import type { OpenedEvent } from '../../event/event-types.ts'
import { isTree, pathText, rawText } from '../../event/raw-value.ts'
import { FactList } from './fact-list.tsx'
import type { Fact } from './fact-list.tsx'

const MAX_FACTS = 100

export function Details({ event: { details, group } }: { readonly event: OpenedEvent }) {
  const facts = details === undefined ? [] : factsOf(details, [])
  if (facts.length === 0 && group === undefined) return null
  return (
    <section class="part">
      <h2>{t('event.details')}</h2>
      {group === undefined ? null : (
        <p class="event-group">
          {t(group.index === undefined ? 'event.groupHead' : 'event.groupMember')}
          <LinkButton
            kind="quiet"
            icon="rows"
            href={eventsUrl(new URLSearchParams({ group: group.id }))}
          >
            {t('event.groupAll')}
          </LinkButton>
        </p>
      )}
      {facts.length === 0 ? null : <FactList facts={facts.slice(0, MAX_FACTS)} />}
    </section>
  )
}

function factsOf(value: unknown, path: readonly string[]): readonly Fact[] {
  if (isTree(value)) {
    return Object.entries(value).flatMap(([name, inner]) => factsOf(inner, [...path, name]))
  }
  return [
    {
      name: pathText(path),
      value: (
        <code class="value">
          <bdi>{rawText(value)}</bdi>
        </code>
      ),
    },
  ]
}
