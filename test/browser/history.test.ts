/** A record's history: what happened to it, how it was, what lies between, and taking it back. */
import { beforeAll, describe, expect, it } from '@jest/globals'
import type { Page } from 'playwright-core'
import { violationsOf } from './accessibility.ts'
import { quiet, useBrowser } from './browser.ts'
import { useDesk } from './desk.ts'

const browser = useBrowser()
const desk = useDesk()

interface Story {
  readonly id: string
  readonly path: string
}

/** A record that is really written: created, changed, and changed again. */
let shop: Story
let gone: Story

async function write(id: string, steps: readonly Record<string, unknown>[]): Promise<Story> {
  const { db, audit } = desk()
  const clients = audit.collection(db.collection<{ _id: string }>('shops'), { name: 'name' })
  for (const [i, step] of steps.entries()) {
    if (i === 0) await clients.insertOne({ _id: id, ...step })
    else if (step['deleted'] === true) await clients.deleteOne({ _id: id })
    else await clients.updateOne({ _id: id }, { $set: step })
  }
  await audit.flush()
  return { id, path: `history?${new URLSearchParams({ tt: 'shops', tid: id }).toString()}` }
}

beforeAll(async () => {
  shop = await write('a/b c', [
    { name: 'Corner Shop', status: 'new', credit: 0, tags: ['a'] },
    { status: 'active', credit: 20 },
    { name: 'Corner Shop Ltd', status: 'blocked', credit: 5 },
  ])
  gone = await write('gone', [{ name: 'Bakery Sol', phone: '1' }, { deleted: true }])
})

const open = (path: string, as: 'admin' | 'reader' = 'admin') =>
  browser.open(desk().url(path), { as })

async function menuOf(page: Page, entry: number, item: string): Promise<void> {
  await page.locator('.entry .popover-anchor > button').nth(entry).click()
  await page.locator('.menu-item').getByText(item, { exact: true }).click()
}

function cells(page: Page, path: string) {
  const row = page.locator('.change-table tbody tr')
  return row
    .filter({ has: page.locator('.property').getByText(path, { exact: true }) })
    .locator('td')
}

describe("the screen of a record's history", () => {
  it('tells what happened by day, newest first, under the name it has now', async () => {
    const page = await open(shop.path)
    expect(await page.locator('h1').textContent()).toBe('Corner Shop Ltd')
    await page.getByText('Earlier: Corner Shop').waitFor()
    expect(await page.locator('.day').count()).toBe(1)
    const entries = await page.locator('.entry').allInnerTexts()
    expect(entries).toHaveLength(3)
    expect(entries[0]).toContain('active → blocked')
    expect(entries[2]).toContain('Creation')
  })

  it('shows only what changed one property, and its value over time', async () => {
    const page = await open(shop.path)
    await page.getByLabel('Property').selectOption({ label: 'Status' })
    await page.getByRole('img', { name: 'Status: 3 values, from new to blocked' }).waitFor()
    const lines = await page.locator('.entry-changes li').allInnerTexts()
    expect(lines.map((line) => line.replace(/^Status /, ''))).toEqual([
      'active → blocked',
      'new → active',
      'new',
    ])
    await page.getByText('As a table').click()
    expect(await page.locator('.value-table code').allInnerTexts()).toEqual([
      'new',
      'active',
      'blocked',
    ])
    expect(page.url()).toContain('prop=status')
  })

  it('shows the record as it was, and says that this was checked', async () => {
    const page = await open(shop.path)
    await menuOf(page, 1, 'The record right after it')
    await page.getByText('Checked.').waitFor()
    expect(await cells(page, 'Status').allInnerTexts()).toEqual(['active'])
    expect(await cells(page, 'Credit').allInnerTexts()).toEqual(['20'])
    expect(await page.evaluate(() => document.activeElement?.className)).toBe('past')
  })

  it('answers for a moment in March from what the log of that time tells', async () => {
    const page = await open('history?tt=Client&tid=client-1')
    await page.getByRole('button', { name: 'As it was' }).click()
    // 17:45 UTC, a quarter of an hour after the creation and before the change.
    await page.getByLabel('Date and time').fill('2026-03-31T14:45')
    await page.getByLabel('Date and time').press('Tab')
    await quiet(page)
    expect(page.url()).toContain('at=2026-03-31T17%3A45')
    await page.locator('.certainty').waitFor()
  })

  it('compares two points', async () => {
    const page = await open(shop.path)
    await page.getByRole('button', { name: 'Compare' }).click()
    await quiet(page)
    expect(await cells(page, 'Credit').allInnerTexts()).toEqual(['0', '5'])
    expect(await cells(page, 'Tags').count()).toBe(0)
    await page.getByRole('button', { name: 'Close' }).click()
    await page.locator('.past').waitFor({ state: 'detached' })
    expect(page.url()).not.toContain('a=')
  })

  it('says that a record was deleted, and brings it back only with a reason', async () => {
    const page = await open(gone.path)
    await page.getByText(/^Deleted on /).waitFor()
    await menuOf(page, 0, 'Take this event back')
    const dialog = page.getByRole('dialog', { name: 'Take this event back' })
    await dialog.getByText('The record would be there again:').waitFor()
    expect(await dialog.locator('.change-table td').allInnerTexts()).toContain('Bakery Sol')
    await dialog.getByRole('button', { name: 'Take it back' }).click()
    await dialog.getByText('Say why.').waitFor()
    expect(await desk().db.collection('shops').countDocuments({ name: 'Bakery Sol' })).toBe(0)
    await dialog.getByLabel('Reason').fill('Deleted by mistake')
    await dialog.getByRole('button', { name: 'Take it back' }).click()
    await page.getByText('Taken back').waitFor()
    expect(await desk().db.collection('shops').countDocuments({ name: 'Bakery Sol' })).toBe(1)
    await page.getByText('Deleted by mistake').waitFor()
  })

  it('writes nothing where somebody changed the same since, and names what is in the way', async () => {
    browser.allow(/^409 /)
    const page = await open(shop.path)
    await menuOf(page, 1, 'Take this event back')
    const dialog = page.getByRole('dialog')
    await dialog.getByText(/^Somebody changed it since/).waitFor()
    expect(await dialog.getByRole('link').count()).toBeGreaterThan(0)
    expect(await dialog.getByRole('button', { name: 'Take it back' }).count()).toBe(0)
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'detached' })
  })

  it('offers no revert to whoever may not, and says so', async () => {
    const page = await open(
      `${shop.path}&at=${encodeURIComponent(new Date().toISOString())}`,
      'reader',
    )
    await page.getByText('Your account may not take records back.').waitFor()
    const button = page.getByRole('button', { name: 'Take the record back to this point' })
    expect(await button.isDisabled()).toBe(true)
    await page.locator('.entry .popover-anchor > button').first().click()
    expect(await page.locator('.menu-item').getByText('Take this event back').count()).toBe(0)
  })

  it('says since when a place is audited where the beginning is not known', async () => {
    const page = await open('history?tt=Client&tid=client-105')
    await page.locator('.beginning').waitFor()
    expect(await page.locator('.beginning').textContent()).toMatch(/not known/)
  })

  it('tells nothing happened from never audited, and that from a type that nobody knows', async () => {
    // Audited now: since when is what the settings say too.
    const since = await spanOf('clients')
    const quietRecord = await open('history?tt=Client&tid=nobody')
    await quietRecord.getByText('Nothing has happened to this record since').waitFor()
    const words = (await quietRecord.locator('.state').textContent()) ?? ''
    expect(words).toContain(await stampIn(quietRecord, since.from))
    expect(words).toContain('Clients is audited since')
    expect(words).toContain('not known')
    expect(await quietRecord.locator('.timeline').count()).toBe(0)

    // An event of another record of the type is all that is known of where it belongs.
    await desk().add({
      place: 'reports',
      type: 'reports.created',
      target: { type: 'Sheet', id: 's' },
    })
    await placeIsKnown('Sheet')
    const never = await open('history?tt=Sheet&tid=other')
    await never.getByText(/ was never audited$/).waitFor()

    const unknown = await open('history?tt=Spaceship&tid=1')
    await unknown.getByText('Nothing was ever recorded of this record').waitFor()
    await unknown.getByText('No audited place is known for records of the type Spaceship').waitFor()
  })

  it('says from when to when a place was audited that is off now', async () => {
    await switchPlace('chats', false)
    await desk().add({ place: 'chats', type: 'chats.deleted', target: { type: 'Chat', id: 'c' } })
    const page = await open('history?tt=Chat&tid=other')
    await page.getByText('Chats is not audited now').waitFor()
    const { from, to } = await spanOf('chats')
    const words = (await page.locator('.state').textContent()) ?? ''
    for (const at of [from, to ?? '']) expect(words).toContain(await stampIn(page, at))
    await switchPlace('chats', true)
  })

  it('says that filters leave nothing, and leads to the whole history', async () => {
    const page = await open('history?tt=Client&tid=client-105&op=restore')
    await page.getByText('No event of this record matches').waitFor()
    await page.getByRole('link', { name: 'Show its whole history' }).click()
    await page.locator('.timeline').waitFor()
  })

  it('leads to the history under the id that a record had before', async () => {
    await desk().add({
      target: { type: 'Client', id: 'new-id', name: 'Renumbered Ltd' },
      changes: [{ path: ['_id'], op: 'replace', before: 'client-105', after: 'new-id' }],
    })
    const page = await open('history?tt=Client&tid=new-id')
    await page.getByText('Formerly with the id').waitFor()
    await page.getByRole('link', { name: 'client-105' }).click()
    await page.waitForURL(/tid=client-105/)
    await page.locator('.timeline').waitFor()
  })

  it('breaks no rule of accessibility in any of its parts, light and dark', async () => {
    const at = encodeURIComponent(new Date().toISOString())
    for (const part of ['', '&prop=status', `&at=${at}`, `&a=${at}&b=${at}`]) {
      for (const theme of ['light', 'dark'] as const) {
        for (const width of [360, 1280]) {
          const page = await browser.open(desk().url(shop.path + part), { theme, width })
          expect(await violationsOf(page)).toEqual([])
          expect(await page.evaluate(() => document.documentElement.scrollWidth > innerWidth)).toBe(
            false,
          )
        }
      }
    }
  })
})

interface Span {
  readonly from: string
  readonly to?: string
}

/** When a place was last audited, as the API has it. */
async function spanOf(name: string): Promise<Span> {
  const answer = await fetch(desk().url('api/config'), { headers: { cookie: 'desk=admin' } })
  const { places } = (await answer.json()) as {
    readonly places: readonly { readonly place: string; readonly audited: readonly Span[] }[]
  }
  const last = places.find(({ place }) => place === name)?.audited.at(-1)
  if (last === undefined) throw new Error(`${name} was never audited`)
  return last
}

/** What a process knows of rare types is a few seconds old. */
async function placeIsKnown(type: string): Promise<void> {
  for (;;) {
    const answer = await fetch(desk().url(`api/history?tt=${type}&tid=other`), {
      headers: { cookie: 'desk=admin' },
    })
    const { place } = (await answer.json()) as { readonly place: string | null }
    if (place !== null) return
  }
}

async function switchPlace(name: string, on: boolean): Promise<void> {
  const headers = { cookie: 'desk=admin' }
  const read = await fetch(desk().url('api/config'), { headers })
  const answer = await fetch(desk().url('api/config'), {
    method: 'PUT',
    headers: {
      ...headers,
      'content-type': 'application/json',
      'x-audit-request': '1',
      'if-match': read.headers.get('etag') ?? '',
    },
    body: JSON.stringify({ places: { [name]: { on } } }),
  })
  expect(answer.status).toBe(200)
}

/** An instant as the list writes it, by the browser's own `Intl`, in the audit's zone. */
async function stampIn(page: Page, instant: string): Promise<string> {
  return page.evaluate((at) => {
    const day = { day: '2-digit', month: 'short', year: 'numeric' } as const
    const time = {
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
      hourCycle: 'h23',
    } as const
    const zoned = { timeZone: 'America/Sao_Paulo' } as const
    return new Intl.DateTimeFormat('en-GB', { ...day, ...time, ...zoned }).format(at)
  }, new Date(instant).getTime())
}
