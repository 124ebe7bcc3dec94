/** How do the conformance tests build typed values with one version of the driver's classes? */
import type { ConformanceValues } from '@rastro/core/testing'

/** The classes, as `mongodb` and `mongoose.mongo` export them. */
export interface BsonClasses {
  readonly ObjectId: new (hex: string) => unknown
  readonly UUID: new (text: string) => unknown
  readonly Int32: new (value: number) => unknown
  readonly Double: new (value: number) => unknown
  readonly Long: { fromString(text: string): unknown }
  readonly Decimal128: { fromString(text: string): unknown }
}

export function valuesOf(classes: BsonClasses): ConformanceValues {
  return {
    objectId: (hex) => new classes.ObjectId(hex),
    uuid: (text) => new classes.UUID(text),
    int: (value) => new classes.Int32(value),
    long: (text) => classes.Long.fromString(text),
    double: (value) => new classes.Double(value),
    decimal: (text) => classes.Decimal128.fromString(text),
  }
}
