/** One event: what a person reads of it, what they copy, and where they go from there. */
import { describe, expect, it } from '@jest/globals'
import type { Page } from 'playwright-core'
import { violationsOf } from './accessibility.ts'
import { quiet, useBrowser } from './browser.ts'
import { useDesk } from './desk.ts'
import { CLIENT, recordedDay } from './recorded-day.ts'
import type { DayEvent } from './recorded-day.ts'

const browser = useBrowser()
const AT = new Date('2026-03-31T10:00:00.000Z')
const HOSTILE = '<img src=x onerror=alert(1)>'
const desk = useDesk({ events: [...recordedDay(), ...odd()] })

function odd(): readonly DayEvent[] {
  const wide = Array.from({ length: 320 }, (_, i) => ({
    path: [`field${String(i).padStart(3, '0')}`],
    op: 'replace' as const,
    before: i,
    after: i + 1,
  }))
  return [
    { key: 'wide', at: AT, target: CLIENT, changes: wide, fidelity: 'exact' },
    {
      key: 'odd',
      at: AT,
      target: { ...CLIENT, name: HOSTILE },
      reason: HOSTILE,
      changes: [
        { path: ['text'], op: 'replace', before: '0', after: 0 },
        { path: ['none'], op: 'replace', before: [], after: {} },
        { path: ['blank'], op: 'replace', before: '   ', after: 'false' },
        { path: ['order'], op: 'replace', before: ['a', 'b', 'c'], after: ['c', 'a', 'b', 'd'] },
        { path: ['formula'], op: 'add', after: '=1+1' },
        { path: ['html'], op: 'add', after: HOSTILE },
        {
          path: ['plan'],
          op: 'replace',
          before: { name: 'A', seats: 2 },
          after: { seats: 2, name: 'B' },
        },
      ],
      fidelity: 'exact',
    },
    {
      key: 'intent',
      at: AT,
      target: CLIENT,
      fidelity: 'intent',
      details: { because: 'no-images' },
    },
  ]
}

const open = (key: string, query = '') =>
  browser.open(desk().url(`events/${desk().id(key)}${query}`))

/** The text of one row's cells: property, original, new. */
async function row(page: Page, path: string): Promise<readonly string[]> {
  const cells = page.locator('.change-table tbody tr').filter({
    has: page.locator('.path code').getByText(path, { exact: true }),
  })
  const texts = await cells.locator('td').allInnerTexts()
  return texts.map((text) => text.replaceAll(/\s+/g, ' ').trim())
}

describe('the screen of an event', () => {
  it('says in a sentence what happened, and why, before anything else', async () => {
    const page = await open('updated')
    const title = await page.locator('h1').textContent()
    expect(title).toMatch(/^Ana Example changed the client .Corner Shop Ltd.$/)
    expect(await page.locator('.event-reason').textContent()).toContain('asked for it by telephone')
    expect(await page.title()).toBe(`${title ?? ''} · Audit trail · Help desk`)
  })

  it('tells an absent value, null, an empty text, zero, false and a secret apart', async () => {
    const page = await open('updated')
    expect(await row(page, 'email')).toEqual(['— not there', 'shop@example.com'])
    expect(await row(page, 'notes')).toEqual(['"" (empty text)', 'null'])
    expect((await row(page, 'credit'))[0]).toBe('0')
    expect((await row(page, 'active'))[0]).toBe('false no')
    expect(await row(page, 'password')).toEqual(['not shown: secret'])
    await page.getByText('1 of 10 values is not shown.').waitFor()
  })

  it('never writes two values alike that differ in type', async () => {
    const page = await open('odd')
    expect(await row(page, 'text')).toEqual(['"0"', '0'])
    expect(await row(page, 'none')).toEqual(['[] (empty list)', '{} (no properties)'])
    expect(await row(page, 'blank')).toEqual(['" " (only spaces)', '"false"'])
    expect(await row(page, 'plan.name')).toEqual(['A', 'B'])
    expect(await row(page, 'plan.seats')).toEqual([])
  })

  it('shows which words of a long text changed, and which items came, went and moved', async () => {
    const page = await open('updated')
    const words = page.locator('.change-table .words')
    expect(await words.locator('del').allInnerTexts()).toEqual(['sweets', 'every day'])
    expect(await words.locator('ins').allInnerTexts()).toEqual(['bread', 'on weekdays'])
    expect(await row(page, 'tags')).toEqual(['retail late removed', 'retail vip added'])
    const odd = await open('odd')
    expect(await row(odd, 'order')).toEqual(['a b cmoved', 'cmoved a b d added'])
  })

  it('keeps markup as text', async () => {
    const page = await open('odd')
    expect(await page.locator('main img').count()).toBe(0)
    expect(await row(page, 'html')).toEqual(['— not there', HOSTILE])
  })

  it('copies the table as cells, and none of them is a formula', async () => {
    const page = await open('odd')
    await page.getByRole('button', { name: 'Copy table' }).click()
    await page.getByText('Copied').waitFor()
    const lines = (await page.evaluate(() => navigator.clipboard.readText())).split('\n')
    expect(lines[0]).toBe('Property\tPath\tOriginal\tNew')
    expect(
      lines
        .find((line) => line.includes('formula'))
        ?.split('\t')
        .at(-1),
    ).toBe("'=1+1")
  })

  it('shows the first 200 of many changes, finds one, then shows all', async () => {
    const page = await open('wide')
    const rows = page.locator('.change-table tbody tr')
    expect(await rows.count()).toBe(200)
    await page.getByRole('searchbox', { name: 'Find a property or value' }).fill('field319')
    await rows.nth(1).waitFor({ state: 'detached' })
    expect(await row(page, 'field319')).toEqual(['319', '320'])
    await page.getByRole('searchbox').fill('')
    await page.getByRole('button', { name: 'Show all 320 rows' }).click()
    await rows.nth(319).waitFor()
  })

  it('has one column of values for what was created and what was deleted', async () => {
    const created = await open('created')
    const heads = (page: Page) => page.locator('.change-table thead th').allTextContents()
    expect(await heads(created)).toEqual(['Property', 'New'])
    expect(await heads(await open('deleted'))).toEqual(['Property', 'Original'])
  })

  it('says why there is no table', async () => {
    const login = await open('login')
    await login.getByText('This event changed no property of a record.').waitFor()
    await (await open('intent')).getByText('What was asked for is known').waitFor()
  })

  it('goes to the newer and the older event of the list it was opened from', async () => {
    const page = await open('deleted', '?op=delete')
    await page.getByRole('link', { name: 'Back to the list' }).waitFor()
    await page.keyboard.press(']')
    await page.waitForURL(`**/events/${desk().id('denied')}?op=delete`)
    await quiet(page)
    await page.keyboard.press('[')
    await page.waitForURL(`**/events/${desk().id('deleted')}?op=delete`)
    await quiet(page)
    expect(await page.getByRole('button', { name: 'Newer' }).isDisabled()).toBe(true)
  })

  it('leads to the history of its record, and copies its link with the zone', async () => {
    const page = await open('updated')
    await page.getByRole('button', { name: 'More actions' }).click()
    await page.getByRole('button', { name: 'Copy link' }).click()
    await page.getByText('Copied').waitFor()
    const link = await page.evaluate(() => navigator.clipboard.readText())
    expect(link).toBe(`${desk().url(`events/${desk().id('updated')}`)}?tz=America%2FSao_Paulo`)
    await page.getByRole('link', { name: 'Record history' }).click()
    await page.waitForURL('**/history?tt=Client&tid=client-1')
  })

  it('shows what else happened to the record, and the event as it was recorded', async () => {
    const page = await open('updated')
    const same = page.locator('.related > div').filter({ hasText: 'Same record' })
    await same.getByText('created the client').waitFor()
    await page.locator('summary').getByText('Raw JSON').click()
    const raw: unknown = JSON.parse((await page.locator('.raw-text').textContent()) ?? '')
    expect(raw).toMatchObject({ id: desk().id('updated'), type: 'clients.updated' })
  })

  it('leaves no card alone beside a gap, however wide the window is', async () => {
    for (const width of [360, 700, 960, 1280]) {
      const page = await browser.open(desk().url(`events/${desk().id('updated')}`), { width })
      const gaps = await page.locator('.summary').evaluate((sheet) => {
        const { right } = sheet.getBoundingClientRect()
        const ends = new Map<number, number>()
        for (const card of sheet.children) {
          const box = card.getBoundingClientRect()
          ends.set(Math.round(box.top), Math.max(ends.get(Math.round(box.top)) ?? 0, box.right))
        }
        return [...ends.values()].map((end) => Math.round(right - end)).filter((gap) => gap > 2)
      })
      expect({ width, gaps }).toEqual({ width, gaps: [] })
    }
  })

  it('says that there is no such event, without alarm', async () => {
    browser.allow(/^404 /)
    const page = await browser.open(desk().url('events/01JQPZ00000000000000000009'))
    await page.getByText('There is no such event here').waitFor()
    expect(await page.locator('h1').textContent()).toBe('Event not found')
  })

  for (const key of ['updated', 'odd', 'wide', 'group', 'login']) {
    it(`breaks no rule of accessibility, light and dark: ${key}`, async () => {
      for (const theme of ['light', 'dark'] as const) {
        for (const width of [360, 1280]) {
          const page = await browser.open(desk().url(`events/${desk().id(key)}`), { theme, width })
          expect(await violationsOf(page)).toEqual([])
          expect(await page.evaluate(() => document.documentElement.scrollWidth > innerWidth)).toBe(
            false,
          )
        }
      }
    })
  }
})
