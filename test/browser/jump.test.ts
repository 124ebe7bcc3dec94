/** A jump in a long list: the lines that come take the elements of those that go, and nothing of their content. */
import { expect, it } from '@jest/globals'
import type { Page } from 'playwright-core'
import { quiet, useBrowser } from './browser.ts'
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
  const rows = await page.locator('[data-row]').evaluateAll((all) =>
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

it('leaves nothing selected that nobody selected', async () => {
  const page = await browser.open(desk().url(`events?${DAY}`))
  await page.locator('[data-row] .c-actor').nth(3).waitFor()
  const selected = await page.evaluate(() => {
    const [first, last] = [3, 5].map((at) => document.querySelectorAll('[data-row] .c-actor')[at])
    if (first === undefined || last === undefined) return ''
    getSelection()?.setBaseAndExtent(first, 0, last, 1)
    return String(getSelection())
  })
  expect(selected).toContain('Example')
  await scrollTo(page, 2_600)
  expect(await page.evaluate(() => String(getSelection()))).toBe('')
})

it('keeps the focus on the line that stands where it was once the list is another one', async () => {
  const page = await browser.open(desk().url(`events?${DAY}&place=clients`))
  await page.locator('.row-link').first().focus()
  for (let n = 0; n < 3; n += 1) await page.keyboard.press('ArrowDown')
  const rows = page.waitForResponse(/api\/events\?.*user=Bruno/)
  await page.evaluate(() => {
    history.pushState(null, '', `${location.search}&user=Bruno%20Example`)
    dispatchEvent(new PopStateEvent('popstate'))
  })
  await rows
  await quiet(page)
  const focused = (): Promise<string | null | undefined> =>
    page.evaluate(() => document.activeElement?.closest('[data-row]')?.getAttribute('data-row'))
  const line = await focused()
  if (line === undefined) throw new Error('the focus is lost')
  await scrollTo(page, 1_500)
  expect(await focused()).toBe(line)
  // The one that Tab reaches is the one that has it.
  expect(await page.locator('.row-link[tabindex="0"]').count()).toBe(1)
  expect(await page.locator(`[data-row="${line}"] .row-link`).getAttribute('tabindex')).toBe('0')
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
