/**
 * What a case of the matrix works with: one twin, its records as every case finds them, and a
 * session of the kind the case is about.
 */
import type { Twin } from '../support/twins.ts'
import type { Call, Fields, TwinModels } from '../support/twin-models.ts'
import type { SessionKind } from '../support/session-kinds.ts'

export interface Scene extends TwinModels {
  readonly twin: Twin
  /** Values of the driver that the application uses. */
  readonly bson: BsonValues
  /** Options that carry the case's session, if any, beside those given. */
  options(more?: Fields): Fields
  readonly session: unknown
}

/** The classes of the twin's own driver. */
export interface BsonValues {
  readonly ObjectId: new (hex?: string) => unknown
  readonly Long: { fromString(text: string): unknown }
  readonly Decimal128: { fromString(text: string): unknown }
  readonly Double: new (value: number) => unknown
  readonly Int32: new (value: number) => unknown
  readonly Binary: new (bytes: Uint8Array) => unknown
  readonly Timestamp: new (value: { t: number; i: number }) => unknown
  readonly UUID: new (text: string) => unknown
}

/** How well the events must tell: what they may at worst be. */
export type Fidelity = 'exact' | 'exact or none' | 'derived' | 'net' | 'intent' | 'none'

export interface MatrixCase {
  readonly name: string
  readonly session: SessionKind
  readonly fidelity: Fidelity
  act(scene: Scene): Promise<unknown>
}

export const IDS = [1, 2, 3].map((n) => `65000000000000000000000${n}`)

/** Three records as they are before every case. */
export function startingRecords(bson: BsonValues): Fields[] {
  return IDS.map((hex, index) => {
    const key = index + 1
    return {
      _id: new bson.ObjectId(hex),
      key,
      kind: 'sample',
      title: `Title ${key}`,
      n: key,
      f: new bson.Double(key),
      long: bson.Long.fromString('9007199254740993'),
      price: bson.Decimal128.fromString('1.10'),
      bits: 5,
      when: new Date('2020-02-02T02:02:02Z'),
      tags: ['b', 'a', 'c'],
      list: [
        { k: 1, v: 10 },
        { k: 2, v: 20 },
        { k: 3, v: 30 },
      ],
      nested: { deep: { x: key } },
      bytes: new bson.Binary(Buffer.from([1, 2, 3])),
      u: `u${key}`,
      __v: 0,
    }
  })
}

export function idOf(scene: Scene, n: number): unknown {
  return new scene.bson.ObjectId(IDS[n - 1])
}

/** A method of the model or of its collection by name, bound to it. */
export function methodOf(owner: object, name: string): Call {
  return (owner as Record<string, Call>)[name]?.bind(owner) as Call
}
