/** What did the server write into the document? */

/** Why the page may not be read, as the API would say it. */
export interface Problem {
  readonly status: number
  readonly code?: string
  readonly message?: string
  readonly permission?: string
  readonly requestId?: string
}

interface BootData {
  readonly version: string
  readonly languages: readonly string[]
  readonly title?: string
  readonly signInUrl?: string
  readonly problem?: Problem
}

export const boot = readBoot()

/** The mount, with a slash at its end. Resolved once: later the address of the page is another. */
export const root = new URL(document.documentElement.dataset['root'] ?? './', location.href)

/** An address of the page, below the mount. */
export function pageUrl(path: string): string {
  return root.pathname + path
}

function readBoot(): BootData {
  const text = document.getElementById('boot')?.textContent ?? '{}'
  return { version: '', languages: ['en'], ...(JSON.parse(text) as Partial<BootData>) }
}
