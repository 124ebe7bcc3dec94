/** Which file? Exactly what is filtered, as it is said here before it begins. */
import { askedOf } from '../../../src/page/first-request.ts'
import { zone } from '../../core/format.ts'
import { Icon } from '../../components/icon.tsx'
import { pageUrl } from '../../core/boot.ts'
import { language, t } from '../../core/i18n.ts'
import type { EventCount } from '../../event/event-types.ts'
import { activeFilters } from './list-query.ts'

export interface ExportChoicesProps {
  readonly query: URLSearchParams
  readonly count: EventCount | undefined
  readonly close: () => void
}

const CHOICES = [
  { format: 'csv', preset: 'classic', name: 'events.csvClassic', text: 'events.csvClassicText' },
  { format: 'csv', preset: 'full', name: 'events.csvFull', text: 'events.csvFullText' },
  { format: 'json', preset: 'full', name: 'events.json', text: 'events.jsonText' },
  { format: 'ndjson', preset: 'full', name: 'events.ndjson', text: 'events.ndjsonText' },
] as const

export function ExportChoices({ query, count, close }: ExportChoicesProps) {
  const n = count?.n ?? 0
  const what =
    count === undefined
      ? 'events.exportAll'
      : count.exact
        ? 'events.exportCount'
        : 'events.exportCapped'
  return (
    <div class="exports">
      <p>
        {t(what, { n })} {activeFilters(query).length === 0 ? '' : t('events.exportFiltered')}
      </p>
      <ul class="menu-items">
        {CHOICES.map(({ format, preset, name, text }) => (
          <li key={name}>
            <a class="menu-item" href={exportUrl(query, format, preset)} download onClick={close}>
              <Icon name="download" />
              <span>
                {t(name)}
                <span class="second">{t(text)}</span>
              </span>
            </a>
          </li>
        ))}
      </ul>
    </div>
  )
}

function exportUrl(query: URLSearchParams, format: string, preset: string): string {
  const asked = askedOf(query)
  asked.set('format', format)
  if (format === 'csv') asked.set('preset', preset)
  asked.set('lang', language())
  asked.set('tz', zone())
  return pageUrl(`api/export?${asked.toString()}`)
}
