/** Does a page break a rule that a machine can find? WCAG 2.0 to 2.2, A and AA, and good practice. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from 'playwright-core'

const SOURCE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] as const

interface AxeResult {
  readonly violations: readonly {
    readonly id: string
    readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[]
  }[]
}

/** Returns a line per rule that is broken, with the first element that breaks it. */
export async function violationsOf(page: Page): Promise<readonly string[]> {
  // Evaluated, not added as a script: that is what the page's own policy forbids.
  await page.evaluate(SOURCE)
  // What fades in has its final colours only afterwards.
  await page.evaluate(async () => {
    await Promise.all(document.getAnimations().map((one) => one.finished.catch(() => undefined)))
  })
  const { violations } = await page.evaluate(async (rules): Promise<AxeResult> => {
    const { axe } = globalThis as unknown as {
      axe: { run(root: Document, options: object): Promise<AxeResult> }
    }
    return axe.run(document, { runOnly: rules, resultTypes: ['violations'] })
  }, RULES)
  return violations.map(({ id, nodes }) => {
    const [first] = nodes
    const why = first?.failureSummary?.split('\n')[1]?.trim() ?? ''
    return `${id} × ${nodes.length}: ${first?.html.slice(0, 160) ?? ''} (${why})`
  })
}
