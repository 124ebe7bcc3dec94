/** New events appear by themselves, in order and once, and never push away what is being read. */
import { describe, expect, it } from '@jest/globals'
import type { Page } from 'playwright-core'
import { useBrowser } from './browser.ts'
import { useDesk } from './desk.ts'

const browser = useBrowser()
const desk = useDesk()

const LIVE = 'events?live=1&place=chats'

describe('the live list', () => {
  it('shows what happens, newest first and each event once', async () => {
    const page = await openLive()
    for (let i = 0; i < 3; i += 1) {
      await add(`First ${i}`)
      await page.locator('[data-row]', { hasText: `First ${i}` }).waitFor()
    }
    await desk().add(
      ...[0, 1, 2, 3].map((i) => ({
        ...CHAT,
        at: new Date(),
        target: { type: 'Chat', id: `second-${i}`, name: `Second ${i}` },
      })),
    )
    await page.locator('[data-row]', { hasText: 'Second 3' }).waitFor()
    const names = await namesOn(page)
    expect(names.slice(0, 7)).toEqual([
      'Second 3',
      'Second 2',
      'Second 1',
      'Second 0',
      'First 2',
      'First 1',
      'First 0',
    ])
    expect(new Set(names).size).toBe(names.length)
    await page.getByText('New events appear by themselves').waitFor()
  })

  it('goes on without a gap or a second copy after it could not be read for a while', async () => {
    browser.allow(/^503 /)
    const page = await openLive()
    await page.route(/\/api\/events\?.*after=/, (route) =>
      route.fulfill({ status: 503, json: { code: 'AUDIT_STORE_UNAVAILABLE' } }),
    )
    await page.getByText('Reconnecting').waitFor()
    await add('Meanwhile')
    await page.unrouteAll()
    await page.locator('[data-row]', { hasText: 'Meanwhile' }).waitFor()
    const names = await namesOn(page)
    expect(names.filter((name) => name === 'Meanwhile')).toHaveLength(1)
    await page.getByText('New events appear by themselves').waitFor()
  })

  it('keeps what comes waiting while somebody reads, and says how much', async () => {
    const page = await openLive('events?live=1')
    await page.locator('.row-link').nth(3).focus()
    const focused = await page.evaluate(() => document.activeElement?.textContent)
    await add('Waiting one')
    await page.getByRole('button', { name: '1 new event' }).waitFor()
    await add('Waiting two')
    await page.getByRole('button', { name: '2 new events' }).waitFor()
    expect(await page.getByText('Waiting one').count()).toBe(0)
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe(focused)
    await page.getByRole('button', { name: '2 new events' }).click()
    await page.locator('[data-row]', { hasText: 'Waiting two' }).waitFor({ state: 'attached' })
  })

  it('asks nothing while nobody can see it, and at once when it is seen again', async () => {
    let polls = 0
    const page = await browser.open(desk().url(LIVE), {
      until: 'loaded',
      before: async (one) => {
        await one.clock.install()
        one.on('request', (request) => {
          if (/[?&]after=/.test(request.url())) polls += 1
        })
      },
    })
    await page.getByText('New events appear by themselves').waitFor()
    await page.clock.runFor(3_000)
    await until(() => polls > 0)
    await setHidden(page, true)
    await page.clock.runFor(1_000)
    const before = polls
    await page.clock.runFor(120_000)
    expect(polls).toBe(before)
    await setHidden(page, false)
    await page.clock.runFor(100)
    await until(() => polls > before)
  })

  it('is switched by its button and by the key l, and is in the address', async () => {
    const page = await browser.open(desk().url('events'))
    await page.keyboard.press('l')
    await page.waitForURL(/live=1/)
    await page.getByRole('button', { name: 'Live', pressed: true }).click()
    await page.waitForURL((url) => !url.searchParams.has('live'))
  })

  it('says that it cannot be for a list from its oldest event', async () => {
    const page = await browser.open(desk().url('events?live=1&order=oldest'))
    await page.getByText('Live is not possible for this list').waitFor()
  })
})

const CHAT = { type: 'chats.deleted', operation: 'delete', place: 'chats' } as const

let added = 0

async function add(name: string): Promise<void> {
  added += 1
  const target = { type: 'Chat', id: `chat-${added}`, name }
  await desk().add({ ...CHAT, at: new Date(), target })
}

async function openLive(path = LIVE): Promise<Page> {
  await desk().numbered()
  const page = await browser.open(desk().url(path), { until: 'loaded' })
  await page.getByText('New events appear by themselves').waitFor()
  return page
}

async function namesOn(page: Page): Promise<readonly string[]> {
  return page.locator('[data-row] .c-target .one').allInnerTexts()
}

async function setHidden(page: Page, isHidden: boolean): Promise<void> {
  await page.evaluate((hidden) => {
    Object.defineProperty(document, 'hidden', { value: hidden, configurable: true })
    Object.defineProperty(document, 'visibilityState', {
      value: hidden ? 'hidden' : 'visible',
      configurable: true,
    })
    document.dispatchEvent(new Event('visibilitychange'))
  }, isHidden)
}

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 20))
}
