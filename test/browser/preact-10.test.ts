/**
 * The page is written for Preact 11 and stays valid on Preact 10: built with it, its screens do the
 * same. One walk through all of them; what each can do is tested in its own file.
 */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { violationsOf } from './accessibility.ts'
import { quiet, useBrowser } from './browser.ts'
import { useDesk } from './desk.ts'
import { buildWithPreact10, serve, servedBuild } from './next-version.ts'
import type { PageBuild } from './next-version.ts'
import { SCREENS } from './screens.ts'

const browser = useBrowser()
const desk = useDesk({ places: ['clients', 'tickets'] })

let shipped: PageBuild
let withPreact10: PageBuild

beforeAll(async () => {
  shipped = await servedBuild()
  withPreact10 = await buildWithPreact10()
  await serve(withPreact10)
})

afterAll(() => serve(shipped))

describe('built with Preact 10', () => {
  it('is another build', async () => {
    expect(withPreact10.entry).not.toBe(shipped.entry)
    const page = await browser.open(desk().url('events'))
    const src = await page.locator('script[type=module]').getAttribute('src')
    expect(src).toContain(withPreact10.entry)
  })

  for (const screen of SCREENS) {
    it(`shows ${screen.name}, in light and dark, and breaks no rule`, async () => {
      for (const theme of ['light', 'dark'] as const) {
        const page = await browser.open(desk().url(screen.path(desk())), { theme })
        await page.locator(screen.content).first().waitFor()
        expect(await violationsOf(page)).toEqual([])
      }
    })
  }

  it('filters, is scrolled and walked through, and opens an event beside the list', async () => {
    const page = await browser.open(desk().url('events?from=2026-03-31&to=2026-03-31'), {
      width: 1500,
    })
    await page.locator('.row-link').first().focus()
    await page.keyboard.press('End')
    await page.waitForFunction(() => document.activeElement?.classList.contains('row-link'))
    await page.keyboard.press('Home')
    await page.keyboard.press('Space')
    await page.waitForURL(/sel=/)
    await quiet(page)
    await page.keyboard.press('Escape')
    await page.waitForURL((url) => !url.searchParams.has('sel'))
    await page.keyboard.press('/')
    await page.keyboard.type('Printer')
    await page.waitForURL(/q=Printer/)
    await quiet(page)
    await page.getByText('Printer is on fire').first().waitFor()
    // Rows lie one below the other: numbers in styles have their units.
    const tops = await page
      .locator('[data-row]')
      .evaluateAll((rows) => rows.map((row) => row.getBoundingClientRect().top))
    expect(new Set(tops).size).toBe(tops.length)
  })

  it('goes from an event to the next, and to the history of its record and two points of it', async () => {
    const page = await browser.open(desk().url(`events/${desk().id('updated')}`))
    await page.locator('.change-table').waitFor()
    await page.keyboard.press(']')
    await page.waitForURL((url) => !url.pathname.endsWith(desk().id('updated')))
    await page.goto(desk().url('history?tt=Client&tid=client-1'))
    await quiet(page)
    await page.getByRole('button', { name: 'Compare' }).click()
    await quiet(page)
    await page.locator('.past').first().waitFor()
  })

  it('saves settings, with a dialog before what is dangerous', async () => {
    const page = await browser.open(desk().url('settings/auditing'))
    await page.getByRole('switch', { name: 'Chats', exact: true }).click()
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Chats is audited from now on').waitFor()
    await page.getByRole('switch', { name: 'Chats', exact: true }).click()
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByRole('dialog', { name: 'Stop auditing a place' }).waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
  })

  it('shows what happens while one looks', async () => {
    await desk().numbered()
    const page = await browser.open(desk().url('events?live=1&place=clients'), { until: 'loaded' })
    await page.getByText('New events appear by themselves').waitFor()
    await desk().add({ target: { type: 'Client', id: 'new', name: 'Seen by Preact 10' } })
    await page.locator('[data-row]', { hasText: 'Seen by Preact 10' }).waitFor()
  })
})
