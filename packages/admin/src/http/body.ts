/**
 * What did the request carry, whether or not the host has parsed it already?
 *
 * Reads at most a fixed number of bytes, as UTF-8 JSON. A body that is too large is drained, not
 * cut off, so that its sender gets to read the answer.
 */
import type { IncomingMessage } from 'node:http'
import { requestInvalid } from './refusal.ts'

/** A configuration of a thousand places is a tenth of this. */
export const MAX_BODY_BYTES = 256 * 1024

/** Past this much of an oversized body its sender is not mistaken but hostile. */
const MAX_DRAINED_BYTES = 32 * 1024 * 1024

/** What body parsers leave behind on a request. */
export interface ParsedRequest extends IncomingMessage {
  readonly body?: unknown
}

/**
 * Reads a JSON body.
 *
 * @throws AuditError `AUDIT_REQUEST_INVALID` (413 if too large, 415 if it is no plain JSON).
 */
export async function readJsonBody(request: ParsedRequest): Promise<unknown> {
  checkEncoding(request)
  if (Number(request.headers['content-length'] ?? 0) > MAX_BODY_BYTES) {
    drain(request, 0)
    throw tooLarge()
  }
  if (isRead(request)) return parsedBefore(request.body)
  return parse(await readText(request))
}

/**
 * Reads the fields of a form. Of several values of one name the first counts; what a parser made
 * an object of, by brackets in the name, is none.
 *
 * @throws AuditError `AUDIT_REQUEST_INVALID` (413 if too large, 415 if it is compressed).
 */
export async function readFormBody(request: ParsedRequest): Promise<ReadonlyMap<string, string>> {
  checkEncoding(request)
  if (Number(request.headers['content-length'] ?? 0) > MAX_BODY_BYTES) {
    drain(request, 0)
    throw tooLarge()
  }
  const fields = isRead(request) ? request.body : await readText(request)
  const entries =
    typeof fields === 'string'
      ? [...new URLSearchParams(fields)]
      : Object.entries((fields ?? {}) as Readonly<Record<string, unknown>>)
  const texts = entries.flatMap(([name, value]) =>
    typeof value === 'string' ? [[name, value] as const] : [],
  )
  return new Map(texts.toReversed())
}

function checkEncoding(request: IncomingMessage): void {
  const encoding = request.headers['content-encoding'] ?? 'identity'
  if (encoding.toLowerCase() !== 'identity') {
    throw requestInvalid(415, 'the body must not be compressed')
  }
  const charset = /;\s*charset\s*=\s*"?([^";\s]+)/i.exec(request.headers['content-type'] ?? '')?.[1]
  if (charset !== undefined && charset.toLowerCase() !== 'utf-8') {
    throw requestInvalid(415, 'the body must be UTF-8')
  }
}

/** Express 4's parsers set an empty object also where they left the body alone. */
function isRead(request: ParsedRequest): boolean {
  const marked: unknown = Reflect.get(request, '_body')
  return marked === true || request.readableEnded || request.readableDidRead
}

/** `express.json()` leaves an object, `express.raw()` and `express.text()` what they read. */
function parsedBefore(body: unknown): unknown {
  if (typeof body === 'string') return parse(body)
  if (body instanceof Uint8Array) return parse(decode(body))
  if (body === undefined) throw requestInvalid(400, 'the body was read by somebody else')
  return body
}

function readText(request: IncomingMessage): Promise<string> {
  // No event would come any more.
  if (request.destroyed) return Promise.reject(requestInvalid(400, 'the body ended early'))
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let bytes = 0
    const settle = (): void => {
      request.off('data', onData).off('end', onEnd).off('error', onLost).off('close', onLost)
    }
    const onData = (chunk: Buffer): void => {
      bytes += chunk.byteLength
      if (bytes > MAX_BODY_BYTES) {
        settle()
        drain(request, bytes)
        reject(tooLarge())
        return
      }
      chunks.push(chunk)
    }
    const onEnd = (): void => {
      settle()
      try {
        resolve(decode(Buffer.concat(chunks)))
      } catch (error) {
        reject(error)
      }
    }
    const onLost = (): void => {
      settle()
      reject(requestInvalid(400, 'the body ended early'))
    }
    request.on('data', onData).on('end', onEnd).on('error', onLost).on('close', onLost)
  })
}

function drain(request: IncomingMessage, already: number): void {
  let bytes = already
  request.on('error', () => {})
  request.on('data', (chunk: Buffer) => {
    bytes += chunk.byteLength
    if (bytes > MAX_DRAINED_BYTES) request.destroy()
  })
  request.resume()
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw requestInvalid(400, 'the body is not UTF-8')
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    // The parser's own message quotes the body.
    throw requestInvalid(400, 'the body is not JSON')
  }
}

function tooLarge(): Error {
  return requestInvalid(413, `the body is larger than ${MAX_BODY_BYTES / 1024} KB`)
}
