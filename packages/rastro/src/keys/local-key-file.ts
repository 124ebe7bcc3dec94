/** A master key in a file on this machine: for development, and where a machine is all there is. */
import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto'
import { resolve } from 'node:path'
import { AuditError } from '@rastro/core'
import type { KeySource } from '@rastro/core'
import { readKeyFile } from './key-file.ts'

const ALGORITHM = 'aes-256-gcm'
const NONCE_BYTES = 12
const TAG_BYTES = 16
const PURPOSE = Buffer.from('audit data key v1')

/**
 * Makes a key source of a file, which is made with mode 0600 where it is missing, and refused where
 * others may read it. Nothing is read before a key is needed. Every process that reads the log needs
 * the same file, and a copy of it in another place: with it, everything personal in the log is lost.
 *
 * @param path - Of the file, outside the database and its backups.
 * @throws {@link AuditError} `AUDIT_OPTION_INVALID` if the path is no text.
 *
 * @example
 * ```ts
 * createAudit({ mongoose, keys: { source: localKeyFile('/var/lib/desk/audit.key') } })
 * ```
 */
export function localKeyFile(path: string): KeySource {
  if (typeof path !== 'string' || path === '') {
    throw new AuditError('AUDIT_OPTION_INVALID', 'localKeyFile needs the path of a file', {
      field: 'path',
    })
  }
  // Now: an application may change its folder later.
  const file = resolve(path)
  let known: { readonly key: Uint8Array; readonly id: string } | undefined
  function master(): { readonly key: Uint8Array; readonly id: string } {
    if (known !== undefined) return known
    const key = readKeyFile(file)
    const id = createHash('sha256').update('audit key id v1').update(key).digest('base64url')
    known = { key, id: `file:${id.slice(0, 22)}` }
    return known
  }
  return {
    get id() {
      return master().id
    },
    async wrap(dataKey, boundTo) {
      const nonce = randomBytes(NONCE_BYTES)
      const cipher = createCipheriv(ALGORITHM, master().key, nonce)
      cipher.setAAD(Buffer.concat([PURPOSE, boundTo]))
      const text = Buffer.concat([cipher.update(dataKey), cipher.final()])
      return Buffer.concat([nonce, text, cipher.getAuthTag()])
    },
    async unwrap(wrapped, boundTo) {
      const nonce = wrapped.subarray(0, NONCE_BYTES)
      const text = wrapped.subarray(NONCE_BYTES, wrapped.length - TAG_BYTES)
      const decipher = createDecipheriv(ALGORITHM, master().key, nonce, {
        authTagLength: TAG_BYTES,
      })
      decipher.setAAD(Buffer.concat([PURPOSE, boundTo]))
      try {
        decipher.setAuthTag(wrapped.subarray(wrapped.length - TAG_BYTES))
        return Buffer.concat([decipher.update(text), decipher.final()])
      } catch (cause) {
        throw new AuditError(
          'AUDIT_KEYS_EXCHANGED',
          'a wrapped key was changed, or is not the one of its owner',
          { cause },
        )
      }
    },
  }
}
