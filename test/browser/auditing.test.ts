/** Auditing settings: what an administrator does there, and what stands in the way of a mistake. */
import { describe, expect, it } from '@jest/globals'
import type { Page } from 'playwright-core'
import { violationsOf } from './accessibility.ts'
import { useBrowser } from './browser.ts'
import { useDesk } from './desk.ts'
import type { Desk } from './desk.ts'

const browser = useBrowser()
// Chats is off, as it is where somebody begins.
const desk = useDesk({ places: ['clients', 'tickets'] })

const SETTINGS = 'settings/auditing'

function place(page: Page, name: string) {
  return page.getByRole('switch', { name, exact: true })
}

function save(page: Page): Promise<void> {
  return page.getByRole('button', { name: 'Save' }).click()
}

/** Somebody else changes the settings meanwhile. */
async function changeElsewhere(on: Desk, change: object): Promise<void> {
  const headers = { cookie: 'desk=admin' }
  const { headers: read } = await fetch(on.url('api/config'), { headers })
  const answer = await fetch(on.url('api/config'), {
    method: 'PUT',
    headers: {
      ...headers,
      'content-type': 'application/json',
      'x-audit-request': '1',
      'if-match': read.get('etag') ?? '',
    },
    body: JSON.stringify(change),
  })
  expect(answer.status).toBe(200)
}

describe('auditing settings', () => {
  it('starts to audit chats by the keyboard, and the next deletion is in the list', async () => {
    const page = await browser.open(desk().url(SETTINGS))
    await place(page, 'Chats').focus()
    await page.keyboard.press('Space')
    await page.getByText('1 unsaved change').waitFor()
    await page.getByLabel('Reason (recorded with the change)').focus()
    await page.keyboard.type('Support asked for it')
    await page.keyboard.press('Enter')
    await page.getByText('Chats is audited from now on').waitFor()
    expect(await place(page, 'Chats').isChecked()).toBe(true)

    await desk().audit.record('chats.deleted', {
      target: { type: 'Chat', id: 'chat-1', name: 'A chat about nothing' },
    })
    await page.getByRole('link', { name: 'See the events' }).click()
    await page.getByText('A chat about nothing').first().waitFor()
    expect(page.url()).toContain('place=chats')
  })

  it('says in the history who changed what, and why', async () => {
    await changeElsewhere(desk(), {
      places: { 'trash.chats': { on: true } },
      reason: 'The trash counts too',
    })
    const page = await browser.open(desk().url(SETTINGS))
    const newest = page.locator('.config-past > li').first()
    await newest.getByText('The trash counts too').waitFor()
    expect(await newest.textContent()).toContain('The admin')
    expect(await newest.textContent()).toContain('Trash › Chats')
  })

  it('keeps less of people’s data in one place, and hides last values, and says so afterwards', async () => {
    const page = await browser.open(desk().url(SETTINGS))
    await page.getByRole('button', { name: 'Operations and details of Clients' }).click()
    const mode = page.getByLabel('Data of people in Clients')
    expect(await mode.locator('option').allInnerTexts()).toEqual([
      'As everywhere: Full',
      'Full',
      'Summary',
    ])
    await mode.selectOption('Summary')
    await page.getByText('1 unsaved change').waitFor()
    await place(page, 'Show the last value').click()
    await page.getByText('2 unsaved changes').waitFor()
    expect(await violationsOf(page)).toEqual([])
    await save(page)
    await page.getByText(/^Saved at /).waitFor()
    const { clientModes, showLastValue } = await configOf(desk())
    expect({ clientModes, showLastValue }).toEqual({
      clientModes: { clients: 'summary' },
      showLastValue: false,
    })
    // In words, and not as paths of a configuration.
    const newest = page.locator('.config-past > li').first()
    await newest.getByText('Recording of client data › Clients').waitFor()
    await newest.getByText('Show last values').waitFor()
    expect(await newest.textContent()).not.toMatch(/clientModes|showLastValue/)

    await mode.selectOption('As everywhere: Full')
    await place(page, 'Show the last value').click()
    await save(page)
    await page.getByText(/^Saved at /).waitFor()
    expect((await configOf(desk())).clientModes).toEqual({})
  })

  it('asks nothing of that kind of who may only look, and of places about nobody', async () => {
    const page = await browser.open(desk().url(SETTINGS), { as: 'reader' })
    expect(await place(page, 'Show the last value').isDisabled()).toBe(true)
    await page.getByRole('button', { name: 'Operations and details of Clients' }).click()
    expect(await page.getByLabel('Data of people in Clients').isDisabled()).toBe(true)
    await page.getByRole('button', { name: 'Operations and details of Tickets' }).click()
    expect(await page.getByLabel('Data of people in Tickets').count()).toBe(0)
  })

  it('stops to audit a place only for its typed name and a reason', async () => {
    const page = await browser.open(desk().url(SETTINGS))
    await place(page, 'Tickets').click()
    await save(page)
    const dialog = page.getByRole('dialog', { name: 'Stop auditing a place' })
    // The number of its events: what the effect is.
    await dialog.getByText(/\d events? in the last 30 days, \d+ in all/).waitFor()
    expect(await violationsOf(page)).toEqual([])
    await dialog.getByRole('button', { name: 'Stop auditing it' }).click()
    await dialog.getByText('This is not the name of the place').waitFor()
    await dialog.getByText('A reason is needed').waitFor()

    await dialog.getByLabel('Type “Tickets” to confirm').fill('tickets')
    await dialog.getByLabel('Why?').fill('They move to another desk')
    await dialog.getByRole('button', { name: 'Stop auditing it' }).click()
    await page.getByText(/^Saved at/).waitFor()
    expect(await place(page, 'Tickets').isChecked()).toBe(false)
    await page.getByText('They move to another desk').waitFor()
  })

  it('locks what is mandatory and says why', async () => {
    const page = await browser.open(desk().url(SETTINGS))
    const locked = place(page, 'Account')
    expect([await locked.isChecked(), await locked.isDisabled()]).toEqual([true, true])
    await page.getByRole('button', { name: 'Operations and details of Account' }).click()
    await page.getByText('nobody can switch them off').waitFor()
    expect(await page.getByRole('checkbox', { name: 'Edit' }).isDisabled()).toBe(true)
  })

  it('names the option of what the code sets', async () => {
    const page = await browser.open(desk().url(SETTINGS))
    await page.getByText('Set in code: places.clients').waitFor()
  })

  it('shows a reader everything and lets nothing be changed', async () => {
    const page = await browser.open(desk().url(SETTINGS), { as: 'reader' })
    await page.getByText('the permission “configure” is missing').waitFor()
    const switches = await page.getByRole('switch').all()
    expect(switches.length).toBeGreaterThan(10)
    for (const one of switches) expect(await one.isDisabled()).toBe(true)
    const why = await place(page, 'Clients').getAttribute('aria-describedby')
    expect(await page.locator(`#${why ?? ''}`).textContent()).toContain('configure')
    // Who cannot change them is not led there.
    expect(await page.getByRole('link', { name: 'Settings' }).count()).toBe(0)
    expect(await violationsOf(page)).toEqual([])
  })

  it('shows what would be recorded as the draft stands, and saves nothing', async () => {
    const page = await browser.open(desk().url(SETTINGS))
    await page.getByRole('button', { name: 'Operations and details of Clients' }).click()
    await page.getByLabel('Operation', { exact: true }).selectOption('update')
    const ask = page.getByRole('button', { name: 'What would be recorded?' })
    await ask.click()
    await page.locator('.sample-changes').getByText('Corner Shop → Corner Shop Ltd').waitFor()

    await page.getByRole('radio', { name: /^Summary/ }).click()
    // The answer was about other settings: it goes away.
    await page.locator('.sample-answer').waitFor({ state: 'detached' })
    await ask.click()
    await page.locator('.sample-answer').getByText('values not recorded').first().waitFor()
    expect(await page.locator('.sample-answer').textContent()).not.toContain('Corner Shop →')

    await page.getByRole('button', { name: 'Discard' }).click()
    await page.locator('.save-bar').waitFor({ state: 'detached' })
    expect(await page.getByRole('radio', { name: /^Full/ }).isChecked()).toBe(true)
  })

  it('finds a place by the name of an operation, without accents', async () => {
    const page = await browser.open(desk().url(SETTINGS), { language: 'pt-BR' })
    await page.getByLabel('Buscar lugares e operações').fill('geracao')
    await page.getByText('Relatórios Básicos').waitFor()
    expect(await page.locator('.place-group').getByRole('switch').count()).toBe(1)
    await page.getByLabel('Buscar lugares e operações').fill('xyzzy')
    await page.getByText('Nenhum lugar com esse nome').waitFor()
  })

  it('asks before changes are lost, by a link and by Back', async () => {
    const page = await browser.open(desk().url('events'))
    await page.getByRole('link', { name: 'Settings' }).click()
    await place(page, 'Backup').click()
    await page.getByRole('link', { name: 'Events', exact: true }).click()
    const dialog = page.getByRole('dialog', { name: 'Leave without saving?' })
    await dialog.getByRole('button', { name: 'Stay here' }).click()
    expect(await place(page, 'Backup').isChecked()).toBe(true)

    await page.evaluate(() => history.back())
    await dialog.waitFor()
    expect(page.url()).toContain(SETTINGS)
    await dialog.getByRole('button', { name: 'Leave without saving' }).click()
    await page.getByRole('heading', { name: 'Events', level: 1 }).waitFor()
    expect(page.url()).toMatch(/\/events$/)
  })

  it('overwrites nothing that somebody else saved meanwhile', async () => {
    browser.allow(/^412 /)
    const page = await browser.open(desk().url(SETTINGS))
    await place(page, 'Backup').click()
    await changeElsewhere(desk(), { places: { 'reports.basic': { on: true } } })
    await save(page)
    await page.getByText(/The admin changed these settings at/).waitFor()

    await page.getByRole('button', { name: 'Compare' }).click()
    const rows = page.getByRole('dialog', { name: 'Both changes' }).getByRole('row')
    expect(await rows.count()).toBe(3)
    expect(await violationsOf(page)).toEqual([])
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Keep mine' }).click()
    // Theirs is there, mine is still to be saved.
    expect(await place(page, 'Basic reports').isChecked()).toBe(true)
    await save(page)
    await page.getByText('Backup is audited from now on').waitFor()
    expect(await place(page, 'Basic reports').isChecked()).toBe(true)
  })

  it('keeps the changes if the application fails to save them', async () => {
    browser.allow(/^500 /)
    const page = await browser.open(desk().url(SETTINGS))
    await page.route('**/api/config', (route) =>
      route.request().method() === 'PUT'
        ? route.fulfill({ status: 500, contentType: 'application/json', body: '{"code":"X"}' })
        : route.fallback(),
    )
    await place(page, 'Chat clients').click()
    await save(page)
    await page.getByRole('alert').getByText('Your changes are still here').waitFor()
    expect(await place(page, 'Chat clients').isChecked()).toBe(true)
  })

  it('says that a place has been silent', async () => {
    const page = await browser.open(desk().url(SETTINGS), {
      before: (one) =>
        one.route('**/api/config/activity', (route) =>
          route.fulfill({
            json: {
              places: [
                {
                  place: 'clients',
                  last: { at: '2026-03-31T18:00:00.000Z', event: '01JQPZ00000000000000000000' },
                  days: 9,
                },
              ],
            },
          }),
        ),
    })
    await page.getByText('No events for 9 days').waitFor()
  })

  for (const language of ['pt-BR', 'pt-PT', 'ca', 'es'] as const) {
    it(`speaks ${language} throughout, without a key of a text`, async () => {
      const page = await browser.open(desk().url(SETTINGS), { language, theme: 'dark' })
      await page.locator('.place').first().waitFor()
      await page.locator('.place .button').first().click()
      await page.getByRole('switch').first().click()
      const text = (await page.locator('main').textContent()) ?? ''
      expect(text).not.toMatch(/auditing\.\w|\{\w+\}|Not saved|Audited since/)
      expect(await violationsOf(page)).toEqual([])
    })
  }

  it('fits 320 pixels, the bar with unsaved changes included', async () => {
    const page = await browser.open(desk().url(SETTINGS), { width: 320, height: 640 })
    await page.getByRole('switch').first().click()
    await page.locator('.place .button').first().click()
    await page.locator('.save-bar').waitFor()
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320)
    expect(await violationsOf(page)).toEqual([])
  })
})

async function configOf(
  on: Desk,
): Promise<{ readonly clientModes: object; readonly showLastValue: boolean }> {
  const answer = await fetch(on.url('api/config'), { headers: { cookie: 'desk=admin' } })
  return (await answer.json()) as { clientModes: object; showLastValue: boolean }
}
