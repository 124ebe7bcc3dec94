/** A master key in a key management service that speaks the API of AWS KMS. */
import { AuditError, checkOptions } from '@rastro/core'
import type { KeySource } from '@rastro/core'
import { signedHeaders } from './sign-aws.ts'
import type { AwsCredentials } from './sign-aws.ts'

/** Which key, where, and who asks for it. */
export interface AwsKmsOptions {
  /** Id, ARN or alias of a symmetric key. It names the key in what is stored: keep to one spelling. */
  readonly keyId: string
  readonly region: string
  /** Default: `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY` and `AWS_SESSION_TOKEN`. */
  readonly credentials?: AwsCredentials | (() => Promise<AwsCredentials>)
  /** Of another service with the same API. Default: that of the region. */
  readonly endpoint?: string
}

/**
 * Bound to every wrapped key: the service refuses to unwrap it for another purpose or owner. It
 * writes contexts down in its own log, so the owner is a digest.
 */
function contextOf(boundTo: Uint8Array): Readonly<Record<string, string>> {
  return { purpose: 'audit data key v1', owner: Buffer.from(boundTo).toString('base64url') }
}

/** What the service says of bytes that it did not make, or not in this context. */
const NOT_ITS_OWN = 'InvalidCiphertextException'
const TIMEOUT_MS = 3_000

/**
 * Makes a key source of a key in AWS KMS. Wrapping needs the permission `kms:Encrypt`, unwrapping
 * `kms:Decrypt`. The service's own yearly rotation needs nothing; for another key give the old one
 * in `keys.previous` and call `audit.rotateKeys()`.
 *
 * @throws {@link AuditError} `AUDIT_OPTION_UNKNOWN`, `AUDIT_OPTION_INVALID`
 */
export function awsKms(options: AwsKmsOptions): KeySource {
  checkOptions('awsKms', options, ['keyId', 'region', 'credentials', 'endpoint'])
  const { keyId, region, endpoint = `https://kms.${region}.amazonaws.com/` } = options
  requireText('keyId', keyId)
  requireText('region', region)
  if (!URL.canParse(endpoint)) throw invalid('endpoint', 'must be an address such as https://…')
  const url = new URL(endpoint)

  async function ask(operation: string, question: object): Promise<Record<string, unknown>> {
    const body = JSON.stringify({ KeyId: keyId, ...question })
    const headers = {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': `TrentService.${operation}`,
    }
    const credentials = await credentialsOf(options)
    const request = { url, headers, body, service: 'kms', region, at: new Date() }
    const answer = await fetch(url, {
      method: 'POST',
      headers: signedHeaders(request, credentials),
      body,
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    })
    const said = (await answer.json()) as Record<string, unknown>
    if (answer.ok) return said
    // The service's message may name the key and the caller; its kind is enough to act on.
    const kind = String(said['__type'] ?? '').replace(/^.*#/, '')
    const message = `the key service answered ${answer.status} ${kind}`.trim()
    if (kind !== NOT_ITS_OWN) throw new Error(message)
    throw new AuditError(
      'AUDIT_KEYS_EXCHANGED',
      `${message}: a wrapped key was changed, or is not the one of its owner`,
    )
  }

  return {
    id: `aws-kms:${keyId}`,
    async wrap(dataKey, boundTo) {
      const { CiphertextBlob: blob } = await ask('Encrypt', {
        EncryptionContext: contextOf(boundTo),
        Plaintext: base64(dataKey),
      })
      return bytesOf(blob)
    },
    async unwrap(wrapped, boundTo) {
      const { Plaintext: plain } = await ask('Decrypt', {
        EncryptionContext: contextOf(boundTo),
        CiphertextBlob: base64(wrapped),
      })
      return bytesOf(plain)
    },
  }
}

async function credentialsOf({ credentials }: AwsKmsOptions): Promise<AwsCredentials> {
  if (typeof credentials === 'function') return credentials()
  if (credentials !== undefined) return credentials
  const {
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_SESSION_TOKEN: sessionToken,
  } = process.env
  if (accessKeyId !== undefined && secretAccessKey !== undefined) {
    return { accessKeyId, secretAccessKey, sessionToken }
  }
  throw new Error('awsKms has no credentials: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY')
}

function bytesOf(text: unknown): Uint8Array {
  if (typeof text !== 'string') throw new Error('the key service answered without a key')
  return Buffer.from(text, 'base64')
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64')
}

function requireText(field: string, value: unknown): void {
  if (typeof value !== 'string' || value === '') throw invalid(field, 'must be a text')
}

function invalid(field: string, why: string): AuditError {
  return new AuditError('AUDIT_OPTION_INVALID', `awsKms: option '${field}' ${why}`, { field })
}
