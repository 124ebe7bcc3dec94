/** What a list leaves out: what can be shown, and what was counted but not listed. */
import { Button } from '../../components/button.tsx'
import { t } from '../../core/i18n.ts'

export interface RestProps {
  readonly hidden: number
  readonly more: number
  readonly onShow: () => void
}

export function Rest({ hidden, more, onShow }: RestProps) {
  if (hidden > 0) {
    return (
      <Button kind="quiet" icon="chevron-down" onClick={onShow}>
        {t('rollup.showMore', { n: hidden })}
      </Button>
    )
  }
  return more === 0 ? null : <p class="muted">{t('rollup.notListed', { n: more })}</p>
}
