/**
 * How do stored values travel through a JSON Patch library unharmed?
 *
 * The library clones through JSON and compares by keys, which breaks BSON values. So each value
 * that JSON does not have goes in as a token and comes out as itself; equal values get the same
 * token, so that `test` works. A token's only key holds a null byte, which no stored key can.
 */
import { AuditError } from '../errors/audit-error.ts'
import { fieldsOf, numberOf, setField } from '../values/bson-type.ts'
import { toJson } from '../values/json.ts'
import { isReference, kindOf } from '../values/kind.ts'
import { sameValue } from '../values/same-value.ts'

/** What is carried: only what JSON has. */
export type Carried = string | number | boolean | null | Carried[] | { [key: string]: Carried }

export interface JsonCarrier {
  /** @throws AuditError `AUDIT_PATCH_INVALID` for a key with a null byte. */
  readonly pack: (value: unknown) => Carried
  /** @throws AuditError `AUDIT_PATCH_INVALID` if something was put inside a packed value. */
  readonly unpack: (carried: Carried) => unknown
}

const TOKEN_KEY = '\0'

/** Creates a carrier: what one packs, only the same one can unpack. */
export function createJsonCarrier(): JsonCarrier {
  const values: unknown[] = []
  const numbersByText = new Map<string, number[]>()

  function tokenOf(value: unknown): Carried {
    // Only a first sieve: relaxed JSON reads the same for values of different types.
    const text = JSON.stringify(toJson(value))
    const candidates = numbersByText.get(text) ?? []
    let number = candidates.find((candidate) => sameValue(values[candidate], value))
    if (number === undefined) {
      number = values.push(value) - 1
      numbersByText.set(text, [...candidates, number])
    }
    return { [TOKEN_KEY]: number }
  }

  function pack(value: unknown): Carried {
    const kind = kindOf(value)
    switch (kind) {
      case 'string':
      case 'bool':
        return value as string | boolean
      case 'null':
      case 'nothing':
        return null
      case 'int':
        return numberOf(value)
      case 'double':
        // Where a plain number would be stored as the same double, and JSON has it.
        return Number.isFinite(numberOf(value)) && kindOf(numberOf(value)) === 'double'
          ? packedDouble(value)
          : tokenOf(value)
      case 'array':
        return Array.from(value as unknown[], pack)
      case 'object':
        return isReference(value) ? tokenOf(value) : packObject(value as object)
      default:
        return tokenOf(value)
    }
  }

  function packedDouble(value: unknown): Carried {
    return Object.is(numberOf(value), -0) ? tokenOf(value) : numberOf(value)
  }

  function packObject(value: object): Carried {
    const packed: Record<string, Carried> = {}
    for (const [key, item] of Object.entries(fieldsOf(value))) {
      if (key.includes(TOKEN_KEY)) refuse('a key with a null byte')
      setField(packed, key, pack(item))
    }
    return packed
  }

  function unpack(carried: Carried): unknown {
    if (Array.isArray(carried)) return carried.map(unpack)
    if (typeof carried !== 'object' || carried === null) return carried
    if (Object.hasOwn(carried, TOKEN_KEY)) {
      if (Object.keys(carried).length > 1) refuse('a path into a single value')
      return values[Number(carried[TOKEN_KEY])]
    }
    const unpacked: Record<string, unknown> = {}
    for (const [key, item] of Object.entries(carried)) setField(unpacked, key, unpack(item))
    return unpacked
  }

  return { pack, unpack }
}

function refuse(what: string): never {
  throw new AuditError('AUDIT_PATCH_INVALID', `A patch cannot contain ${what}`)
}
