/** Which keys do what? */
import { Dialog } from '../components/dialog.tsx'
import { Check } from '../components/field.tsx'
import { boot } from '../core/boot.ts'
import { t } from '../core/i18n.ts'
import type { MessageKey } from '../core/i18n.ts'
import { meta } from '../core/meta.ts'
import { setShortcuts, shortcuts } from '../core/preferences.ts'
import { useStore } from '../core/store.ts'

const KEYS: readonly (readonly [keys: readonly string[], does: MessageKey])[] = [
  [['↓', '↑', 'j', 'k'], 'help.rows'],
  [['PageDown', 'PageUp', 'Home', 'End'], 'help.jumps'],
  [['Enter'], 'help.open'],
  [['Space'], 'help.peek'],
  [['m'], 'help.menu'],
  [['Esc'], 'help.close'],
  [['[', ']'], 'help.neighbours'],
  [['/'], 'help.search'],
  [['f'], 'help.filters'],
  [['l'], 'help.live'],
  [['?'], 'help.help'],
]

export function HelpDialog({ onClose }: { readonly onClose: () => void }) {
  const isOn = useStore(shortcuts)
  const known = meta.get()
  return (
    <Dialog title={t('shell.help')} onClose={onClose}>
      <h3>{t('help.keys')}</h3>
      <dl class="keys">
        {KEYS.map(([keys, does]) => (
          <div key={does}>
            <dt>
              {keys.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{t(does)}</dd>
          </div>
        ))}
      </dl>
      <Check label={t('help.switch')} checked={isOn} onChange={setShortcuts} />
      <p class="muted">{t('shell.looking')}</p>
      <p class="muted">
        {t('shell.version', { version: boot.version })}
        {known === undefined ? '' : ` · ${known.zone}`}
      </p>
    </Dialog>
  )
}
