/** An export is recorded first: what was not recorded does not leave. */
import { audit } from '../audit.js'
import { toCsv } from './csv.js'

/**
 * Records an export and sends it as a file.
 *
 * @param {{ place: string, filter?: object, columns: readonly string[], records: readonly object[] }} what
 */
export async function sendExport(res, { place, filter = {}, columns, records }) {
  const csv = toCsv(columns, records)
  await audit.exported(place, {
    count: records.length,
    filter,
    format: 'csv',
    bytes: Buffer.byteLength(csv),
  })
  res.attachment(`${place}.csv`).type('text/csv').send(csv)
}
