/**
 * What is a data key in use?
 *
 * One secret of 32 bytes makes two things: what encrypts, and what commits to it. An event names
 * the commitment; a key that does not have it opens nothing, so that no ciphertext has two
 * meanings under two keys, which AES-GCM alone does not promise. Both are made for one owner: the
 * same secret in somebody else's name is another key.
 *
 * @see RFC 5869 for the derivation.
 */
import { createHash, createSecretKey, hkdfSync, timingSafeEqual } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import type { WrappedKey } from '../ports/keys.ts'

/** A data key as values are sealed and opened with. */
export interface DataKey {
  /** The commitment, 43 characters of `A-Z a-z 0-9 - _`. */
  readonly id: string
  readonly secret: KeyObject
}

/** Of a data key as it is wrapped. */
export const DATA_KEY_BYTES = 32
const COMMITMENT_BYTES = 32
const NONE = new Uint8Array(0)

/**
 * Derives what a data key is used as.
 *
 * @param boundTo - Whose it is, as {@link keyBinding} says it; a key of nobody's without.
 */
export function dataKeyOf(bytes: Uint8Array, boundTo: Uint8Array = NONE): DataKey {
  const info = Buffer.concat([Buffer.from('audit data key v1'), boundTo])
  const derived = Buffer.from(
    hkdfSync('sha256', bytes, NONE, info, DATA_KEY_BYTES + COMMITMENT_BYTES),
  )
  return {
    id: derived.subarray(DATA_KEY_BYTES).toString('base64url'),
    secret: createSecretKey(derived.subarray(0, DATA_KEY_BYTES)),
  }
}

/** Says whose key it is in 32 bytes, which name nobody: services write down what they are told. */
export function keyBinding({ tenant, owner }: Pick<WrappedKey, 'tenant' | 'owner'>): Uint8Array {
  return createHash('sha256')
    .update(JSON.stringify([tenant, owner]))
    .digest()
}

/** True if the key is the one that was committed to; takes as long wherever the two differ. */
export function isCommittedTo(key: DataKey, id: string): boolean {
  const [own, wanted] = [Buffer.from(key.id, 'latin1'), Buffer.from(id, 'latin1')]
  return own.length === wanted.length && timingSafeEqual(own, wanted)
}
