/**
 * What does an application say of a path's data, and is it said correctly?
 *
 * Shapes and their checks; where they are written is for the schema plugin and the plain
 * collection, what follows from them is in `mark-personal.ts` and in the guard.
 */
import { AuditError } from '../errors/audit-error.ts'
import { checkOptions, describeKind } from '../errors/options.ts'
import type { RecordReference, StoredRecord } from '../event/event.ts'
import type { MaskRule } from './mask.ts'

/** What an application says of the data at one path. */
export interface PathAnnotation {
  /** Data of a person: an administrator sees the last value at most. */
  readonly personal?: boolean
  /** About whom: the record itself, a path that holds the person's id, or a function. */
  readonly subject?: string | ((record: StoredRecord) => RecordReference | undefined)
  /** Health, faith and the like: an administrator sees not even the last value. */
  readonly sensitive?: boolean
  /** How it is masked: `usual`, `all` for `***`, or a function. */
  readonly mask?: MaskRule
  /** Its values never enter an event. */
  readonly secret?: boolean
  /** Its changes make no event. */
  readonly ignore?: boolean
}

/** Names of what can be said, for the check of what a caller passed. */
export const ANNOTATION_KEYS = [
  'personal',
  'subject',
  'sensitive',
  'mask',
  'secret',
  'ignore',
] as const

/**
 * Checks what is said of one path.
 *
 * @param whose - What to call it in an error; it names the path.
 * @throws {@link AuditError} `AUDIT_OPTION_UNKNOWN`, `AUDIT_ANNOTATION_INVALID`
 */
export function checkAnnotation(annotation: unknown, whose: string): PathAnnotation {
  checkOptions(whose, annotation, ANNOTATION_KEYS)
  const said = annotation as Readonly<Record<string, unknown>>
  for (const key of ['personal', 'sensitive', 'secret', 'ignore']) {
    const value = said[key]
    if (value === undefined || typeof value === 'boolean') continue
    throw invalid(whose, `has ${describeKind(value)} as '${key}', expected true or false`)
  }
  const { mask, subject } = said
  if (mask !== undefined && mask !== 'usual' && mask !== 'all' && typeof mask !== 'function') {
    throw invalid(whose, "has another 'mask' than 'usual', 'all' or a function")
  }
  if (subject !== undefined && !isTelling(subject)) {
    throw invalid(whose, "has another 'subject' than 'self', a path or a function")
  }
  const checked = said as PathAnnotation
  const isPersonal = checked.personal === true || checked.sensitive === true
  if (checked.personal === false && checked.sensitive === true) {
    throw invalid(whose, "is 'sensitive' and says that it is not 'personal'")
  }
  for (const key of ['mask', 'subject'] as const) {
    if (checked[key] !== undefined && !isPersonal) {
      throw invalid(whose, `has '${key}', which needs 'personal: true' beside it`)
    }
  }
  if (checked.ignore === true && (isPersonal || checked.secret === true)) {
    // One makes no event, the other says what its events hold.
    throw invalid(whose, `has 'ignore' beside '${isPersonal ? 'personal' : 'secret'}'`)
  }
  return checked
}

function isTelling(value: unknown): boolean {
  return typeof value === 'function' || (typeof value === 'string' && value.trim() !== '')
}

function invalid(whose: string, what: string): AuditError {
  return new AuditError('AUDIT_ANNOTATION_INVALID', `${whose} ${what}`)
}
