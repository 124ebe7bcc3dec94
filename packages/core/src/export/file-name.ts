/**
 * Under which name does a browser save a file, whatever the name was made of?
 *
 * No folder, no character that a system keeps for itself, no name that Windows reserves; in both
 * forms of RFC 6266, since old readers know the plain one only.
 */

const MAX_CHARS = 120
const RESERVED = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i

/**
 * Returns the value of a `Content-Disposition` header.
 *
 * @example
 * ```ts
 * attachment('../clientes são.csv')
 * // attachment; filename="clientes sao.csv"; filename*=UTF-8''clientes%20s%C3%A3o.csv
 * ```
 */
export function attachment(name: string): string {
  const safe = safeFileName(name)
  const plain = safe
    .normalize('NFD')
    .replaceAll(/\p{Mn}/gu, '')
    .replaceAll(/[^\x20-\x7e]|%/g, '_')
  const encoded = encodeURIComponent(safe).replaceAll(
    /['()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  )
  const first = `attachment; filename="${plain}"`
  return plain === safe ? first : `${first}; filename*=UTF-8''${encoded}`
}

/** Returns the name without anything that leads elsewhere, or hides what kind of file it is. */
export function safeFileName(name: string): string {
  const last = Buffer.from(name)
    .toString()
    .replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '')
    .replaceAll(/[<>:"|?*]/g, '_')
    .split(/[/\\]/)
    .at(-1)
  const clean = (last ?? '').replace(/^[.\s]+/, '').replace(/[.\s]+$/, '')
  const short = shortened(clean)
  return short === '' || RESERVED.test(short) ? `export-${short}` : short
}

/** The ending stays: it says how to read the file. */
function shortened(name: string): string {
  const chars = Array.from(name)
  if (chars.length <= MAX_CHARS) return name
  const ending = /\.[A-Za-z0-9]{1,8}$/.exec(name)?.[0] ?? ''
  return chars.slice(0, MAX_CHARS - ending.length).join('') + ending
}
