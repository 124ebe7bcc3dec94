/** Which files are there to choose from, and who writes each? */
import {
  AuditError,
  EXPORT_FORMATS,
  csvWriter,
  didYouMean,
  jsonWriter,
  ndjsonWriter,
} from '@rastro/core'
import type { ExportFormat, ReadEvent, RowWriter } from '@rastro/core'
import type { Wording } from '../answers/event-json.ts'
import { classicColumns, classicJson } from './classic-rows.ts'
import { FULL_COLUMNS } from './full-columns.ts'
import { recordedJson } from './recorded-json.ts'

/** `classic`: six columns for people; `full`: every recorded field, for programs. */
export const EXPORT_PRESETS = ['classic', 'full'] as const

/** One of `EXPORT_PRESETS`. */
export type ExportPreset = (typeof EXPORT_PRESETS)[number]

/** Which file somebody chose. */
export interface ExportChoice {
  readonly format: ExportFormat
  readonly preset: ExportPreset
}

/**
 * Reads `format` and `preset`. A spreadsheet is for people and JSON for programs, unless one says
 * otherwise.
 *
 * @throws AuditError `AUDIT_QUERY_INVALID` with the key.
 */
export function readChoice(own: ReadonlyMap<string, string>): ExportChoice {
  const format = oneOf(own, { key: 'format', known: EXPORT_FORMATS, usual: 'csv' })
  const usual = format === 'csv' ? 'classic' : 'full'
  return { format, preset: oneOf(own, { key: 'preset', known: EXPORT_PRESETS, usual }) }
}

/** Makes the writer of one file. `last`: what a last line says, in a format that has room for it. */
export function eventWriter(
  { format, preset }: ExportChoice,
  {
    wording,
    last,
  }: { readonly wording: Wording; readonly last: Readonly<Record<string, unknown>> },
): RowWriter<ReadEvent> {
  if (format === 'csv') {
    return preset === 'classic'
      ? csvWriter(classicColumns(wording), { isForSpreadsheets: true })
      : csvWriter(FULL_COLUMNS)
  }
  const json = preset === 'classic' ? classicJson : recordedJson
  return format === 'json' ? jsonWriter(json) : ndjsonWriter(json, { end: last })
}

function oneOf<T extends string>(
  own: ReadonlyMap<string, string>,
  { key, known, usual }: { readonly key: string; readonly known: readonly T[]; readonly usual: T },
): T {
  const given = own.get(key)
  if (given === undefined) return usual
  const found = known.find((one) => one === given)
  if (found !== undefined) return found
  throw new AuditError(
    'AUDIT_QUERY_INVALID',
    `${key}: there is no such ${key}: ${didYouMean(given, known)}`,
    { field: key },
  )
}
