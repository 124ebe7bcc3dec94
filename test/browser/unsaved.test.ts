/** What somebody has chosen and not saved yet stays, whatever comes in between. */
import { describe, expect, it } from '@jest/globals'
import type { Page } from 'playwright-core'
import { quiet, useBrowser } from './browser.ts'
import { useDesk } from './desk.ts'

const browser = useBrowser()
const desk = useDesk({ places: ['clients', 'tickets'] })

const SETTINGS = 'settings/auditing'

const place = (page: Page, name: string) => page.getByRole('switch', { name, exact: true })

const save = (page: Page): Promise<void> => page.getByRole('button', { name: 'Save' }).click()

describe('auditing settings', () => {
  it('keeps what is chosen when the session ends, and saves it after another sign-in', async () => {
    browser.allow(/^401 /)
    const page = await browser.open(desk().url(SETTINGS))
    await place(page, 'Backup').click()
    await page.getByText('1 unsaved change').waitFor()
    const cookies = await page.context().cookies()
    await page.context().clearCookies()
    await save(page)
    await page.getByRole('alert').getByText('You are signed out').waitFor()
    const opened = page.context().waitForEvent('page')
    await page.getByRole('button', { name: 'Sign in again' }).click()
    await (await opened).close()
    await page.context().addCookies(cookies)
    await save(page)
    await page.getByText('Backup is audited from now on').waitFor()
    await page.getByText('You are signed out').first().waitFor({ state: 'detached' })
    await place(page, 'Backup').click()
    await page.getByRole('button', { name: 'Discard' }).click()
  })

  it('keeps what is chosen while something else is being saved', async () => {
    const page = await browser.open(desk().url(SETTINGS))
    let letGo = (): void => undefined
    const held = new Promise<void>((resolve) => {
      letGo = resolve
    })
    await page.route('**/api/config', async (route) => {
      if (route.request().method() === 'PUT') await held
      await route.continue()
    })
    await place(page, 'Custom reports').click()
    await page.getByText('1 unsaved change').waitFor()
    const saving = page.waitForRequest((one) => one.method() === 'PUT')
    await save(page)
    await saving
    await place(page, 'Basic reports').click()
    letGo()
    await page.getByText('1 unsaved change').waitFor()
    await page.getByText('2 unsaved changes').waitFor({ state: 'detached' })
    expect(await place(page, 'Basic reports').isChecked()).toBe(true)
    expect(await place(page, 'Custom reports').isChecked()).toBe(true)
    await page.unroute('**/api/config')
    await page.getByRole('button', { name: 'Discard' }).click()
  })
})

describe('the name of a view', () => {
  it('stays while another view is removed, however often that is pressed', async () => {
    browser.allow(/^404 .*api\/views/)
    const page = await browser.open(desk().url('events?op=update'))
    await page.getByRole('button', { name: 'Views' }).click()
    const name = page.getByLabel('Name of this view')
    await name.fill('Changes')
    await name.press('Enter')
    await page.locator('.view', { hasText: 'Changes' }).waitFor()
    await name.fill('Half a na')
    await page.getByRole('button', { name: 'Remove the view Changes' }).dblclick()
    await page.locator('.view', { hasText: 'Changes' }).waitFor({ state: 'detached' })
    await quiet(page)
    expect(await name.inputValue()).toBe('Half a na')
    expect(await page.getByRole('alert').count()).toBe(0)
  })
})
