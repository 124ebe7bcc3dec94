/**
 * A master key in a service that speaks the API of AWS KMS.
 *
 * Against a server of its own on this machine, which checks every request's signature; with
 * AUDIT_TEST_KMS_URI against whatever answers there, for instance `moto_server`.
 */
import { createCipheriv, createDecipheriv, createHash, createHmac, randomBytes } from 'node:crypto'
import { createServer } from 'node:http'
import type { IncomingMessage, Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { awsKms } from 'rastro'
import type { AwsKmsOptions } from 'rastro'
import { bound, newKeyBytes } from './key-desk.ts'

const SECRET = 'made-up-secret'
const credentials = { accessKeyId: 'AKIDMADEUP', secretAccessKey: SECRET }
const given = process.env['AUDIT_TEST_KMS_URI']

let service: Server | undefined
let endpoint: string
let keyId = 'key-1'
beforeAll(async () => {
  if (given === undefined) {
    service = fakeService()
    await new Promise<void>((resolve) => service?.listen(0, '127.0.0.1', resolve))
    endpoint = `http://127.0.0.1:${(service.address() as AddressInfo).port}/`
    return
  }
  endpoint = given
  keyId = await createKey(given)
})
afterAll(async () => {
  await new Promise((resolve) => (service === undefined ? resolve(0) : service.close(resolve)))
})

const kms = (options: Partial<AwsKmsOptions> = {}) =>
  awsKms({ keyId, region: 'eu-west-1', credentials, endpoint, ...options })

describe('a key service', () => {
  it('unwraps what it wrapped, and what it wrapped says nothing', async () => {
    const dataKey = newKeyBytes()
    const wrapped = await kms().wrap(dataKey, bound())
    expect(Buffer.from(wrapped).includes(Buffer.from(dataKey))).toBe(false)
    expect(Buffer.from(await kms().unwrap(wrapped, bound()))).toEqual(Buffer.from(dataKey))
  })

  it('takes credentials that are asked for each time, temporary ones too', async () => {
    let asked = 0
    const source = kms({
      credentials: async () => {
        asked += 1
        return { ...credentials, sessionToken: 'made-up-token' }
      },
    })
    await source.unwrap(await source.wrap(newKeyBytes(), bound()), bound())
    expect(asked).toBe(2)
  })

  it('refuses what was changed, in words without a value', async () => {
    const wrapped = Buffer.from(await kms().wrap(newKeyBytes(), bound()))
    wrapped[wrapped.length - 1] = (wrapped.at(-1) ?? 0) ^ 1
    await expect(kms().unwrap(wrapped, bound())).rejects.toThrow(/^the key service answered \d+/)
  })

  it('unwraps for nobody but the owner, whom it is not told by name', async () => {
    const wrapped = await kms().wrap(newKeyBytes(), bound('["default","record","Client","c-1"]'))
    await expect(
      kms().unwrap(wrapped, bound('["default","record","Client","c-2"]')),
    ).rejects.toMatchObject({
      code: 'AUDIT_KEYS_EXCHANGED',
    })
    if (given === undefined) expect(contexts.join()).not.toContain('c-1')
    expect(bound('c-1')).toHaveLength(32)
  })

  it('is away where nobody answers', async () => {
    const source = kms({ endpoint: 'http://127.0.0.1:9/' })
    await expect(source.wrap(newKeyBytes(), bound())).rejects.toThrow()
  })

  it('is named by its key, and refuses options that are wrong', () => {
    expect(kms({ keyId: 'alias/audit' }).id).toBe('aws-kms:alias/audit')
    expect(() => kms({ keyId: '' })).toThrow(expect.objectContaining({ field: 'keyId' }))
    expect(() => kms({ endpoint: 'nowhere' })).toThrow(
      expect.objectContaining({ field: 'endpoint' }),
    )
    expect(() => awsKms({ keyID: 'x' } as never)).toThrow(
      expect.objectContaining({ code: 'AUDIT_OPTION_UNKNOWN' }),
    )
  })
})

/** As much of the service as two operations need, with a key of its own. */
function fakeService(): Server {
  const master = randomBytes(32)
  return createServer((request, response) => {
    let body = ''
    request.setEncoding('utf8')
    request.on('data', (part: string) => (body += part))
    request.on('end', () => {
      const [status, answer] = answerTo(request, body, master)
      response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' })
      response.end(JSON.stringify(answer))
    })
  })
}

const contexts: string[] = []

function answerTo(request: IncomingMessage, body: string, master: Buffer): [number, object] {
  if (request.headers.authorization !== expectedSignature(request, body)) {
    return [403, { __type: 'IncompleteSignatureException' }]
  }
  const asked = JSON.parse(body) as Record<string, string>
  const context = Buffer.from(JSON.stringify(asked['EncryptionContext']))
  contexts.push(String(context))
  if (request.headers['x-amz-target'] === 'TrentService.Encrypt') {
    const nonce = randomBytes(12)
    const cipher = createCipheriv('aes-256-gcm', master, nonce).setAAD(context)
    const text = Buffer.concat([
      cipher.update(Buffer.from(asked['Plaintext'] ?? '', 'base64')),
      cipher.final(),
    ])
    const blob = Buffer.concat([nonce, cipher.getAuthTag(), text])
    return [200, { CiphertextBlob: blob.toString('base64'), KeyId: asked['KeyId'] }]
  }
  try {
    const blob = Buffer.from(asked['CiphertextBlob'] ?? '', 'base64')
    const decipher = createDecipheriv('aes-256-gcm', master, blob.subarray(0, 12))
    decipher.setAAD(context).setAuthTag(blob.subarray(12, 28))
    const text = Buffer.concat([decipher.update(blob.subarray(28)), decipher.final()])
    return [200, { Plaintext: text.toString('base64'), KeyId: asked['KeyId'] }]
  } catch {
    return [400, { __type: 'com.amazonaws.kms#InvalidCiphertextException' }]
  }
}

/** Signature Version 4, worked out from what arrived. */
function expectedSignature({ headers }: IncomingMessage, body: string): string {
  const names = Object.keys(headers)
    .filter((name) => /^(?:host|content-type|x-amz-.*)$/.test(name))
    .toSorted()
  const time = String(headers['x-amz-date'])
  const scope = `${time.slice(0, 8)}/eu-west-1/kms/aws4_request`
  const lines = names.map((name) => `${name}:${String(headers[name])}\n`).join('')
  const canonical = `POST\n/\n\n${lines}\n${names.join(';')}\n${sha256(body)}`
  const text = `AWS4-HMAC-SHA256\n${time}\n${scope}\n${sha256(canonical)}`
  let key = Buffer.from(`AWS4${SECRET}`)
  for (const part of scope.split('/')) key = createHmac('sha256', key).update(part).digest()
  const signature = createHmac('sha256', key).update(text).digest('hex')
  return `AWS4-HMAC-SHA256 Credential=AKIDMADEUP/${scope}, SignedHeaders=${names.join(';')}, Signature=${signature}`
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

async function createKey(uri: string): Promise<string> {
  const answer = await fetch(uri, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': 'TrentService.CreateKey',
      authorization: 'AWS4-HMAC-SHA256 Credential=AKIDMADEUP/20260101/eu-west-1/kms/aws4_request',
    },
    body: '{}',
  })
  const { KeyMetadata: key } = (await answer.json()) as { KeyMetadata: { KeyId: string } }
  return key.KeyId
}
