/**
 * How does an application send an export so that the log knows what left?
 *
 * In one call: rows in, a file out, an event with what really left. The event comes last, because
 * only then it is known; what the application would have to correct is said before the first byte.
 */
import { AuditError, attachment, exportContentType, primedSource } from '@rastro/core'
import type {
  Catalog,
  Clock,
  ExportResponse,
  Logger,
  RecordFunction,
  RecordOptions,
  RowSource,
  SentExport,
} from '@rastro/core'
import { describeFailure } from '../failure/describe-failure.ts'
import { checkExportOptions } from './export-options.ts'
import type { ExportOptions } from './export-options.ts'
import { columnsWriter } from './row-columns.ts'
import { rowSource } from './row-source.ts'
import type { ExportRows } from './row-source.ts'
import { sendExport } from './send-export.ts'

/** Express's response, of either version. */
export interface HostResponse extends ExportResponse {
  setHeader(name: string, value: string): unknown
}

/** What became of an export. */
export interface ExportReport extends SentExport {
  /** The event's id; undefined where the policy records none, or it could not be recorded. */
  readonly event: string | undefined
}

/** Sends rows as a file, and records what left. */
export type ExportFunction = <Row>(
  response: HostResponse,
  rows: ExportRows<Row>,
  options: ExportOptions<Row>,
) => Promise<ExportReport>

/** What `createExport` works with. */
export interface ExportParts {
  readonly record: RecordFunction
  readonly catalog: Catalog
  readonly clock: Clock
  readonly log: Logger
}

/**
 * Makes `audit.export`.
 *
 * Nothing was sent where it rejects: options that are wrong, an unknown type, details that the type
 * does not take, a response that somebody has begun (`AUDIT_RESPONSE_STARTED`), or the rows' own
 * error before the first of them. After that it resolves with what became of it.
 */
export function createExport({ record, catalog, clock, log }: ExportParts): ExportFunction {
  async function report(
    options: ExportOptions<never>,
    sent: SentExport,
  ): Promise<string | undefined> {
    try {
      return await record(options.type, eventOf(options, { sent, catalog }))
    } catch (error) {
      // The file has left: whoever sent it cannot take it back.
      log.warn(`audit: an export was not recorded (${options.type}): ${describeFailure(error)}`)
      return undefined
    }
  }

  async function begin<Row>(
    rows: ExportRows<Row>,
    options: ExportOptions<Row>,
  ): Promise<RowSource<Row>> {
    try {
      return await primedSource(rowSource(rows))
    } catch (error) {
      await report(options, { rows: 0, bytes: 0, result: 'failed', reason: 'rows-failed' })
      throw error
    }
  }

  return async (response, rows, options) => {
    checkExportOptions(options)
    const none: SentExport = { rows: 0, bytes: 0, result: 'failed', reason: 'response-taken' }
    // Asked before anything leaves: an event that its type does not take would be none.
    catalog.checkDetails(options.type, eventOf(options, { sent: none, catalog }).details)
    if (response.headersSent) {
      await rowSource(rows).close()
      await report(options, none)
      throw new AuditError(
        'AUDIT_RESPONSE_STARTED',
        'audit.export needs a response of which nothing was sent yet',
      )
    }
    const source = await begin(rows, options)
    const { format = 'csv' } = options
    for (const [name, value] of Object.entries(headersOf(options, clock.now()))) {
      response.setHeader(name, value)
    }
    const writer = columnsWriter(options.columns, format)
    const { stallMs } = options
    const sent = await sendExport(response, {
      source,
      writer,
      ...(stallMs === undefined ? {} : { stallMs }),
    })
    if (sent.result === 'failed') {
      log.warn(`audit: an export broke off (${options.type}): ${describeFailure(sent.error)}`)
    }
    return { ...sent, event: await report(options, sent) }
  }
}

function headersOf(
  { type, format = 'csv', filename }: ExportOptions<never>,
  now: Date,
): Readonly<Record<string, string>> {
  const name = filename ?? `${type.replace(/\.exported$/, '')}-${now.toISOString().slice(0, 10)}`
  const hasEnding = /\.[A-Za-z0-9]{1,8}$/.test(name)
  return {
    'Content-Type': exportContentType(format),
    'Content-Disposition': attachment(hasEnding ? name : `${name}.${format}`),
    'Cache-Control': 'no-store, no-transform',
    'X-Content-Type-Options': 'nosniff',
  }
}

function eventOf(
  options: ExportOptions<never>,
  { sent, catalog }: { readonly sent: SentExport; readonly catalog: Catalog },
): RecordOptions {
  const { type, format = 'csv', filter, details, target, subject, reason } = options
  const { rows, bytes, result } = sent
  const known = { count: rows, bytes, format, result }
  return {
    ...(target === undefined ? {} : { target }),
    ...(subject === undefined ? {} : { subject }),
    ...(sent.result === 'failed' ? { outcome: 'failure' } : {}),
    ...reasonOf(reason, sent),
    details: {
      ...takenBy(catalog, type, known),
      ...(filter === undefined ? {} : { filter }),
      ...details,
    },
  }
}

/** Why somebody exported comes first: why it broke off stands beside it. */
function reasonOf(given: string | undefined, { reason }: SentExport): { reason?: string } {
  const both = [given, reason].filter((one) => one !== undefined)
  return both.length === 0 ? {} : { reason: both.join('; ') }
}

/** A catalog's type lists what its details are: what it does not list is left out, not refused. */
function takenBy(
  catalog: Catalog,
  type: string,
  known: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  const shape = catalog.types.get(type)?.details
  if (shape === undefined) return known
  return Object.fromEntries(Object.entries(known).filter(([key]) => Object.hasOwn(shape, key)))
}
