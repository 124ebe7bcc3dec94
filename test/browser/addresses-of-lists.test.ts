/** What one sees has an address, and the address shows what one saw. */
import { describe, expect, it } from '@jest/globals'
import type { Page } from 'playwright-core'
import { quiet, useBrowser } from './browser.ts'
import { useDesk } from './desk.ts'
import type { DayEvent } from './recorded-day.ts'

const browser = useBrowser()
const desk = useDesk()

const FILTERED = 'events?op=delete,bulk-delete&place=tickets&from=2026-03-31&to=2026-03-31'

describe('a link to a list', () => {
  it('filters, says by what, and asks the API for exactly that', async () => {
    const asked: string[] = []
    const page = await browser.open(desk().url(FILTERED), {
      before: async (one) => {
        one.on('request', (request) => asked.push(request.url()))
      },
    })
    expect(await chipsOn(page)).toEqual([
      'Period 31 Mar 2026',
      'Operation Deletion',
      'Operation Bulk deletion',
      'Place Tickets',
    ])
    const list = new URL(asked.find((url) => /\/api\/events\?/.test(url)) ?? '')
    expect(Object.fromEntries(list.searchParams)).toMatchObject({
      op: 'delete,bulk-delete',
      place: 'tickets',
      from: '2026-03-31',
      to: '2026-03-31',
    })
    expect(await page.locator('.row-link').count()).toBe(2)
  })

  it('is the same after loading again, and after going on and back', async () => {
    const page = await browser.open(desk().url('events?place=clients'))
    await page.getByRole('button', { name: 'Operation', exact: true }).click()
    await page.getByLabel('Creation', { exact: true }).check()
    await page.waitForURL(/op=create/)
    await quiet(page)
    const chosen = { url: page.url(), chips: await chipsOn(page) }
    await page.reload()
    await quiet(page)
    expect({ url: page.url(), chips: await chipsOn(page) }).toEqual(chosen)
    await page.locator('.row-link').first().click()
    await page.locator('article.event h1').waitFor()
    await page.goBack()
    await page.locator('.row-link').first().waitFor()
    expect({ url: page.url(), chips: await chipsOn(page) }).toEqual(chosen)
    await page.goBack()
    await page.waitForURL((url) => !url.searchParams.has('op'))
    await page.locator('.chips li', { hasText: 'Creation' }).waitFor({ state: 'detached' })
    await page.goForward()
    await page.locator('.chips li', { hasText: 'Creation' }).waitFor()
  })

  it('keeps the event beside the list after loading again, and Back closes it', async () => {
    const page = await browser.open(desk().url('events?place=clients'), { width: 1600 })
    await page.locator('.row-link').nth(1).focus()
    await page.keyboard.press('Space')
    await page.waitForURL(/sel=/)
    await page.reload()
    await page.getByRole('link', { name: 'Open event' }).waitFor()
    await page.goBack()
    await page.waitForURL((url) => !url.searchParams.has('sel'))
    await page.getByRole('link', { name: 'Open event' }).waitFor({ state: 'detached' })
  })

  it('shows the same events to whoever gets it later', async () => {
    const page = await browser.open(desk().url('events?p=7d&place=clients&live=1'))
    await page.getByRole('button', { name: 'Copy link' }).click()
    await page.getByText('Link copied').waitFor()
    const copied = new URL(await page.evaluate(() => navigator.clipboard.readText()))
    expect(copied.origin + copied.pathname).toBe(desk().url('events'))
    const { from = '', to = '', ...rest } = Object.fromEntries(copied.searchParams)
    expect(rest).toEqual({ place: 'clients', tz: 'America/Sao_Paulo' })
    expect(Date.parse(to) - Date.parse(from)).toBe(7 * 86_400_000)
    const again = await browser.open(copied.href)
    expect(again.url()).toBe(copied.href)
  })

  it('keeps keys that this version does not know', async () => {
    const page = await browser.open(desk().url('events?place=clients&later=1'))
    await page.getByRole('button', { name: 'Operation', exact: true }).click()
    await page.getByLabel('Creation', { exact: true }).check()
    await page.waitForURL(/op=create/)
    expect(new URL(page.url()).searchParams.get('later')).toBe('1')
  })

  it('takes a filter away by its cross, and by nothing else', async () => {
    const page = await browser.open(desk().url(FILTERED))
    await page.getByRole('button', { name: 'Remove Operation: Bulk deletion' }).click()
    await page.waitForURL(/[?&]op=delete(&|$)/)
    expect(new URL(page.url()).search).toBe(
      '?op=delete&place=tickets&from=2026-03-31&to=2026-03-31',
    )
  })
})

/** A day whose clocks changed, and instants around its ends. */
const DAYS = [
  {
    zone: 'America/Sao_Paulo',
    day: '2018-11-04',
    inside: ['2018-11-04T03:00:00.000Z', '2018-11-05T01:59:59.000Z'],
    outside: ['2018-11-04T02:59:59.000Z', '2018-11-05T02:00:00.000Z'],
  },
  {
    zone: 'America/Sao_Paulo',
    day: '2019-02-16',
    inside: ['2019-02-16T02:00:00.000Z', '2019-02-17T02:59:59.000Z'],
    outside: ['2019-02-16T01:59:59.000Z', '2019-02-17T03:00:00.000Z'],
  },
  {
    zone: 'Europe/Lisbon',
    day: '2026-03-29',
    inside: ['2026-03-29T00:00:00.000Z', '2026-03-29T22:59:59.000Z'],
    outside: ['2026-03-28T23:59:59.000Z', '2026-03-29T23:00:00.000Z'],
  },
  {
    zone: 'Europe/Lisbon',
    day: '2026-10-25',
    inside: ['2026-10-24T23:00:00.000Z', '2026-10-25T23:59:59.000Z'],
    outside: ['2026-10-24T22:59:59.000Z', '2026-10-26T00:00:00.000Z'],
  },
] as const

const desks = {
  'America/Sao_Paulo': useDesk({
    zone: 'America/Sao_Paulo',
    events: eventsOf('America/Sao_Paulo'),
  }),
  'Europe/Lisbon': useDesk({ zone: 'Europe/Lisbon', events: eventsOf('Europe/Lisbon') }),
}

describe('one day', () => {
  for (const { zone, day, inside } of DAYS) {
    it(`is all of ${day} in ${zone}, and nothing of the days beside it`, async () => {
      const page = await browser.open(desks[zone]().url('events'))
      await page.getByRole('button', { name: 'Period' }).click()
      await page.getByLabel('From').fill(day)
      await page.getByLabel('To, inclusive').fill(day)
      await page.getByRole('button', { name: 'Apply' }).click()
      await page.waitForURL((url) => url.searchParams.get('to') === day)
      await quiet(page)
      const instants = await page
        .locator('.row-link time')
        .evaluateAll((all) => all.map((one) => one.getAttribute('datetime') ?? ''))
      // Newest first.
      expect(instants.toReversed()).toEqual(inside)
      // The zone of the audit, not that of the browser.
      const [year = '', month = '', date = ''] = day.split('-')
      const shown = await page.locator('.row-link').allInnerTexts()
      for (const text of shown) {
        expect(text).toContain(`${Number(date)} `)
        expect(text).toContain(year)
        expect(text).toContain({ '02': 'Feb', '03': 'Mar', '10': 'Oct', '11': 'Nov' }[month])
      }
    })
  }
})

describe('the check itself', () => {
  it('sees a last day that ends where it begins', async () => {
    for (const { zone, day, inside } of DAYS) {
      // As if `to` were midnight, and not the whole day.
      const page = await browser.open(desks[zone]().url(`events?from=${day}&to=${inside[0]}`))
      const instants = await page
        .locator('.row-link time')
        .evaluateAll((all) => all.map((one) => one.getAttribute('datetime') ?? ''))
      expect(instants.toReversed()).not.toEqual(inside)
    }
  })
})

function eventsOf(zone: string): readonly DayEvent[] {
  return DAYS.filter((one) => one.zone === zone).flatMap(({ inside, outside }) =>
    [...inside, ...outside].map((at) => ({
      at: new Date(at),
      target: { type: 'Client', id: at, name: 'Corner Shop Ltd' },
    })),
  )
}

async function chipsOn(page: Page): Promise<readonly string[]> {
  const texts = await page.locator('.chips li .chip').allInnerTexts()
  return texts.map((text) => text.replaceAll(/\s+/g, ' ').trim())
}
