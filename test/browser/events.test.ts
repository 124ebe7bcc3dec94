import { createServer } from 'node:http'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { Page } from 'playwright-core'
import { createApp, ordinaryEvent } from '../admin/admin-app.ts'
import type { Sample } from '../admin/admin-app.ts'
import { useBrowser } from './browser.ts'

const EVENTS = 250
/** Without the visits of the list itself, which are events as well. */
const LIST = '/events?place=tickets,clients'
/** A window's worth, however many are loaded. */
const MOST_ROWS = 45

const browser = useBrowser()
let server: Server

beforeAll(async () => {
  const desk = createApp()
  const newest = { type: 'Client', id: '65f0000000000000000000aa', name: '<img src=x>' }
  await desk.add({ place: 'clients', operation: 'create', target: newest })
  await desk.add(...Array.from({ length: EVENTS }, (_, i) => sample(i)))
  server = createServer(desk.app)
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
})

afterAll(
  () =>
    new Promise((resolve) => {
      server.closeAllConnections()
      server.close(resolve)
    }),
)

function sample(i: number): Sample {
  return {
    at: new Date(ordinaryEvent().at.getTime() - (i + 1) * 60_000),
    operation: i % 5 === 0 ? 'delete' : 'update',
    target: { type: 'Ticket', id: String(1000 + i), name: `Ticket ${1000 + i}` },
    changes: [{ path: ['status'], op: 'replace', before: 'open', after: 'closed' }],
  }
}

function address(path: string): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/admin/audit${path}`
}

function rows(page: Page) {
  return page.locator('[data-row]')
}

async function hasFocus(page: Page, text: string): Promise<void> {
  await page.waitForFunction(
    (wanted) => document.activeElement?.closest('[data-row]')?.textContent.includes(wanted),
    text,
  )
}

async function scrollTo(page: Page, edge: 'top' | 'bottom'): Promise<void> {
  await page.locator('.table-region').evaluate((region, where) => {
    region.scrollTop = where === 'top' ? 0 : region.scrollHeight
  }, edge)
}

describe('the list of events', () => {
  it('asks once for its rows, before its script is there, and shows the newest first', async () => {
    const asked: string[] = []
    const page = await browser.open(address('/?place=tickets,clients'), {
      before: async (opened) => {
        opened.on('request', (request) => void asked.push(request.url()))
      },
    })
    await page.getByText('251 events').waitFor()
    expect(new URL(page.url()).pathname).toBe('/admin/audit/events')
    expect(await rows(page).first().textContent()).toContain('<img src=x>')
    const forRows = asked.filter((url) => /api\/events\?(?!.*count=1)/.test(url))
    expect(forRows).toHaveLength(1)
    const script = asked.findIndex((url) => /assets\/main-/.test(url))
    const first = asked.slice(0, Math.max(script, asked.indexOf(forRows[0] ?? '')) + 1)
    // The page, its style, its texts, its script, its rows, and the names of things.
    expect(first.length).toBeLessThanOrEqual(6)
  })

  it('filters by a choice, says so in a chip and the address, and takes it back', async () => {
    const page = await browser.open(address(LIST))
    await page.getByRole('button', { name: 'Operation', exact: true }).click()
    await page.getByRole('checkbox', { name: 'Deletion', exact: true }).check()
    await page.keyboard.press('Escape')
    await page.getByText('50 events').waitFor()
    expect(new URL(page.url()).searchParams.get('op')).toBe('delete')
    await page.getByRole('button', { name: 'Remove Operation: Deletion' }).click()
    await page.getByText('251 events').waitFor()
    await page.goBack()
    await page.getByText('50 events').waitFor()
  })

  it('is searched while one types, without a step in the history for each letter', async () => {
    const page = await browser.open(address(LIST))
    await page.keyboard.press('/')
    await page.keyboard.type('Ticket 1007')
    await page.getByText(/^1 event$/).waitFor()
    expect(new URL(page.url()).searchParams.get('q')).toBe('Ticket 1007')
    expect(await page.evaluate(() => history.length)).toBeLessThanOrEqual(2)
  })

  it('is walked through by the keyboard, and keeps the focus where the rows scroll', async () => {
    const page = await browser.open(address(LIST))
    await page.locator('.row-link').first().focus()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('j')
    await hasFocus(page, 'Ticket 1001')
    await page.keyboard.press('k')
    await hasFocus(page, 'Ticket 1000')
    await scrollTo(page, 'bottom')
    // Out of sight, and still what the next key starts from.
    await page.locator('.table-region').evaluate((region) => region.scrollTop > 0)
    await hasFocus(page, 'Ticket 1000')
    await page.keyboard.press('ArrowDown')
    await hasFocus(page, 'Ticket 1001')
    await page.keyboard.press('Home')
    await hasFocus(page, '<img src=x>')
  })

  it('has a handful of rows in the document, and loads older ones while it is scrolled', async () => {
    const page = await browser.open(address(LIST))
    await rows(page).first().waitFor()
    expect(await rows(page).count()).toBeLessThan(MOST_ROWS)
    const older = page.waitForRequest((request) => request.url().includes('cursor='))
    await scrollTo(page, 'bottom')
    await older
    expect(await rows(page).count()).toBeLessThan(MOST_ROWS)
  })

  it('shows one event beside the list, and gives the focus back', async () => {
    const page = await browser.open(address(`${LIST}&op=delete`))
    await page.locator('.row-link').nth(1).focus()
    await page.keyboard.press('Space')
    const panel = page.getByRole('complementary', { name: 'Event' })
    await panel.getByText('What changed').waitFor()
    expect(new URL(page.url()).searchParams.get('sel')).not.toBeNull()
    await page.keyboard.press('Escape')
    await panel.waitFor({ state: 'detached' })
    await hasFocus(page, 'Ticket 1005')
  })

  it('has a link for the colleague that means the same events later', async () => {
    const page = await browser.open(address('/events?p=7d&op=delete&live=1'))
    await page.getByRole('button', { name: 'Copy link to these events' }).click()
    await page.getByText('Link copied').waitFor()
    const copied = new URL(await page.evaluate(() => navigator.clipboard.readText()))
    expect([...copied.searchParams.keys()].toSorted()).toEqual(['from', 'op', 'to', 'tz'])
    expect(copied.searchParams.get('tz')).toBe('America/Sao_Paulo')
  })

  it('shows no other rows where a filter is refused, and marks it', async () => {
    browser.allow(/^400 /)
    const page = await browser.open(address('/events?from=yesterday'))
    await page.getByText('This cannot be asked for').waitFor()
    expect(await page.locator('.chip.wrong').textContent()).toContain('expected a day')
    expect(await rows(page).count()).toBe(0)
  })
})
