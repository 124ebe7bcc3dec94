/** Are the words for a place's properties written correctly? Used for catalogs and schemas alike. */
import { AuditError } from '../errors/audit-error.ts'
import { checkOptions, describeKind } from '../errors/options.ts'
import { didYouMean } from '../errors/suggestion.ts'
import { checkLabels } from './check-labels.ts'
import { UNITS } from './property.ts'

/** What can be said of a property in words. */
export const PROPERTY_KEYS = ['label', 'added', 'removed', 'unit', 'values', 'ref']

/**
 * Checks what is said of one property.
 *
 * @param property - May come from plain JavaScript.
 * @param whose - What to call it in an error.
 * @throws {@link AuditError} `AUDIT_OPTION_UNKNOWN`, `AUDIT_OPTION_INVALID` or
 * `AUDIT_CATALOG_INVALID`, naming the property and the key.
 */
export function checkProperty(property: unknown, whose: string): void {
  checkOptions(whose, property, PROPERTY_KEYS)
  if (!isRecord(property)) throw invalid(whose, `must be an object, got ${describeKind(property)}`)
  for (const key of ['label', 'added', 'removed']) {
    if (property[key] !== undefined) checkLabels(property[key], `${whose}, '${key}'`)
  }
  if (property['unit'] !== undefined) checkUnit(property['unit'], whose)
  const { values, ref } = property
  if (values !== undefined) {
    if (!isRecord(values)) throw invalid(whose, `has ${describeKind(values)} as 'values'`)
    for (const [value, labels] of Object.entries(values)) {
      checkLabels(labels, `${whose}, 'values', '${value}'`)
    }
  }
  if (ref !== undefined && (typeof ref !== 'string' || ref === '')) {
    throw invalid(whose, `has ${describeKind(ref)} as 'ref', expected a model's name`)
  }
}

/** Checks the properties of one place. */
export function checkProperties(properties: unknown, whose: string): void {
  if (!isRecord(properties)) {
    throw invalid(whose, `has ${describeKind(properties)} as 'properties', expected an object`)
  }
  for (const [path, property] of Object.entries(properties)) {
    checkProperty(property, `${whose}, property '${path}'`)
  }
}

function checkUnit(unit: unknown, whose: string): void {
  if (typeof unit === 'string') {
    const known: readonly string[] = UNITS
    if (known.includes(unit)) return
    throw invalid(whose, `has no unit '${unit}': ${didYouMean(unit, known)}`)
  }
  if (!isRecord(unit)) throw invalid(whose, `has ${describeKind(unit)} as 'unit'`)
  if (unit['text'] !== undefined) {
    checkOptions(`${whose}, 'unit'`, unit, ['text'])
    checkLabels(unit['text'], `${whose}, 'unit'`)
    const wrong = Object.values(unit['text']).some((text) => text.split(VALUE).length !== 2)
    if (wrong) throw invalid(whose, `needs '${VALUE}' once in each text of its unit`)
    return
  }
  checkOptions(`${whose}, 'unit'`, unit, ['currency', 'minor'])
  const { currency, minor } = unit
  if (typeof currency !== 'string' || !/^[A-Z]{3}$/.test(currency)) {
    throw invalid(whose, `needs a currency of three capital letters in 'unit'`)
  }
  if (minor === undefined || typeof minor === 'boolean') return
  throw invalid(whose, `has ${describeKind(minor)} as 'minor', expected true or false`)
}

const VALUE = '{value}'

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function invalid(where: string, what: string): AuditError {
  return new AuditError('AUDIT_CATALOG_INVALID', `${where} ${what}`)
}
