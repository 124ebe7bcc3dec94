/**
 * Can the rows be had at all?
 *
 * Asked before the first byte leaves: a query that is refused, or a database that is away, is then
 * answered as such, and not by a file that breaks off.
 */
import type { RowSource } from '../ports/export.ts'

/**
 * Returns the source with its first rows already there.
 *
 * @throws Whatever the source throws; it is closed then.
 */
export async function primedSource<Row>(source: RowSource<Row>): Promise<RowSource<Row>> {
  let first: readonly Row[] | undefined
  try {
    first = await source.next()
  } catch (error) {
    await source.close()
    throw error
  }
  const isEmpty = first.length === 0
  return {
    async next() {
      if (isEmpty) return []
      if (first === undefined) return source.next()
      const rows = first
      first = undefined
      return rows
    },
    close: () => source.close(),
  }
}
