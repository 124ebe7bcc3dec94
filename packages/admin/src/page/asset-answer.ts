/**
 * What does a request for one of the page's files get?
 *
 * The files hold nothing of the log and are the same for everybody, so nobody is asked who they
 * are: a signed-out visitor's page could not say so otherwise.
 */
import { gunzipSync } from 'node:zlib'
import type { AdminRequest, Answer } from '../http/exchange.ts'
import { assetHeaders } from '../http/headers.ts'
import type { PageAsset } from './asset-table.ts'
import { pageAssets } from './page-assets.js'

const FOLDER = '/assets/'

const ENCODINGS = ['br', 'gzip'] as const

export function isAssetPath(path: string): boolean {
  return path.startsWith(FOLDER)
}

/** Never a page in place of a file: a browser would take it for the script it wanted. */
export function assetAnswer(request: AdminRequest): Answer {
  const name = request.path.slice(FOLDER.length)
  const asset = Object.hasOwn(pageAssets.files, name) ? pageAssets.files[name] : undefined
  if (asset === undefined) return plain(404, 'there is no such file')
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    return plain(405, 'a file can only be read', { Allow: 'GET, HEAD, OPTIONS' })
  }
  const encoding = chooseEncoding(request.header('accept-encoding'))
  const tag = `"${asset.etag}-${encoding}"`
  const headers = {
    ...assetHeaders(asset.type),
    ETag: tag,
    ...(encoding === 'identity' ? {} : { 'Content-Encoding': encoding }),
  }
  if (hasTag(request.header('if-none-match'), tag)) return { status: 304, headers, plain: true }
  return { status: 200, headers, body: { bytes: bytesOf(asset, encoding) } }
}

function bytesOf(asset: PageAsset, encoding: (typeof ENCODINGS)[number] | 'identity'): Buffer {
  if (encoding !== 'identity') return Buffer.from(asset[encoding], 'base64')
  return gunzipSync(Buffer.from(asset.gzip, 'base64'))
}

function chooseEncoding(header: string | undefined): (typeof ENCODINGS)[number] | 'identity' {
  const accepted = new Map(
    (header ?? '').split(',').map((item) => {
      const [name = '', quality = ''] = item.split(';')
      return [name.trim().toLowerCase(), !/^\s*q\s*=\s*0(?:\.0*)?\s*$/i.test(quality)]
    }),
  )
  return ENCODINGS.find((name) => accepted.get(name) ?? accepted.get('*') ?? false) ?? 'identity'
}

function hasTag(header: string | undefined, tag: string): boolean {
  if (header === undefined) return false
  return header.split(',').some((one) => one.trim().replace(/^W\//, '') === tag)
}

function plain(
  status: number,
  text: string,
  headers: Readonly<Record<string, string>> = {},
): Answer {
  return {
    status,
    headers: {
      'Cache-Control': 'no-store',
      'Content-Type': 'text/plain; charset=utf-8',
      'X-Content-Type-Options': 'nosniff',
      ...headers,
    },
    body: { bytes: Buffer.from(`${text}\n`) },
  }
}
