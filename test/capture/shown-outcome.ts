/** What does the application see of a call, whichever of two collections it was made on? */
import { inspect } from 'node:util'

function shapeOf(value: unknown): unknown {
  if (!(value instanceof Error)) return inspect(value, { depth: 6 })
  const own = Object.entries(value)
    .filter(([key]) => !TIMES.has(key))
    .map(([key, one]) => [key, inspect(one, { depth: 6 })])
  const message = value.message.replaceAll('twins', 'things')
  const { errorResponse } = value as { errorResponse?: Record<string, unknown> }
  const response = Object.entries(errorResponse ?? {}).filter(([key]) => !TIMES.has(key))
  return JSON.parse(
    JSON.stringify([value.constructor.name, message, own, inspect(response)]).replaceAll(
      'twins',
      'things',
    ),
  )
}

const TIMES = new Set(['$clusterTime', 'operationTime', 'errorResponse'])

/** The result of a call or its error, properties included, in words that can be compared. */
export async function outcomeOf(write: () => Promise<unknown>): Promise<unknown> {
  return write().then(shapeOf, shapeOf)
}
