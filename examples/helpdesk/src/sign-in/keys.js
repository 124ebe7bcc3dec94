/**
 * Which keys does the application work with?
 *
 * All come from one secret, each for one purpose, so that there is one thing to configure and a key
 * that leaks opens one door.
 */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto'

const MIN_SECRET_LENGTH = 32

/**
 * Derives the keys.
 *
 * @param {string} secret - At least 32 characters, from the environment or a file, never from code.
 */
export function keysOf(secret) {
  if (typeof secret !== 'string' || secret.length < MIN_SECRET_LENGTH) {
    throw new Error(`the application needs a secret of at least ${MIN_SECRET_LENGTH} characters`)
  }
  return {
    /** Signs sign-in tokens. */
    token: derive(secret, 'token'),
    /** Sent as `X-API-Key` by the import program. */
    api: derive(secret, 'api'),
    /** Sent as `X-App-Key` by the mobile app. */
    app: derive(secret, 'app'),
    /** Sent as `X-Mail-Key` by the mail server that hands over incoming letters. */
    mail: derive(secret, 'mail'),
  }
}

/** Compares a key that was sent, in a time that says nothing about where it differs. */
export function isKey(sent, key) {
  if (typeof sent !== 'string') return false
  return timingSafeEqual(digest(sent), digest(key))
}

function derive(secret, purpose) {
  return createHmac('sha256', secret).update(purpose).digest('base64url')
}

function digest(text) {
  return createHash('sha256').update(text).digest()
}
