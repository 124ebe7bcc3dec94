/** Everything one person did, and everything from one address, each number with its events. */
import { describe, expect, it } from '@jest/globals'
import type { Page } from 'playwright-core'
import { violationsOf } from './accessibility.ts'
import { useBrowser } from './browser.ts'
import { useDesk } from './desk.ts'
import { BRUNO, recordedDay } from './recorded-day.ts'
import type { DayEvent } from './recorded-day.ts'

const browser = useBrowser()
const STRANGER = '198.51.100.99'
const desk = useDesk({ events: [...recordedDay(), ...triedPasswords()] })

const DAY = 'from=2026-03-31&to=2026-03-31'

/** Three accounts within a minute, from one address. */
function triedPasswords(): readonly DayEvent[] {
  return ['ana@example.com', 'bruno@example.com', 'carla@example.com'].map((email, i) => ({
    at: new Date(Date.UTC(2026, 2, 31, 3, 0, 20 * i)),
    type: 'sessions.login-failed',
    operation: 'login-failed',
    place: 'sessions',
    category: 'authentication',
    severity: 'warning',
    outcome: 'failure',
    actor: { type: 'anonymous' },
    details: { email },
    origin: { ip: STRANGER, country: 'NL', city: 'Amsterdam' },
  }))
}

function stat(page: Page, name: string) {
  return page
    .locator('.stats > div')
    .filter({ has: page.getByText(name, { exact: true }) })
    .locator('.stat')
}

describe('the view of a person', () => {
  it('rolls up what Bruno did, and each number leads to as many events', async () => {
    const page = await browser.open(desk().url(`people?user=bruno@example.com&${DAY}`))
    await page.getByRole('heading', { name: 'Bruno Example', level: 1 }).waitFor()
    const all = await stat(page, 'Events').textContent()
    expect(Number(all)).toBeGreaterThan(40)
    await stat(page, 'Events').click()
    await page.getByText(`${all ?? ''} events`, { exact: true }).waitFor()
    expect(page.url()).toContain('user=bruno%40example.com')
  })

  it("is one click away from the week's exports of an agent, and from those of the period", async () => {
    const page = await browser.open(desk().url(`people?user=carla@example.com&${DAY}`))
    const week = await page
      .getByRole('link', { name: 'Exports of the last 7 days' })
      .getAttribute('href')
    const query = new URLSearchParams(week?.split('?')[1])
    expect(Object.fromEntries(query)).toEqual({
      user: 'carla@example.com',
      p: '7d',
      cat: 'exports',
      // What was counted is what is listed.
      looks: '1',
    })
    await page.getByText('1,250 rows').waitFor()
    await stat(page, 'Exports').click()
    await page.getByText('1 event', { exact: true }).waitFor()
  })

  it('has the bars of the days as a table too', async () => {
    const page = await browser.open(desk().url(`people?user=bruno@example.com&${DAY}`))
    const all = await stat(page, 'Events').textContent()
    expect(await page.getByRole('img', { name: /^Events on 1 day/ }).count()).toBe(1)
    await page.getByText('The same as a table').click()
    const row = page.locator('.chart tbody tr')
    expect(await row.locator('td').first().textContent()).toBe(all)
    await row.locator('td a').first().click()
    await page.getByText(`${all ?? ''} events`, { exact: true }).waitFor()
  })

  it('goes to another period and stays with the person', async () => {
    const page = await browser.open(desk().url(`people?user=ana@example.com&${DAY}`))
    await page.getByRole('button', { name: 'Last 7 days' }).click()
    await page.getByText('Nothing in this period').waitFor()
    expect(page.url()).toContain('user=ana%40example.com&p=7d')
    await page.getByRole('button', { name: 'Other period' }).click()
    await page.getByLabel('From').fill('2026-03-01')
    await page.getByLabel('To, inclusive').fill('2026-03-31')
    await page.getByRole('button', { name: 'Apply' }).click()
    await stat(page, 'Events').waitFor()
    await page.goBack()
    await page.getByText('Nothing in this period').waitFor()
  })

  it('leads to the addresses, records and places of the person', async () => {
    const page = await browser.open(desk().url(`people?user=bruno@example.com&${DAY}`))
    const box = (title: string) =>
      page.locator('.box').filter({ has: page.getByText(title, { exact: true }) })
    expect(await box('Places').getByText('Tickets').count()).toBe(1)
    await box('IP addresses').getByRole('link', { name: '192.0.2.66' }).click()
    await page.getByRole('heading', { name: '192.0.2.66', level: 1 }).waitFor()
    expect(page.url()).toContain('from=2026-03-31')
  })

  it('tells namesakes apart', async () => {
    await desk().add({ actor: { ...BRUNO, id: 'u-77', email: 'bruno.two@example.com' } })
    const page = await browser.open(desk().url('people?user=Bruno Example&from=2026-03-01'))
    await page.getByText('2 people match').waitFor()
    await page.locator('.namesakes a').first().click()
    await page.waitForURL(/user=u-/)
    await page.locator('.namesakes').waitFor({ state: 'detached' })
  })

  it('says that nothing is recorded of somebody, and asks if nobody was named', async () => {
    const page = await browser.open(desk().url('people?user=nobody@example.com'))
    await page.getByText('Nothing is recorded').waitFor()
    expect(await violationsOf(page)).toEqual([])
    await page.goto(desk().url('people'))
    await page.getByLabel('Name, e-mail or ID').fill('carla@example.com')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: /carla/i, level: 1 }).waitFor()
    expect(page.url()).toContain('user=carla%40example.com')
  })

  it('says that numbers are those of the latest events only', async () => {
    const page = await browser.open(desk().url(`people?user=ana@example.com&${DAY}`), {
      before: (one) =>
        one.route('**/api/people?**', async (route) => {
          const answer = await route.fetch()
          const json = (await answer.json()) as { covered: object }
          await route.fulfill({ json: { ...json, covered: { ...json.covered, capped: true } } })
        }),
    })
    await page.getByText(/^Only the latest \d+ events are counted/).waitFor()
    expect(await stat(page, 'Events').textContent()).toMatch(/\+$/)
  })
})

describe('the view of an address', () => {
  it('says in words why it looks suspicious, with the events behind it', async () => {
    const page = await browser.open(desk().url(`addresses?ip=${STRANGER}&${DAY}`))
    await page.getByText('Suspicious', { exact: true }).waitFor()
    await page.getByText('Amsterdam, Netherlands').waitFor()
    expect(await violationsOf(page)).toEqual([])
    await page
      .getByRole('link', { name: '3 failed sign-ins on different accounts within 15 minutes' })
      .click()
    await page.getByText('3 events', { exact: true }).waitFor()
  })

  it('is normal where nothing stands out', async () => {
    const page = await browser.open(desk().url(`addresses?ip=198.51.100.23&${DAY}`))
    await page.getByText('Normal', { exact: true }).waitFor()
    await page
      .locator('.box')
      .getByRole('link', { name: /Bruno Example/ })
      .waitFor()
  })
})

for (const language of ['en', 'pt-BR', 'pt-PT', 'ca', 'es'] as const) {
  it(`speaks ${language} and fits 320 pixels, in the dark`, async () => {
    const page = await browser.open(desk().url(`people?user=bruno@example.com&${DAY}`), {
      language,
      theme: 'dark',
      width: 320,
      height: 640,
    })
    await page.locator('.stats').waitFor()
    const text = (await page.locator('main').textContent()) ?? ''
    expect(text).not.toMatch(/rollup\.\w|\{\w+\}/)
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320)
    expect(await violationsOf(page)).toEqual([])
  })
}
