/**
 * How are an application's rows read, whatever holds them?
 *
 * A list, anything that can be iterated, a cursor of Mongoose or of the driver. Some rows at a
 * time, and none before there is room for them; what was opened for reading is closed in every end.
 */
import { AuditError, describeKind } from '@rastro/core'
import type { RowSource } from '@rastro/core'

/** What `audit.export` takes as rows. */
export type ExportRows<Row> = Iterable<Row> | AsyncIterable<Row>

/** So that a row of the usual size makes a chunk, and a slow source is not waited for too long. */
const ROWS = 100

/** @throws AuditError `AUDIT_OPTION_INVALID` for what cannot be iterated. */
export function rowSource<Row>(rows: ExportRows<Row>): RowSource<Row> {
  const iterator = iteratorOf(rows)
  let isOver = false
  let failure: { readonly error: unknown } | undefined

  async function readInto(some: Row[]): Promise<void> {
    while (!isOver && some.length < ROWS) {
      const step = iterator.next()
      const { done, value } = isPromise(step) ? await step : step
      if (done === true) isOver = true
      else some.push(value)
    }
  }

  return {
    async next() {
      if (failure !== undefined) throw failure.error
      const some: Row[] = []
      try {
        await readInto(some)
      } catch (error) {
        if (some.length === 0) throw error
        // What came before it leaves before it is said.
        failure = { error }
      }
      return some
    },
    close() {
      if (isOver) return
      isOver = true
      // A generator that waits ends when it next gets its turn; a cursor does not wait for that.
      ignore(() => iterator.return?.())
      ignore(() => closeOf(iterator)?.())
      ignore(() => closeOf(rows)?.())
    },
  }
}

type AnyIterator<Row> = {
  next(): IteratorResult<Row> | Promise<IteratorResult<Row>>
  return?(): unknown
}

function iteratorOf<Row>(rows: ExportRows<Row>): AnyIterator<Row> {
  if (typeof rows === 'object' && rows !== null) {
    if (Symbol.asyncIterator in rows) return rows[Symbol.asyncIterator]()
    if (Symbol.iterator in rows) return rows[Symbol.iterator]()
  }
  throw new AuditError(
    'AUDIT_OPTION_INVALID',
    `audit.export takes rows that can be iterated, got ${describeKind(rows)}`,
    { field: 'rows' },
  )
}

function closeOf(value: object): (() => unknown) | undefined {
  const close: unknown = Reflect.get(value, 'close')
  return typeof close === 'function' ? () => close.call(value) as unknown : undefined
}

/** It was given up: how its end fails is nobody's concern any more. */
function ignore(run: () => unknown): void {
  try {
    const result = run()
    if (isPromise(result)) result.then(undefined, () => undefined)
  } catch {
    // As above.
  }
}

function isPromise<T>(value: T | Promise<T>): value is Promise<T> {
  return typeof (value as { then?: unknown } | null | undefined)?.then === 'function'
}
