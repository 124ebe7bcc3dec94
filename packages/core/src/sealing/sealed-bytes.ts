/**
 * How is one value encrypted, and bound to where it stands?
 *
 * AES-256-GCM with a nonce of its own. What is authenticated beside the value is the tenant, the
 * event, the key's commitment and the place in the event: in any other place the value does not
 * open. Bytes: version, number of the key among those that the event names, nonce (12), the
 * encrypted text of the typed value, tag (16).
 */
import { createCipheriv, createDecipheriv, randomFillSync } from 'node:crypto'
import { valueOfText, valueText } from '../durability/value-text.ts'
import type { StoredValue } from '../event/event.ts'
import type { ValueMaker } from '../ports/spool.ts'
import { binaryParts, bsonTypeOf } from '../values/bson-type.ts'
import { isCommittedTo } from './data-key.ts'
import type { DataKey } from './data-key.ts'

/** User-defined in BSON: 128 to 255. */
export const SEALED_SUBTYPE = 0xa5

const VERSION = 1
const HEADER_BYTES = 2
const NONCE_BYTES = 12
const TAG_BYTES = 16
const ALGORITHM = 'aes-256-gcm'

/** Where a sealed value stands. */
export interface SealedPlace {
  readonly tenant: string
  /** Id of the event. */
  readonly event: string
  /** Names from the event down to the value. */
  readonly path: readonly unknown[]
}

/** Thrown where a value is not what was sealed there. Says nothing of it. */
export class NotSealedHere extends Error {
  constructor() {
    super('a sealed value does not open where it stands')
  }
}

// Random bytes are cheap by the thousand, and a call for each twelve is not.
const POOL_BYTES = NONCE_BYTES * 256
const pool = Buffer.alloc(POOL_BYTES)
let used = POOL_BYTES

function nextNonce(): Buffer {
  if (used === POOL_BYTES) {
    randomFillSync(pool)
    used = 0
  }
  used += NONCE_BYTES
  // A view: it is copied before the next one is asked for.
  return pool.subarray(used - NONCE_BYTES, used)
}

/**
 * Encrypts a value for one place.
 *
 * @param keyNumber - Of the key among those that the event names, 0 to 255.
 */
export function sealBytes(
  value: StoredValue,
  key: DataKey,
  { place, keyNumber }: { readonly place: SealedPlace; readonly keyNumber: number },
): Uint8Array {
  const nonce = nextNonce()
  const cipher = createCipheriv(ALGORITHM, key.secret, nonce)
  cipher.setAAD(boundTo(place, key.id))
  const text = cipher.update(valueText(value), 'utf8')
  cipher.final()
  const bytes = Buffer.allocUnsafe(HEADER_BYTES + NONCE_BYTES + text.length + TAG_BYTES)
  bytes[0] = VERSION
  bytes[1] = keyNumber
  nonce.copy(bytes, HEADER_BYTES)
  text.copy(bytes, HEADER_BYTES + NONCE_BYTES)
  cipher.getAuthTag().copy(bytes, bytes.length - TAG_BYTES)
  return bytes
}

/** The key's number among those that the event names. @throws NotSealedHere */
export function keyNumberOf(bytes: Uint8Array): number {
  const [version, number] = bytes
  if (version !== VERSION || number === undefined) throw new NotSealedHere()
  return number
}

/**
 * Decrypts a value.
 *
 * @param id - The commitment that the event names.
 * @throws NotSealedHere if it was changed, or sealed for another place or by another key.
 */
export function openBytes(
  bytes: Uint8Array,
  key: DataKey,
  { place, id, make }: { readonly place: SealedPlace; readonly id: string; make: ValueMaker },
): StoredValue {
  keyNumberOf(bytes)
  if (bytes.length < HEADER_BYTES + NONCE_BYTES + TAG_BYTES) throw new NotSealedHere()
  if (!isCommittedTo(key, id)) throw new NotSealedHere()
  const nonce = bytes.subarray(HEADER_BYTES, HEADER_BYTES + NONCE_BYTES)
  const text = bytes.subarray(HEADER_BYTES + NONCE_BYTES, bytes.length - TAG_BYTES)
  try {
    const decipher = createDecipheriv(ALGORITHM, key.secret, nonce, { authTagLength: TAG_BYTES })
    decipher.setAAD(boundTo(place, id))
    decipher.setAuthTag(bytes.subarray(bytes.length - TAG_BYTES))
    const opened = decipher.update(text, undefined, 'utf8') + decipher.final('utf8')
    return valueOfText(opened, make)
  } catch {
    // Whatever the library says, it says of bytes that nobody may hear of.
    throw new NotSealedHere()
  }
}

/** The bytes of a sealed value; undefined for every other value. */
export function sealedBytesOf(value: unknown): Uint8Array | undefined {
  if (typeof value !== 'object' || value === null || bsonTypeOf(value) !== 'Binary') {
    return undefined
  }
  const { subType, bytes } = binaryParts(value)
  return subType === SEALED_SUBTYPE ? bytes : undefined
}

/** Of one event many values are sealed, one after the other. */
let last: { readonly tenant: string; readonly event: string; readonly keyId: string } | undefined
let lastText = ''

function boundTo({ tenant, event, path }: SealedPlace, keyId: string): Buffer {
  if (last?.event !== event || last.keyId !== keyId || last.tenant !== tenant) {
    last = { tenant, event, keyId }
    lastText = JSON.stringify([VERSION, tenant, event, keyId])
  }
  // As JSON both, so that no two places have one text.
  return Buffer.from(lastText + JSON.stringify(path))
}
