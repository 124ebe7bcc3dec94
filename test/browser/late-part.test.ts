/** A part of the page that comes late, or was there before, opens like any other. */
import { describe, expect, it } from '@jest/globals'
import { quiet, useBrowser } from './browser.ts'
import { useDesk } from './desk.ts'

const browser = useBrowser()
const desk = useDesk()

describe('a filter whose part is still on its way', () => {
  it('may be opened and closed before it comes, and opened again', async () => {
    let letGo = (): void => undefined
    const closed = new Promise<void>((resolve) => {
      letGo = resolve
    })
    let asked = 0
    const page = await browser.open(desk().url('events'), {
      before: (opened) =>
        opened.route(/list-parts/, async (route) => {
          asked += 1
          await closed
          await route.continue()
        }),
    })
    await page.locator('.row-link').first().waitFor()
    const what = page.getByRole('button', { name: 'Operation', exact: true })
    await what.click()
    await page.locator('.popover:popover-open').waitFor()
    await page.keyboard.press('Escape')
    await page.locator('.popover:popover-open').waitFor({ state: 'detached' })
    letGo()
    await quiet(page)
    expect(asked).toBeGreaterThan(0)
    await what.click()
    await page.getByRole('checkbox', { name: 'Deletion', exact: true }).waitFor()
  })
})
