/**
 * How does a file of any length leave, no faster than its reader takes it?
 *
 * Rows are asked for when there is room for them, a batch at a time; when the reader goes, their
 * source is closed at once. What became of it is an answer and never an error: whoever asked for
 * the file records it, whatever it was.
 */
import { AuditError } from '@rastro/core'
import type { ExportResponse, OutgoingExport, RowSource, SendExport } from '@rastro/core'
import { createOutlet } from './outlet.ts'
import type { Outlet } from './outlet.ts'

/** Of text, in one write: large enough to be fast, small enough for counting what left. */
const CHUNK_CHARS = 64 * 1024
const FIRST_ROWS = 50
const DEFAULT_STALL_MS = 120_000

/** Writes a file to a response of Node, or of Express 4 and 5, whose headers were set. */
export const sendExport: SendExport = async (response, outgoing) => {
  const { source, writer, stallMs = DEFAULT_STALL_MS } = outgoing
  if (response.headersSent) {
    await closed(source)
    return { rows: 0, bytes: 0, result: 'failed', reason: 'response-taken' }
  }
  const outlet = createOutlet(response, stallMs)
  try {
    await outlet.put(writer.head(), 0)
    await putRows(outlet, outgoing)
    if (!outlet.isGone()) {
      await outlet.put(writer.tail(), 0)
      addTrailers(response)
      await outlet.end()
    }
    const isWhole = !outlet.isGone()
    return {
      ...outlet.left(),
      ...(isWhole ? { result: 'complete' } : { result: 'partial', reason: outlet.reason() }),
    }
  } catch (error) {
    await breakOff(outlet, writer.broken(codeOf(error)))
    // Not ended: a download that ends would look whole.
    response.destroy()
    return { ...outlet.left(), result: 'failed', reason: 'rows-failed', error }
  } finally {
    await closed(source)
    outlet.release()
  }
}

async function putRows<Row>(
  outlet: Outlet,
  { source, writer }: Pick<OutgoingExport<Row>, 'source' | 'writer'>,
): Promise<void> {
  let atOnce = FIRST_ROWS
  while (!outlet.isGone()) {
    const rows = await outlet.until(source.next())
    if (rows === undefined || rows.length === 0) return
    for (let first = 0; first < rows.length && !outlet.isGone();) {
      const some = rows.slice(first, first + atOnce)
      const text = writer.rows(some)
      await outlet.put(text, some.length)
      first += some.length
      atOnce = Math.max(1, Math.floor((CHUNK_CHARS * some.length) / (text.length + 1)))
    }
  }
}

/** Says in the file that the rest is missing, and waits until that has left. */
async function breakOff(outlet: Outlet, text: string | Uint8Array): Promise<void> {
  await outlet.put(text, 0)
  await outlet.flushed()
}

/** Who reads trailers need not look into the file to see that it is whole. */
function addTrailers(response: ExportResponse): void {
  try {
    response.addTrailers?.({ 'X-Audit-Export': 'complete' })
  } catch {
    // An answer that is not sent in chunks has none.
  }
}

function codeOf(error: unknown): string {
  return AuditError.is(error) ? error.code : 'AUDIT_INTERNAL'
}

async function closed(source: RowSource<unknown>): Promise<void> {
  try {
    await source.close()
  } catch {
    // It was given up; that it could not be closed either changes nothing for anybody.
  }
}
