/** How is an object of exactly these properties written in JSON Schema? */
import type { JsonValue } from '@rastro/core'

type Schema = { readonly [key: string]: JsonValue }

export function object(
  properties: Readonly<Record<string, Schema>>,
  required: readonly string[] = [],
): Schema {
  return {
    type: 'object',
    properties,
    ...(required.length === 0 ? {} : { required }),
    additionalProperties: false,
  }
}
