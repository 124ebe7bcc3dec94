/**
 * What stands for a 64-bit integer where the driver's class is not at hand?
 *
 * What the suite and the driver look at in one: its mark and its halves. A bigint would be no JSON,
 * and the driver gives none where it reads an event.
 */
class ReadLong {
  declare readonly _bsontype: 'Long'
  readonly low: number
  readonly high: number
  readonly unsigned = false

  constructor(value: bigint) {
    this.low = Number(BigInt.asIntN(32, value))
    this.high = Number(BigInt.asIntN(32, value >> 32n))
  }

  toBigInt(): bigint {
    return (BigInt(this.high) << 32n) | BigInt(this.low >>> 0)
  }

  toString(): string {
    return this.toBigInt().toString()
  }
}

// On the prototype: what a record brings can only own it.
Object.defineProperty(ReadLong.prototype, '_bsontype', { value: 'Long' })

/** Makes one. */
export function readLong(value: bigint): unknown {
  return new ReadLong(value)
}
