/**
 * Which distributed trace does a request belong to?
 */

// W3C Trace Context, section 3.2: version, trace id, parent id, flags; a version above 00 may
// append fields.
const TRACEPARENT = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}(-.*)?$/

/**
 * Returns the trace id of a `traceparent` header, or undefined if the header is not a valid one.
 *
 * @param header - The header's value; the caller bounds its length.
 * @see https://www.w3.org/TR/trace-context/#traceparent-header
 */
export function tryTraceId(header: string): string | undefined {
  const match = TRACEPARENT.exec(header)
  if (match === null) return undefined
  const [, version, traceId, parentId, more] = match
  if (version === 'ff' || (version === '00' && more !== undefined)) return undefined
  if (traceId === undefined || isAllZero(traceId) || isAllZero(parentId ?? '')) return undefined
  return traceId
}

function isAllZero(hex: string): boolean {
  return /^0+$/.test(hex)
}
