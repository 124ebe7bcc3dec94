/** How does an application say that somebody looked at a person's data, and for what? */
import { AuditError, checkOptions } from '@rastro/core'
import type { RecordFunction, RecordReference, Target } from '@rastro/core'

/** One look at a person's data, in the application itself. */
export interface LookedOptions {
  readonly subject: RecordReference
  /** What it was for, in words that the person understands; at most 200 characters. */
  readonly purpose: string
  /** The record that was looked at, if it is another. */
  readonly target?: Target
}

/** Records a look: the person is told of it, with its purpose. */
export type LookedFunction = (look: LookedOptions) => Promise<string | undefined>

const MAX_PURPOSE = 200

/** Makes the function. */
export function createLooked(record: RecordFunction): LookedFunction {
  return async (look) => {
    checkOptions('audit.looked', look, ['subject', 'purpose', 'target'])
    const { subject, purpose, target } = look
    if (typeof purpose !== 'string' || purpose.trim() === '' || purpose.length > MAX_PURPOSE) {
      throw invalid('purpose', `must be a text of 1 to ${MAX_PURPOSE} characters`)
    }
    if (subject === undefined) throw invalid('subject', 'must be { type, id }')
    return record('audit.person.viewed', {
      subject,
      ...(target === undefined ? {} : { target }),
      details: { door: 'application', purpose: purpose.trim() },
    })
  }
}

function invalid(field: string, why: string): AuditError {
  return new AuditError('AUDIT_OPTION_INVALID', `audit.looked: option '${field}' ${why}`, { field })
}
