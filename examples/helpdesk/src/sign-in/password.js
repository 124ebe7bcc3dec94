/** How are passwords kept? As scrypt hashes, each with its own salt. */
import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'

const derive = promisify(scrypt)
const SALT_BYTES = 16
const HASH_BYTES = 32

/** Returns what may be stored instead of the password. */
export async function hashPassword(password) {
  const salt = randomBytes(SALT_BYTES)
  const hash = await derive(password, salt, HASH_BYTES)
  return `scrypt:${salt.toString('base64url')}:${hash.toString('base64url')}`
}

/**
 * Says whether this is the password.
 *
 * Takes as long for a person who does not exist: how fast the answer comes must not tell who does.
 *
 * @param {string | undefined} stored - What `hashPassword` returned, or undefined if there is nobody.
 */
export async function isPassword(password, stored) {
  const [, salt = '', hash = ''] = (stored ?? '').split(':')
  const given = await derive(password, Buffer.from(salt, 'base64url'), HASH_BYTES)
  const expected = Buffer.from(hash, 'base64url')
  return expected.length === HASH_BYTES && timingSafeEqual(given, expected)
}
