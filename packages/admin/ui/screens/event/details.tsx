/** What is particular to this kind of event: an export's format, a group's count. */
import { eventsUrl } from '../../event/list-address.ts'
import { LinkButton } from '../../components/button.tsx'
import { t } from '../../core/i18n.ts'
import type { OpenedEvent } from '../../event/event-types.ts'
import { isTree, pathText, rawText } from '../../event/raw-value.ts'
import { FactList } from './fact-list.tsx'
import type { Fact } from './fact-list.tsx'

const MAX_FACTS = 100

interface DetailsProps {
  readonly event: OpenedEvent
}

export function Details({ event: { details, group, detailLabels = {} } }: DetailsProps) {
  const facts = details === undefined ? [] : factsOf(details, { path: [], labels: detailLabels })
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

interface Named {
  readonly path: readonly string[]
  readonly labels: Readonly<Record<string, string>>
}

function factsOf(value: unknown, { path, labels }: Named): readonly Fact[] {
  if (isTree(value)) {
    return Object.entries(value).flatMap(([name, inner]) =>
      factsOf(inner, { path: [...path, name], labels }),
    )
  }
  return [
    {
      name: nameOf({ path, labels }),
      value: (
        <code class="value">
          <bdi>{rawText(value)}</bdi>
        </code>
      ),
    },
  ]
}

/** In words as far as there are any: `Filter › Place`, `Number in each place › tickets`. */
function nameOf({ path, labels }: Named): string {
  const known = new Map(Object.entries(labels))
  if (!known.has(path[0] ?? '')) return pathText(path)
  const words = path.map((segment, at) => known.get(path.slice(0, at + 1).join('.')) ?? segment)
  return words.join(' › ')
}
