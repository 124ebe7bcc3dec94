/** How is a property's value written beside the instant at which it came? */
import { t } from '../../core/i18n.ts'
import { rawText } from '../../event/raw-value.ts'
import type { ValuePoint } from './past-types.ts'

/** The value, or why there is none to write. */
export function pointText(point: ValuePoint): string {
  if (point.kind === 'removed') return t('change.removed')
  if (point.kind === 'within') return t('history.within')
  return 'value' in point ? rawText(point.value) : t('history.hiddenValue')
}
