/**
 * How does a value look to whoever inspects all of it?
 *
 * Two runs of the same call are compared by these descriptions: classes, own keys in their order,
 * number types and the properties of errors are in them; what differs from run to run by its
 * nature (a generated id, the time, the name of a database) is replaced.
 */

const HOUR_MS = 3_600_000
const MAX_DEPTH = 14

/** Classes of which only the name is of interest: they hold connections, not results. */
const OPAQUE = [
  'MongoClient',
  'ClientSession',
  'Collection',
  'NativeCollection',
  'NativeConnection',
  'Db',
  'Topology',
  'Mongoose',
  'Schema',
]

/** What makes descriptions of two runs comparable. */
export interface Descriptions {
  of(value: unknown): unknown
}

/** @param dbName - Replaced in texts. */
export function createDescriptions(dbName: string): Descriptions {
  const ids = new Map<string, string>()
  const madeId = (hex: string): string => {
    if (!isRecent(Number.parseInt(hex.slice(0, 8), 16) * 1_000)) return hex
    const known = ids.get(hex) ?? `<made id ${ids.size + 1}>`
    ids.set(hex, known)
    return known
  }
  const text = (given: string): string =>
    given
      .replaceAll(dbName, '<db>')
      .replaceAll(/txnNumber: \d+/g, 'txnNumber: <n>')
      .replaceAll(/\b[0-9a-f]{24}\b/g, (hex) => madeId(hex))

  function describe(value: unknown, path: readonly object[]): unknown {
    if (typeof value === 'string') return text(value)
    if (typeof value === 'number') return Object.is(value, -0) ? '<-0>' : String(value)
    if (typeof value === 'bigint') return `${value}n`
    if (typeof value === 'function') return `<function ${value.name}>`
    if (typeof value === 'symbol') return value.toString()
    if (value === undefined) return '<undefined>'
    if (typeof value !== 'object' || value === null) return value
    if (path.includes(value)) return '<circle>'
    if (path.length > MAX_DEPTH) return '<deep>'
    const name = classOf(value)
    if (OPAQUE.includes(name)) return `<${name}>`
    return scalar(value, name) ?? container(value, name, [...path, value])
  }

  function scalar(value: object, name: string): unknown {
    if (value instanceof Date) return isRecent(value.getTime()) ? '<now>' : `Date ${+value}`
    if (value instanceof RegExp) return String(value)
    if (value instanceof Uint8Array) return `${name} ${Buffer.from(value).toString('hex')}`
    const type = (value as { _bsontype?: unknown })._bsontype
    if (type === 'ObjectId') return `ObjectId ${madeId(String(value))}`
    if (type === 'Timestamp') return describeTimestamp(value)
    if (type === 'Long') return `Long ${String(value)}`
    if (type === 'Double') return `Double ${String(value)}${Object.is(+value, -0) ? ' (-0)' : ''}`
    if (typeof type === 'string' && /^(?:Int32|Decimal128|MinKey|MaxKey)$/.test(type)) {
      return `${type} ${String(value)}`
    }
    return undefined
  }

  function container(value: object, name: string, path: readonly object[]): unknown {
    if (isDocument(value)) return describeDocument(value, name, path)
    if (value instanceof Map || value instanceof Set) {
      return { class: name, entries: [...value].map((entry) => describe(entry, path)) }
    }
    const items = Array.isArray(value)
      ? { items: Array.from(value, (item) => describe(item, path)) }
      : {}
    const keys = Reflect.ownKeys(value).filter((key) => isTelling(value, key))
    return {
      class: value instanceof Error ? classesOf(value) : name,
      keys: keys.map(String).join(' '),
      ...items,
      ...Object.fromEntries(keys.map((key) => [`.${String(key)}`, read(value, key, path)])),
      ...(value instanceof Error ? { message: text(value.message), name: value.name } : {}),
    }
  }

  function read(value: object, key: string | symbol, path: readonly object[]): unknown {
    // Times and hashes of the cluster, and how far it got: another every time.
    if (key === '$clusterTime' || key === 'signature' || key === 'electionId') return '<cluster>'
    const descriptor = Object.getOwnPropertyDescriptor(value, key)
    return descriptor !== undefined && 'value' in descriptor
      ? describe(descriptor.value, path)
      : '<accessor>'
  }

  function describeDocument(
    value: MongooseDocument,
    name: string,
    path: readonly object[],
  ): unknown {
    return {
      document: name,
      isNew: value.isNew,
      modified: value.modifiedPaths(),
      deleted: describe(value.$isDeleted?.(), path),
      session: value.$session() != null,
      stored: describe(value._doc, path),
    }
  }

  return { of: (value) => describe(value, []) }
}

interface MongooseDocument {
  readonly _doc: object
  readonly isNew: boolean
  modifiedPaths(): string[]
  $session(): unknown
  $isDeleted?(): unknown
}

function isDocument(value: object): value is MongooseDocument {
  return '$__' in value && '_doc' in value && 'modifiedPaths' in value
}

function isTelling(value: object, key: string | symbol): boolean {
  if (Array.isArray(value) && typeof key === 'string' && /^(?:\d+|length)$/.test(key)) return false
  // Where it was made differs; that it says so does not.
  return !(value instanceof Error && (key === 'stack' || key === 'message'))
}

function classOf(value: object): string {
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype === null) return '<null>'
  return (value as { constructor?: { name?: string } }).constructor?.name ?? '<none>'
}

function classesOf(value: object): string {
  const names: string[] = []
  for (
    let proto = Object.getPrototypeOf(value);
    proto !== null;
    proto = Object.getPrototypeOf(proto)
  )
    names.push(String(proto.constructor?.name))
  return names.join(' < ')
}

function describeTimestamp({ t = 0, i = 0 }: { t?: number; i?: number }): string {
  return isRecent(t * 1_000) ? '<time>' : `Timestamp ${t} ${i}`
}

function isRecent(ms: number): boolean {
  return Math.abs(Date.now() - ms) < HOUR_MS
}
