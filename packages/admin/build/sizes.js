/** How large did the page become? One line per file, beside the size it must not pass. */

/** Limits in KB of gzip; `docs/reference/admin-page.md` says them too. */
const LIMITS_KB = { first: 28, styles: 8, screen: 8, catalogue: 10, scripts: 70 }

/**
 * @param {readonly { name: string, isEntry: boolean, isStyle: boolean, source: string, compressed: { gzip: string } }[]} parts
 * @returns {string}
 * @throws Error if something is larger than its limit.
 */
export function sizesOf(parts) {
  const sized = parts.map((part) => ({
    name: part.name,
    kind: kindOf(part),
    kb: Buffer.from(part.compressed.gzip, 'base64').byteLength / 1024,
  }))
  const scripts = sized.filter(({ kind }) => kind === 'first' || kind === 'screen')
  const all = [
    ...sized,
    { name: 'all scripts', kind: 'scripts', kb: scripts.reduce((sum, { kb }) => sum + kb, 0) },
  ]
  const lines = all.map((one) => ({
    ...one,
    limit: /** @type {Record<string, number>} */ (LIMITS_KB)[one.kind] ?? 0,
  }))
  const text = lines
    .map(
      ({ name, kb, limit }) => `${name.padEnd(32)} ${kb.toFixed(1).padStart(6)} of ${limit} KB gz`,
    )
    .join('\n')
  const over = lines.filter(({ kb, limit }) => kb > limit)
  if (over.length === 0) return text
  throw new Error(`too large: ${over.map(({ name }) => name).join(', ')}\n${text}`)
}

/** @param {{ isEntry: boolean, isStyle: boolean, source: string }} part */
function kindOf({ isEntry, isStyle, source }) {
  if (isStyle) return 'styles'
  if (isEntry) return 'first'
  return source.startsWith('locales') ? 'catalogue' : 'screen'
}
