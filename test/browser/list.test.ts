/** What stands in the list's cells, and what it remembers of how somebody likes it. */
import { expect, it } from '@jest/globals'
import { useBrowser } from './browser.ts'
import { useDesk } from './desk.ts'
import { CLIENT } from './recorded-day.ts'

const browser = useBrowser()
const desk = useDesk()

const DAY = 'from=2026-03-31&to=2026-03-31'

it('asks for what its columns show: e-mail, client and address are filled', async () => {
  const columns = 'at,actor,operation,place,target,client,ip'
  const page = await browser.open(desk().url(`events?${DAY}&q=twice&cols=${columns}`))
  const row = page.locator('[data-row]').first()
  expect(await row.locator('.c-actor').textContent()).toContain('bruno@example.com')
  expect(await row.locator('.c-client').textContent()).toBe(CLIENT.name)
  expect(await row.locator('.c-ip').textContent()).toBe('198.51.100.23')
})

it('says how many events are in how many rows, before all rows are there', async () => {
  const page = await browser.open(desk().url(`events?${DAY}`))
  await page.getByText('142 events grouped into 139 rows', { exact: true }).waitFor()
  // A hundred of them are loaded: the last is not among them.
  expect(await page.locator('.table-body').evaluate((body) => body.clientHeight)).toBeLessThan(
    139 * 40,
  )
  await page.goto(desk().url(`events?${DAY}&op=bulk-delete`))
  await page.getByText('4 events grouped into 1 row', { exact: true }).waitFor()
  await page.goto(desk().url(`events?${DAY}&op=login`))
  await page.getByText('1 event', { exact: true }).waitFor()
})

it('remembers the columns of a person also in a browser that has never seen them', async () => {
  const address = desk().url(`events?${DAY}`)
  const first = await browser.open(address)
  await first.getByRole('button', { name: 'Columns' }).click()
  const kept = first.waitForResponse((answer) => answer.request().method() === 'PUT')
  await first.getByRole('checkbox', { name: 'IP address' }).check()
  expect((await kept).url()).toContain('/api/preferences')

  const second = await browser.open(address, {
    before: async (page) => {
      await page.addInitScript(() => localStorage.clear())
    },
  })
  await second.getByRole('columnheader', { name: 'IP address' }).waitFor()
})
