/** The page stays small, and asks for little before it shows something. */
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, it } from '@jest/globals'
import { useBrowser } from './browser.ts'
import { useDesk } from './desk.ts'

const browser = useBrowser()
const desk = useDesk()

/** Kilobytes of gzip -9; what is over one of these fails. */
const LIMITS_KB = {
  'script of the first screen': 28,
  styles: 8,
  'one screen': 8,
  'one catalogue': 10,
  'all scripts': 70,
} as const

const MODULE_LIMIT_KB = 400
const REQUESTS_BEFORE_ROWS = 6
const MOST_ROWS = 60
const MOST_SHIFT = 0.02

interface Assets {
  readonly entry: string
  readonly styles: readonly string[]
  readonly catalogues: Readonly<Record<string, string>>
  readonly files: Readonly<Record<string, { readonly gzip: string }>>
}

it('is within its sizes', async () => {
  const main = createRequire(import.meta.url).resolve('@rastro/admin')
  const path = join(dirname(main), '..', 'dist', 'page', 'page-assets.js')
  const { pageAssets } = (await import(pathToFileURL(path).href)) as { pageAssets: Assets }
  const { entry, styles, catalogues, files } = pageAssets
  const texts = Object.values(catalogues)
  const kindOf = (name: string): keyof typeof LIMITS_KB => {
    if (name === entry) return 'script of the first screen'
    if (styles.includes(name)) return 'styles'
    return texts.includes(name) ? 'one catalogue' : 'one screen'
  }
  const sizes = Object.entries(files).map(([name, { gzip }]) => ({
    name,
    kind: kindOf(name),
    kb: Buffer.from(gzip, 'base64').byteLength / 1024,
  }))
  const scripts = sizes.filter(({ kind }) => /^(?:script|one screen)/.test(kind))
  const all = [
    ...sizes,
    {
      name: 'all scripts',
      kind: 'all scripts' as const,
      kb: scripts.reduce((sum, { kb }) => sum + kb, 0),
    },
  ]
  const moduleKb = (await readFile(path)).byteLength / 1024
  print([
    ...all.map(
      ({ name, kind, kb }) =>
        `${name.padEnd(34)}${kb.toFixed(1).padStart(6)} of ${LIMITS_KB[kind]} KB gz`,
    ),
    `${'the module with all of it'.padEnd(34)}${moduleKb.toFixed(0).padStart(6)} of ${MODULE_LIMIT_KB} KB`,
  ])
  expect(all.filter(({ kind, kb }) => kb > LIMITS_KB[kind])).toEqual([])
  expect(moduleKb).toBeLessThan(MODULE_LIMIT_KB)
})

it('asks for a handful of files before its first rows, none of them twice', async () => {
  const asked: string[] = []
  const page = await browser.open(desk().url('events'), {
    before: async (one) => {
      one.on('request', (request) => asked.push(new URL(request.url()).pathname))
      await one.addInitScript(() => {
        const counted = { shift: 0, beforeRows: 0 }
        Object.assign(globalThis, { counted })
        new PerformanceObserver((list) => {
          for (const entry of list.getEntries()) {
            counted.shift += (entry as unknown as { value: number }).value
          }
        }).observe({ type: 'layout-shift', buffered: true })
        const watching = new MutationObserver(() => {
          if (document.querySelector('.row-link') === null) return
          watching.disconnect()
          const files = performance.getEntriesByType('resource') as PerformanceResourceTiming[]
          counted.beforeRows = 1 + files.filter(({ responseEnd }) => responseEnd > 0).length
        })
        watching.observe(document, { childList: true, subtree: true })
      })
    },
  })
  const { shift, beforeRows } = await page.evaluate(
    () => (globalThis as unknown as { counted: { shift: number; beforeRows: number } }).counted,
  )
  const rows = await page.locator('[data-row]').count()
  print([
    `requests before the first rows      ${beforeRows} of ${REQUESTS_BEFORE_ROWS}`,
    `layout shift while loading          ${shift.toFixed(3)} of ${MOST_SHIFT}`,
    `rows in the document                ${rows} of ${MOST_ROWS}`,
  ])
  expect(beforeRows).toBeLessThanOrEqual(REQUESTS_BEFORE_ROWS)
  // The count of all events is asked for afterwards, by an address of its own.
  const scripts = asked.filter((path) => path.includes('/assets/') || path.endsWith('/api/meta'))
  expect(scripts).toHaveLength(new Set(scripts).size)
  expect(shift).toBeLessThanOrEqual(MOST_SHIFT)
  expect(rows).toBeLessThanOrEqual(MOST_ROWS)
})

function print(lines: readonly string[]): void {
  process.stdout.write(`${lines.join('\n')}\n`)
}
