/** Is a text per language there, in English at least? */
import { AuditError } from '../errors/audit-error.ts'
import { checkOptions } from '../errors/options.ts'
import { LANGUAGES } from './labels.ts'

/** @throws {@link AuditError} `AUDIT_OPTION_UNKNOWN`, `AUDIT_CATALOG_INVALID` */
export function checkLabels(
  labels: unknown,
  where: string,
): asserts labels is Readonly<Record<string, string>> {
  checkOptions(where, labels, LANGUAGES)
  if (!isRecord(labels) || labels['en'] === undefined) throw invalid(where, 'has no English text')
  for (const [language, text] of Object.entries(labels)) {
    if (typeof text === 'string' && text.trim() !== '') continue
    throw invalid(where, `needs a text in '${language}'`)
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function invalid(where: string, what: string): AuditError {
  return new AuditError('AUDIT_CATALOG_INVALID', `${where} ${what}`)
}
