/** An application is updated while somebody has its page open: the next screen comes from the new one. */
import { afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import type { Page } from 'playwright-core'
import { quiet, useBrowser } from './browser.ts'
import { useDesk } from './desk.ts'
import { renamed, serve, servedBuild } from './next-version.ts'
import type { PageBuild } from './next-version.ts'

const browser = useBrowser()
const desk = useDesk()

let first: PageBuild

beforeAll(async () => {
  first = await servedBuild()
})

afterEach(() => serve(first))

describe('an update of the application', () => {
  it('costs an open page one loading again, and every screen works from then on', async () => {
    browser.allow(/^404 .*\/assets\//)
    const page = await browser.open(desk().url('events?place=clients'))
    const documents = countDocuments(page)
    await serve(renamed(first))
    await page.locator('nav a', { hasText: 'Settings' }).click()
    await page.locator('main h1', { hasText: 'Auditing settings' }).waitFor()
    expect(documents()).toBe(1)
    expect(await scriptOf(page)).toBe(renamed(first).entry)
    // All that comes after it is of one version: nothing is loaded again.
    await page.locator('nav a', { hasText: 'Events' }).click()
    await page.locator('.row-link').first().click()
    await page.locator('article.event h1').waitFor()
    expect(documents()).toBe(1)
  })

  it('leaves alone who stays on the screen that is open', async () => {
    const page = await browser.open(desk().url('events?place=clients'))
    const documents = countDocuments(page)
    await serve(renamed(first))
    const older = page.waitForResponse(/\/api\/events\?.*cursor=/)
    await page.locator('.table-region').evaluate((region) => region.scrollTo(0, 1e6))
    await older
    expect(documents()).toBe(0)
    expect(await page.locator('.row-link').count()).toBeGreaterThan(0)
  })

  it('loads nothing again for a pointer that passes over a button, and keeps what was typed', async () => {
    browser.allow(/^404 .*\/assets\//)
    const page = await browser.open(desk().url('events?place=clients'))
    const documents = countDocuments(page)
    await serve(renamed(first))
    await page.keyboard.press('/')
    // Less than a filter waits for: it would be asked for, and be in the address.
    await page
      .locator('#event-search')
      .evaluate((field) => ((field as HTMLInputElement).value = 'half a wo'))
    const missed = page.waitForResponse(
      (answer) => answer.status() === 404 && answer.url().includes('list-parts'),
    )
    await page.getByRole('button', { name: 'Columns' }).hover()
    await missed
    await quiet(page)
    expect(documents()).toBe(0)
    expect(await page.getByText('The application was updated').count()).toBe(0)
    // Whoever opens what did not come is told, and decides when to load again.
    await page.getByRole('button', { name: 'Columns' }).click()
    await page.getByText('The application was updated').waitFor()
    expect(documents()).toBe(0)
    expect(await page.locator('#event-search').inputValue()).toBe('half a wo')
    await page.getByRole('button', { name: 'Load again' }).click()
    await page.getByRole('button', { name: 'Columns' }).click()
    await page.getByRole('checkbox', { name: 'IP address' }).waitFor()
  })

  it('is not mended by loading again where the files are really missing (negative control)', async () => {
    browser.allow(/^404 .*\/assets\//)
    const page = await browser.open(desk().url('events?place=clients'))
    const documents = countDocuments(page)
    const screens = Object.entries(first.files).filter(([name]) => !name.startsWith('auditing'))
    await serve({ ...first, files: Object.fromEntries(screens) })
    await page.locator('nav a', { hasText: 'Settings' }).click()
    await page.getByText('The application was updated').waitFor()
    expect(documents()).toBe(1)
  })
})

function countDocuments(page: Page): () => number {
  let documents = 0
  page.on('request', (one) => {
    if (one.resourceType() === 'document') documents += 1
  })
  return () => documents
}

async function scriptOf(page: Page): Promise<string | undefined> {
  const src = await page.locator('script[type=module]').getAttribute('src')
  return src?.split('/').at(-1)
}
