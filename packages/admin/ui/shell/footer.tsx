/** The end of the page: that looking is recorded as well, and which version this is. */
import { boot } from '../core/boot.ts'
import { t } from '../core/i18n.ts'

export function Footer() {
  return (
    <footer class="foot">
      <p>{t('shell.looking')}</p>
      <p>{t('shell.version', { version: boot.version })}</p>
    </footer>
  )
}
