/** Which formats are there, and what does a response say that it is? */
import type { ExportFormat } from '../ports/export.ts'

const CONTENT_TYPES: Readonly<Record<ExportFormat, string>> = {
  csv: 'text/csv; charset=utf-8',
  json: 'application/json; charset=utf-8',
  ndjson: 'application/x-ndjson; charset=utf-8',
}

/** Every format, the one for spreadsheets first. */
export const EXPORT_FORMATS = ['csv', 'json', 'ndjson'] as const satisfies readonly ExportFormat[]

/** The value of a `Content-Type` header. */
export function exportContentType(format: ExportFormat): string {
  return CONTENT_TYPES[format]
}
