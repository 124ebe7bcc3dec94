/** A jump in a long list: the lines that come take the elements of those that go, and nothing of their content. */
import { expect, it } from '@jest/globals'
import type { Page } from 'playwright-core'
import { useBrowser } from './browser.ts'
import { useDesk } from './desk.ts'

const browser = useBrowser()
const desk = useDesk()

const DAY = 'from=2026-03-31&to=2026-03-31'

it('shows of each line what a list shows that was never scrolled so far at once', async () => {
  const page = await browser.open(desk().url(`events?${DAY}`))
  await page.locator('[data-row]').first().waitFor()
  const seen = new Map<string, string>()
  for (let top = 0; top <= 3_000; top += 200) {
    await scrollTo(page, top)
    for (const [id, text] of await shownRows(page)) seen.set(id, text)
  }
  expect(seen.size).toBeGreaterThan(60)
  for (const top of [0, 2_600, 1_200, 0, 2_000]) {
    await scrollTo(page, top)
    const rows = await shownRows(page)
    expect(new Set(rows.map(([id]) => id)).size).toBe(rows.length)
    for (const [id, text] of rows) expect(text).toBe(seen.get(id))
  }
})

it('takes the elements that are there, and keeps the lines in their order', async () => {
  const page = await browser.open(desk().url(`events?${DAY}`))
  await page.locator('[data-row]').first().waitFor()
  await page.evaluate(() => {
    for (const row of document.querySelectorAll('[data-row]')) row.setAttribute('data-seen', '')
  })
  await scrollTo(page, 2_600)
  const rows = await page
    .locator('[data-row]')
    .evaluateAll((all) =>
      all.map((row) => ({
        index: Number(row.getAttribute('aria-rowindex')),
        wasThere: row.hasAttribute('data-seen'),
      })),
    )
  expect(rows.filter(({ wasThere }) => wasThere).length).toBeGreaterThan(rows.length / 2)
  const order = rows.map(({ index }) => index)
  expect(order).toEqual(order.toSorted((a, b) => a - b))
})

it('closes the menu of a line that has gone', async () => {
  const page = await browser.open(desk().url(`events?${DAY}`))
  await page.locator('.row-menu').nth(3).click()
  await page.locator(':popover-open').waitFor()
  // The line with the focus stays: this one has lost it.
  await page.evaluate(() => document.querySelector<HTMLElement>('.row-link')?.focus())
  expect(await page.locator(':popover-open').count()).toBe(1)
  await scrollTo(page, 2_600)
  await page.locator(':popover-open').waitFor({ state: 'detached' })
})

async function scrollTo(page: Page, top: number): Promise<void> {
  await page.evaluate(async (to) => {
    document.querySelector('.table-region')?.scrollTo(0, to)
    // A picture for those in sight, another for those around.
    for (let i = 0; i < 4; i += 1) await new Promise(requestAnimationFrame)
  }, top)
}

async function shownRows(page: Page): Promise<readonly (readonly [id: string, text: string])[]> {
  return page
    .locator('[data-row]')
    .evaluateAll((rows) =>
      rows.map((row) => [row.getAttribute('data-row') ?? '', row.textContent] as const),
    )
}
