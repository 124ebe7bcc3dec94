/**
 * Five things that somebody wants to know who has never seen the page, on the example's own data and
 * with mouse and keyboard alone. How long each takes is printed; that the answer is found is asserted.
 */
import { readFile } from 'node:fs/promises'
import { describe, expect, it } from '@jest/globals'
import type { Page } from 'playwright-core'
import { quiet, useBrowser } from './browser.ts'
import { useDemo } from './demo.ts'

const browser = useBrowser()
const demo = useDemo()

describe('somebody who has never seen the page', () => {
  it('finds out who deleted these tickets, and why', async () => {
    await timed('who deleted these tickets, and why', async (page) => {
      await choose(page, 'Place', 'Tickets')
      await choose(page, 'Operation', 'Bulk deletion')
      // Of a client who was deleted nobody reads more than this.
      const rows = page.locator('[data-row]', { hasText: 'H*** Q******' })
      await rows.first().waitFor()
      const sentence = await rows.first().locator('.group-cell').innerText()
      // Who, how many, and because of what: in one line of the list.
      expect(await rows.first().innerText()).toMatch(/Ana Exemplo/)
      expect(sentence).toMatch(/Tickets 5/)
      expect(sentence).toMatch(/deleted the client “H\*{3} Q\*{6}”/)
      await rows.first().getByRole('button', { name: 'Show its records' }).click()
      await page.locator('.row.member').first().waitFor()
      expect(await page.locator('.row.member').count()).toBeGreaterThan(0)
    })
  })

  it('finds out what a client’s record looked like before', async () => {
    await timed('what did this client’s record look like in March', async (page) => {
      await choose(page, 'Place', 'Clients')
      await page.getByRole('button', { name: 'More filters' }).click()
      // A client is found by the name of now, whole: what is encrypted is searched by nothing else.
      await page.getByLabel('Client', { exact: true }).fill('Davi Fictício')
      await page.keyboard.press('Enter')
      await page.waitForURL(/client=Davi/)
      await quiet(page)
      await page.getByRole('button', { name: 'Actions' }).first().click()
      await page.getByRole('link', { name: 'History of the record' }).click()
      await page.locator('.timeline').waitFor()
      await page.getByRole('button', { name: 'As it was', exact: true }).click()
      await page.getByLabel('Date and time').fill('2026-03-15T12:00')
      await page.keyboard.press('Enter')
      await page.locator('.past .change-table').waitFor()
      const tags = page.locator('.past .change-table tr', { hasText: 'Tags' })
      expect(await tags.innerText()).toContain('vip')
      expect(await tags.innerText()).not.toContain('b2b')
      // What it says is bounded by what it knows: the record is older than its log.
      await page.getByText('This is before the first event').waitFor()
    })
  })

  it('searches for a client, whose name no search sees, and is one press from what is recorded', async () => {
    const page = await browser.open(await demo().link())
    await page.keyboard.press('/')
    await page.keyboard.type('Davi Fictício')
    await page.waitForURL(/q=Davi/)
    await page.getByText('The search does not look at clients’ names.').waitFor()
    await page.getByRole('button', { name: 'Filter by the client “Davi Fictício”' }).click()
    await page.waitForURL((url) => url.searchParams.get('client') === 'Davi Fictício')
    await page.locator('[data-row]').first().waitFor()
    expect(new URL(page.url()).searchParams.has('q')).toBe(false)
    expect(await page.getByLabel('Search', { exact: true }).inputValue()).toBe('')
  })

  it('gets everything that one agent exported this week, as a file that is safe to open', async () => {
    await timed('everything one agent exported this week, as a safe CSV', async (page) => {
      await page.keyboard.press('/')
      await page.keyboard.type('Carla')
      await page.waitForURL(/q=Carla/)
      await quiet(page)
      await page.locator('.row-link').first().click()
      await page.locator('article.event h1').waitFor()
      await page.locator('.summary').getByRole('link', { name: 'Carla Mostra' }).click()
      await page.getByRole('link', { name: 'Exports of the last 7 days' }).click()
      await page.locator('[data-row]').first().waitFor()
      const n = Number(/^\d+/.exec(await page.locator('output.count').innerText())?.[0])
      await page.getByRole('button', { name: 'Export', exact: true }).click()
      const coming = page.waitForEvent('download')
      await page.getByRole('link', { name: /^CSV for people/ }).click()
      const text = await readFile(await (await coming).path(), 'utf8')
      const lines = text.trim().split('\r\n')
      expect(lines).toHaveLength(n + 1)
      expect(n).toBeGreaterThan(0)
      expect(lines.slice(1).every((line) => line.includes('carla@example.com'))).toBe(true)
      // No cell that a spreadsheet would calculate.
      expect(text).not.toMatch(/(?:^|[,;|"\t\n])[=+@-]/m)
    })
  })

  it('finds out what happened from an address', async () => {
    await timed('what happened from this IP', async (page) => {
      await page.getByRole('button', { name: 'More filters' }).click()
      await page.getByLabel('IP address').fill('203.0.113.200')
      await page.keyboard.press('Enter')
      await page.waitForURL(/ip=203\.0\.113\.200/)
      await quiet(page)
      await page.locator('.row-link').first().click()
      await page.locator('.summary').getByRole('link', { name: '203.0.113.200' }).click()
      await page.locator('h1', { hasText: '203.0.113.200' }).waitFor()
      await page.getByText('Suspicious').first().waitFor()
      await page.getByText('3 failed sign-ins on different accounts within 15 minutes').waitFor()
      await page
        .getByText(/Amsterdam/)
        .first()
        .waitFor()
    })
  })

  it('starts to audit chats, and sees one recorded', async () => {
    // The example has them on from its beginning.
    await switchChatsOff()
    await timed('start auditing chats, and see it recorded', async (page) => {
      await page.getByRole('link', { name: 'Configure' }).click()
      await page.getByRole('switch', { name: 'Chats', exact: true }).click()
      await page.getByRole('button', { name: 'Save' }).click()
      await page.getByText('Chats is audited from now on').waitFor()
      const desk = await browser.context().newPage()
      await desk.goto(demo().url)
      await desk.evaluate(async () => {
        const headers = { accept: 'application/json', 'content-type': 'application/json' }
        const chats = (await (await fetch('/chats', { headers })).json()) as { _id: string }[]
        const ids = [chats[0]?._id]
        await fetch('/chats/delete', { method: 'POST', headers, body: JSON.stringify({ ids }) })
      })
      await desk.close()
      await page.getByRole('link', { name: 'See the events' }).click()
      await page.locator('[data-row]', { hasText: 'Ana Exemplo' }).first().waitFor()
      expect(page.url()).toContain('place=chats')
    })
  })
})

/** From the sign-in on. What is printed is for whoever decides whether it is quick enough. */
async function timed(task: string, work: (page: Page) => Promise<void>): Promise<void> {
  const link = await demo().link()
  const begin = performance.now()
  const page = await browser.open(link)
  await work(page)
  const seconds = ((performance.now() - begin) / 1000).toFixed(1)
  process.stderr.write(`task: ${task}: ${seconds} s\n`)
}

async function choose(page: Page, filter: string, value: string): Promise<void> {
  await page.getByRole('button', { name: filter, exact: true }).click()
  await page.getByRole('checkbox', { name: value, exact: true }).check()
  await page.keyboard.press('Escape')
  await quiet(page)
}

async function switchChatsOff(): Promise<void> {
  const { url, token } = demo()
  const config = `${url}/admin/audit/api/config`
  const headers = { authorization: `Bearer ${token}` }
  const read = await fetch(config, { headers })
  const answer = await fetch(config, {
    method: 'PUT',
    headers: {
      ...headers,
      'content-type': 'application/json',
      'x-audit-request': '1',
      'if-match': read.headers.get('etag') ?? '',
    },
    body: JSON.stringify({ places: { chats: { on: false } } }),
  })
  expect(answer.status).toBe(200)
}
