/**
 * What is said around the values of a change?
 *
 * Every text is a whole message with slots; the words that stand beside a label are nouns or
 * invariable, because the gender of a label is not known.
 */
import type { FullLabels } from '../catalog/labels.ts'

/** One change by itself: in a table, a list, an e-mail. */
export const CHANGE_MESSAGES = {
  value: same('{label}: {value}'),
  changed: same('{label}: {before} → {after}'),
  added: same('{label}: — → {after}'),
  removed: same('{label}: {before} → —'),
} as const

/** The same inside a sentence, after its colon. */
export const IN_SENTENCE = {
  value: same('{label} ({value})'),
  changed: same('{label} {before} → {after}'),
  added: same('{label} — → {after}'),
  removed: same('{label} {before} → —'),
} as const

/** Labels for items that came to a list, went, or changed places, where it has none of its own. */
export const LIST_LABELS: Readonly<Record<'added' | 'removed' | 'moved', FullLabels>> = {
  added: {
    en: '{label}, added',
    'pt-BR': '{label}, inclusão',
    'pt-PT': '{label}, adição',
    ca: '{label}, addició',
    es: '{label}, adición',
  },
  removed: {
    en: '{label}, removed',
    'pt-BR': '{label}, remoção',
    'pt-PT': '{label}, remoção',
    ca: '{label}, eliminació',
    es: '{label}, eliminación',
  },
  moved: {
    en: '{label}, new order',
    'pt-BR': '{label}, nova ordem',
    'pt-PT': '{label}, nova ordem',
    ca: '{label}, ordre nou',
    es: '{label}, orden nuevo',
  },
}

/** In place of values that the event does not have. */
export const LEFT_OUT: Readonly<Record<'secret' | 'summary' | 'size' | 'erased', FullLabels>> = {
  secret: {
    en: 'not shown: secret',
    'pt-BR': 'não exibido: segredo',
    'pt-PT': 'não mostrado: segredo',
    ca: 'no es mostra: secret',
    es: 'no se muestra: secreto',
  },
  summary: {
    en: 'values not recorded',
    'pt-BR': 'valores não gravados',
    'pt-PT': 'valores não gravados',
    ca: 'valors no desats',
    es: 'valores no guardados',
  },
  size: {
    en: 'too large to be recorded',
    'pt-BR': 'grande demais para ser gravado',
    'pt-PT': 'demasiado grande para ser gravado',
    ca: 'massa gran per desar-se',
    es: 'demasiado grande para guardarse',
  },
  erased: {
    en: 'erased',
    'pt-BR': 'eliminado',
    'pt-PT': 'apagado',
    ca: 'suprimit',
    es: 'suprimido',
  },
}

/** A value that was stored as null. */
export const NO_VALUE: FullLabels = {
  en: '(no value)',
  'pt-BR': '(sem valor)',
  'pt-PT': '(sem valor)',
  ca: '(sense valor)',
  es: '(sin valor)',
}

/** A text, list or object with nothing in it. */
export const EMPTY: FullLabels = {
  en: '(empty)',
  'pt-BR': '(vazio)',
  'pt-PT': '(vazio)',
  ca: '(buit)',
  es: '(vacío)',
}

/** Around the sentence of an event that changed a record. */
export const WITH_CHANGES: FullLabels = {
  en: '{text}: {changes}{count, plural, none {} one { and # more change} other { and # more changes}}',
  'pt-BR':
    '{text}: {changes}{count, plural, none {} one { e mais # alteração} many { e mais # de alterações} other { e mais # alterações}}',
  'pt-PT':
    '{text}: {changes}{count, plural, none {} one { e mais # alteração} many { e mais # de alterações} other { e mais # alterações}}',
  ca: '{text}: {changes}{count, plural, none {} one { i # canvi més} many { i # de canvis més} other { i # canvis més}}',
  es: '{text}: {changes}{count, plural, none {} one { y # cambio más} many { y # de cambios más} other { y # cambios más}}',
}

/** Whether a place, or one of its operations, is recorded: *Audit Tickets: no → yes*. */
export const AUDIT_A_PLACE: FullLabels = {
  en: 'Audit {place}',
  'pt-BR': 'Auditar {place}',
  'pt-PT': 'Auditar {place}',
  ca: 'Auditar {place}',
  es: 'Auditar {place}',
}

export const AUDIT_AN_OPERATION: FullLabels = {
  en: 'Audit {place} › {operation}',
  'pt-BR': 'Auditar {place} › {operation}',
  'pt-PT': 'Auditar {place} › {operation}',
  ca: 'Auditar {place} › {operation}',
  es: 'Auditar {place} › {operation}',
}

function same(text: string): FullLabels {
  return { en: text, 'pt-BR': text, 'pt-PT': text, ca: text, es: text }
}
