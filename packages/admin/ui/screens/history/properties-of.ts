/** Which properties does the history know, and what are they called? */
import type { Labelled } from '../../core/meta.ts'
import { language } from '../../core/i18n.ts'
import type { ChangeJson, FullEvent } from '../../event/event-types.ts'
import { isUnder, pathText } from '../../event/raw-value.ts'

/** By label; the one that is chosen is there even where no loaded event names it. */
export function propertiesOf(
  events: readonly FullEvent[],
  chosen: string | undefined,
): readonly Labelled[] {
  const labels = new Map<string, string>()
  if (chosen !== undefined) labels.set(chosen, chosen)
  for (const { changes = [] } of events) {
    for (const { path, label } of changes) {
      const text = pathText(path)
      if (text !== '_id') labels.set(text, label ?? text)
    }
  }
  const order = new Intl.Collator(language())
  return [...labels]
    .map(([value, label]) => ({ value, label }))
    .toSorted((a, b) => order.compare(a.label, b.label))
}

/** The changes that touch a property: itself, something above it, something below it. */
export function touching(changes: readonly ChangeJson[], prop: string): readonly ChangeJson[] {
  const wanted = pathOf(prop)
  return changes.filter(({ path }) => isUnder(path, wanted) || isUnder(wanted, path))
}

function pathOf(text: string): readonly string[] {
  if (!text.startsWith('/')) return text.split('.')
  const parts = text.slice(1).split('/')
  return parts.map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
}
