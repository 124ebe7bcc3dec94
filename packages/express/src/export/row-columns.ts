/**
 * What of a row leaves, and how does it read in each format?
 *
 * Only the columns that were named: a record has more than its reader is to see.
 */
import { csvCell, csvNumber, csvWriter, idText, jsonWriter, ndjsonWriter } from '@rastro/core'
import type { ExportFormat, RowWriter } from '@rastro/core'

/** One column: a key of the row (a path where it has dots), or a key with what makes its value. */
export type ExportColumn<Row> =
  | string
  | {
      readonly key: string
      /** Heading in CSV. Default: the key. */
      readonly label?: string
      /** Default: what the row has under the key. */
      readonly value?: (row: Row) => unknown
    }

interface Column<Row> {
  readonly key: string
  readonly label: string
  readonly value: (row: Row) => unknown
}

/** Makes the writer of rows in a format. */
export function columnsWriter<Row>(
  given: readonly ExportColumn<Row>[],
  format: ExportFormat,
): RowWriter<Row> {
  const columns = given.map((one) => columnOf(one))
  if (format === 'csv') {
    const cells = columns.map(({ label, value }) => ({
      label,
      cell: (row: Row) => cellOf(value(row)),
    }))
    return csvWriter(cells, { isForSpreadsheets: true })
  }
  const json = (row: Row): string => {
    const object: Record<string, unknown> = {}
    for (const { key, value } of columns) setField(object, key, plain(value(row)) ?? null)
    return JSON.stringify(object)
  }
  return format === 'json' ? jsonWriter(json) : ndjsonWriter(json)
}

function columnOf<Row>(given: ExportColumn<Row>): Column<Row> {
  const { key, label, value } = typeof given === 'string' ? { key: given } : given
  return { key, label: label ?? key, value: value ?? ((row) => valueAt(row, key)) }
}

/** A key that the row has as it stands comes before the path that it spells. */
function valueAt(row: unknown, key: string): unknown {
  const own = fieldOf(row, key)
  if (own !== undefined || !key.includes('.')) return own
  return key.split('.').reduce(fieldOf, row)
}

function fieldOf(value: unknown, key: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined
  // Documents of Mongoose have their fields on the prototype; nothing has any on `Object`'s.
  return key in Object.prototype && !Object.hasOwn(value, key) ? undefined : Reflect.get(value, key)
}

function cellOf(value: unknown): string {
  const simple = plain(value)
  if (simple === undefined || simple === null) return ''
  if (typeof simple === 'number') return csvNumber(simple)
  return csvCell(typeof simple === 'string' ? simple : JSON.stringify(simple))
}

/** What JSON can say of a value; ids and decimals as their text. */
function plain(value: unknown): unknown {
  if (value === undefined || value === null) return undefined
  switch (typeof value) {
    case 'string':
    case 'boolean':
    case 'number':
      return value
    case 'bigint':
      return Number.isSafeInteger(Number(value)) ? Number(value) : String(value)
    case 'object':
      break
    default:
      return undefined
  }
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? undefined : value.toISOString()
  if (isBson(value)) return idText(value)
  const text = JSON.stringify(value, (_key, item: unknown) =>
    typeof item === 'bigint' ? String(item) : item,
  ) as string | undefined
  return text === undefined ? undefined : (JSON.parse(text) as unknown)
}

function isBson(value: object): boolean {
  const type: unknown = Reflect.get(value, '_bsontype')
  return typeof type === 'string'
}

/** A column may be called `__proto__`. */
function setField(object: Record<string, unknown>, key: string, value: unknown): void {
  Object.defineProperty(object, key, {
    value,
    enumerable: true,
    configurable: true,
    writable: true,
  })
}
