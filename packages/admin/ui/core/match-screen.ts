/** Which entry of the screen table does a path mean? */

export interface Matched<T> {
  readonly entry: T
  readonly params: Readonly<Record<string, string>>
}

export function matchScreen<T extends { readonly path: string }>(
  entries: readonly T[],
  path: string,
): Matched<T> | undefined {
  const parts = path.split('/')
  for (const entry of entries) {
    const pattern = entry.path.split('/')
    if (pattern.length !== parts.length) continue
    const params: Record<string, string> = {}
    const isMatch = pattern.every((wanted, i) => {
      const part = parts[i] ?? ''
      if (!wanted.startsWith(':')) return wanted === part
      params[wanted.slice(1)] = decode(part)
      return part !== ''
    })
    if (isMatch) return { entry, params }
  }
  return undefined
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
