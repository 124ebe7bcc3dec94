/**
 * Is what `audit.record` was given something that can be recorded?
 *
 * A misspelt option would leave a gap that nobody sees until somebody looks for what it held.
 */
import { AuditError } from '../errors/audit-error.ts'
import { checkOptions, describeKind } from '../errors/options.ts'
import { checkSafety } from '../errors/safety-options.ts'
import type { RecordOptions } from './record.ts'

const RECORD_OPTIONS = [
  'target',
  'subject',
  'related',
  'details',
  'changes',
  'outcome',
  'reason',
  'severity',
  'actor',
  'account',
  'origin',
  'clientTime',
  'at',
  'tenant',
  'class',
  'ack',
] as const satisfies readonly (keyof RecordOptions)[]

const OUTCOMES = ['success', 'failure', 'denied']
const SEVERITIES = ['info', 'notice', 'warning', 'critical']

/**
 * @throws AuditError `AUDIT_EVENT_TYPE_UNKNOWN` without a type; `AUDIT_OPTION_UNKNOWN`,
 * `AUDIT_OPTION_INVALID`, naming the option.
 */
export function checkRecord(type: unknown, options: RecordOptions): void {
  if (typeof type !== 'string') {
    throw new AuditError(
      'AUDIT_EVENT_TYPE_UNKNOWN',
      `audit.record needs an event type such as 'tickets.exported', got ${describeKind(type)}`,
    )
  }
  checkOptions('audit.record', options, RECORD_OPTIONS)
  const { target, subject, related, details, changes, outcome, severity, reason, at } = options
  refuse('target', target === undefined || isReference(target), '{ type, id }')
  refuse('subject', subject === undefined || isReference(subject), '{ type, id }')
  refuse('related', isListOf(related, isReference), 'a list of { type, id }')
  refuse('details', details === undefined || isPlainObject(details), 'an object')
  refuse('changes', isListOf(changes, isPlainObject), 'a list of changes')
  refuse('outcome', outcome === undefined || OUTCOMES.includes(outcome), OUTCOMES.join(', '))
  refuse('severity', severity === undefined || SEVERITIES.includes(severity), SEVERITIES.join(', '))
  refuse('reason', reason === undefined || typeof reason === 'string', 'a text')
  checkSafety('audit.record', options)
  refuse('at', at === undefined || (at instanceof Date && !Number.isNaN(at.getTime())), 'a date')
}

function refuse(field: keyof RecordOptions, isFine: boolean, expected: string): void {
  if (isFine) return
  throw new AuditError(
    'AUDIT_OPTION_INVALID',
    `audit.record: option '${field}' must be ${expected}`,
    { field },
  )
}

function isReference(value: unknown): boolean {
  if (!isPlainObject(value)) return false
  const { type, id } = value
  return typeof type === 'string' && type !== '' && id !== undefined && id !== null
}

function isListOf(value: unknown, isOne: (element: unknown) => boolean): boolean {
  return value === undefined || (Array.isArray(value) && value.every(isOne))
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  return describeKind(value) === 'an object' && !(value instanceof Date)
}
