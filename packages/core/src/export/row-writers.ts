/**
 * How do rows become the text of a file?
 *
 * Each writer is used once, from head to tail. What a row's cells and objects are is the caller's.
 */
import type { RowWriter } from '../ports/export.ts'
import { csvCell } from './csv-cell.ts'

/** Excel reads a file as UTF-8 only where it begins with this. */
const BYTE_ORDER_MARK = '\uFEFF'
const LINE_END = '\r\n'

/** One column of a CSV file. */
export interface CsvColumn<Row> {
  readonly label: string
  /** The cell as it stands in the file: what `csvCell` or `csvNumber` gave. */
  readonly cell: (row: Row) => string
}

/**
 * Writes CSV: RFC 4180, comma, CR LF, a line with the labels first.
 *
 * A broken file has no line that says so, since a spreadsheet would show it as one more row: its
 * sender breaks the connection off.
 *
 * @param options.isForSpreadsheets - Begins with a byte order mark, without which Excel shows
 * accents as two letters.
 */
export function csvWriter<Row>(
  columns: readonly CsvColumn<Row>[],
  { isForSpreadsheets = false }: { readonly isForSpreadsheets?: boolean } = {},
): RowWriter<Row> {
  const [first = () => '', ...others] = columns.map(({ cell }) => cell)
  return {
    head: () =>
      (isForSpreadsheets ? BYTE_ORDER_MARK : '') +
      columns.map(({ label }) => csvCell(label)).join(',') +
      LINE_END,
    rows(rows) {
      let text = ''
      for (const row of rows) {
        let line = first(row)
        for (const cell of others) line += `,${cell(row)}`
        // An empty line would be no row at all.
        text += (line === '' ? '""' : line) + LINE_END
      }
      return text
    },
    tail: () => '',
    broken: () => '',
  }
}

/** Writes one JSON array, an element per line. A broken one is not closed, so that no parser takes it. */
export function jsonWriter<Row>(json: (row: Row) => string): RowWriter<Row> {
  let before = '\n'
  return {
    head: () => '[',
    rows(rows) {
      let text = ''
      for (const row of rows) {
        text += before + json(row)
        before = ',\n'
      }
      return text
    },
    tail: () => (before === '\n' ? ']\n' : '\n]\n'),
    broken: (code) => `${before}${endLine({ complete: false, error: { code, message: MISSING } })}`,
  }
}

/**
 * Writes one JSON object per line.
 *
 * @param options.end - What the last line of a whole file says, beside that it is whole; without
 * it, a whole file has no such line.
 */
export function ndjsonWriter<Row>(
  json: (row: Row) => string,
  { end }: { readonly end?: Readonly<Record<string, unknown>> } = {},
): RowWriter<Row> {
  let count = 0
  return {
    head: () => '',
    rows(rows) {
      let text = ''
      for (const row of rows) text += `${json(row)}\n`
      count += rows.length
      return text
    },
    tail: () => (end === undefined ? '' : endLine({ complete: true, rows: count, ...end })),
    broken: (code) => endLine({ complete: false, rows: count, error: { code, message: MISSING } }),
  }
}

const MISSING = 'the export failed here: what should follow is missing'

function endLine(says: Readonly<Record<string, unknown>>): string {
  return `${JSON.stringify({ export: says })}\n`
}
