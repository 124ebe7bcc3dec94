/** How does one file of the page lie in the module? Compressed in both ways that browsers ask for. */
import { createHash } from 'node:crypto'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'

const TYPES = { js: 'text/javascript', css: 'text/css', svg: 'image/svg+xml' }

/**
 * @param {{ name: string, bytes: Buffer }} file
 * @returns {{ type: string, etag: string, br: string, gzip: string }}
 */
export function compressFile({ name, bytes }) {
  const ending = name.slice(name.lastIndexOf('.') + 1)
  const type = /** @type {Record<string, string>} */ (TYPES)[ending]
  if (type === undefined)
    throw new Error(`the page has a file of a kind that is not served: ${name}`)
  const br = brotliCompressSync(bytes, {
    params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY },
  })
  return {
    type: `${type}; charset=utf-8`,
    etag: createHash('sha256').update(bytes).digest('base64url').slice(0, 16),
    br: br.toString('base64'),
    gzip: gzipSync(bytes, { level: constants.Z_BEST_COMPRESSION }).toString('base64'),
  }
}
