/** What does `audit.export` take? Checked before the first row is asked for. */
import { AuditError, EXPORT_FORMATS, checkOptions, describeKind, didYouMean } from '@rastro/core'
import type { ExportFormat, RecordOptions } from '@rastro/core'
import type { ExportColumn } from './row-columns.ts'

/** What leaves, how, and what the event says of it. */
export interface ExportOptions<Row> {
  /** The event's type, e.g. `clients.exported`. */
  readonly type: string
  /** What leaves of each row, in this order; nothing else does. */
  readonly columns: readonly ExportColumn<Row>[]
  /** Default `csv`. */
  readonly format?: ExportFormat
  /** The file's name; its ending is added where it has none. Default: from the type and the day. */
  readonly filename?: string
  /** What the rows were chosen by, as the person set it: it stands in the event. */
  readonly filter?: unknown
  /** Further details of the event, as its type has them. */
  readonly details?: Readonly<Record<string, unknown>>
  /** The record that was exported, e.g. a report. */
  readonly target?: RecordOptions['target']
  readonly subject?: RecordOptions['subject']
  readonly reason?: string
  /** How long a reader may take nothing, in milliseconds, at least 1. Default 120,000. */
  readonly stallMs?: number
}

const OPTIONS = [
  'type',
  'columns',
  'format',
  'filename',
  'filter',
  'details',
  'target',
  'subject',
  'reason',
  'stallMs',
]

/** @throws AuditError `AUDIT_OPTION_UNKNOWN`, `AUDIT_OPTION_INVALID` */
export function checkExportOptions(options: ExportOptions<never>): void {
  checkOptions('audit.export', options, OPTIONS)
  const { type, columns, format, filename, stallMs } = options
  if (typeof type !== 'string' || type === '') {
    throw invalid(
      'type',
      `needs the event's type, e.g. 'clients.exported', got ${describeKind(type)}`,
    )
  }
  if (!Array.isArray(columns) || columns.length === 0 || !columns.every(isColumn)) {
    throw invalid('columns', "must name what leaves of each row, e.g. ['name', 'email']")
  }
  if (format !== undefined && !(EXPORT_FORMATS as readonly unknown[]).includes(format)) {
    throw invalid('format', `must be a format: ${didYouMean(format, EXPORT_FORMATS)}`)
  }
  if (filename !== undefined && (typeof filename !== 'string' || filename === '')) {
    throw invalid('filename', `must be a text, got ${describeKind(filename)}`)
  }
  if (stallMs !== undefined && !(Number.isInteger(stallMs) && stallMs >= 1)) {
    throw invalid('stallMs', 'must be a whole number of milliseconds, at least 1')
  }
}

function isColumn(column: unknown): boolean {
  if (typeof column === 'string') return column !== ''
  if (typeof column !== 'object' || column === null) return false
  const { key, label, value } = column as Readonly<Record<string, unknown>>
  return (
    typeof key === 'string' &&
    key !== '' &&
    (label === undefined || typeof label === 'string') &&
    (value === undefined || typeof value === 'function')
  )
}

function invalid(field: string, message: string): AuditError {
  return new AuditError('AUDIT_OPTION_INVALID', `audit.export: option '${field}' ${message}`, {
    field,
  })
}
