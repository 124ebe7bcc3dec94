/** The event as the API gives it, folded. */
import { useState } from 'preact/hooks'
import { Button } from '../../components/button.tsx'
import { copyText } from '../../core/announce.ts'
import { t } from '../../core/i18n.ts'
import type { OpenedEvent } from '../../event/event-types.ts'

export function RawJson({ event }: { readonly event: OpenedEvent }) {
  const [isOpen, setOpen] = useState(false)
  // What the page adds for itself is no part of the event.
  const { around: _around, partial: _partial, links: _links, ...rest } = event
  return (
    <details class="part raw" onToggle={(toggled) => setOpen(toggled.currentTarget.open)}>
      <summary>{t('event.raw')}</summary>
      {isOpen ? (
        <div class="raw-in">
          <Button
            kind="quiet"
            icon="copy"
            onClick={() => void copyText(JSON.stringify(rest, null, 2), t('shell.copied'))}
          >
            {t('event.copyJson')}
          </Button>
          <pre class="raw-text" tabIndex={0} role="region" aria-label={t('event.raw')}>
            {JSON.stringify(rest, null, 2)}
          </pre>
        </div>
      ) : null}
    </details>
  )
}
