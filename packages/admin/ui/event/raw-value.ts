/**
 * How is a recorded value written out exactly?
 *
 * Values come as relaxed Extended JSON. What is written here is never in the reader's language: a
 * date is its instant, a number has a dot. Two values that differ are never written alike.
 */

type Json = Readonly<Record<string, unknown>>

/** A text that would read as something else stands in quotes. */
const READS_AS_OTHER = /^(?:null|true|false|undefined|[+-]?\d+(?:\.\d+)?(?:e[+-]?\d+)?|[[{"].*)$/is

/** The value as text: what is shown, copied and compared. */
export function rawText(value: unknown): string {
  if (typeof value === 'string') {
    const isClear = value !== '' && value.trim() === value && !READS_AS_OTHER.test(value)
    return isClear ? value : JSON.stringify(value)
  }
  const scalar = isObject(value) ? tryScalar(value) : undefined
  return scalar ?? JSON.stringify(value)
}

/** True for an object with properties of its own: neither a list nor a BSON scalar. */
export function isTree(value: unknown): value is Json {
  return isObject(value) && Object.keys(value).length > 0 && tryScalar(value) === undefined
}

/** True for values that Extended JSON writes as an object: ids, dates, decimals. */
export function isBsonScalar(value: unknown): boolean {
  return isObject(value) && tryScalar(value) !== undefined
}

/** Equal values have equal keys, in whatever order their properties come. */
export function valueKey(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(valueKey).join(',')}]`
  if (!isObject(value)) return JSON.stringify(value) ?? 'undefined'
  const parts = Object.keys(value)
    .toSorted()
    .map((name) => `${JSON.stringify(name)}:${valueKey(value[name])}`)
  return `{${parts.join(',')}}`
}

/** How a path is written: dots, or a pointer where a key has dots of its own. */
export function pathText(path: readonly string[]): string {
  const isPlain = path.every((part) => part !== '' && !/[./~]/.test(part))
  if (isPlain) return path.join('.')
  return path.map((part) => `/${part.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
}

/** True for the path itself and everything below it. */
export function isUnder(path: readonly string[], parent: readonly string[]): boolean {
  return path.length >= parent.length && parent.every((part, i) => path[i] === part)
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function tryScalar(value: Json): string | undefined {
  const names = Object.keys(value)
  const name = names[0]
  if (name === undefined || !name.startsWith('$')) return undefined
  const inner = value[name]
  if (name === '$timestamp' && isObject(inner)) {
    return `${String(inner['t'])}:${String(inner['i'])}`
  }
  if (name === '$date' && isObject(inner)) return String(inner['$numberLong'])
  if (names.length === 1 && typeof inner === 'string') return inner
  return JSON.stringify(value)
}
