/** What stands in the way of who looks for something: the log of their own looks, ids in place of words, and what moves. */
import { describe, expect, it } from '@jest/globals'
import type { Page } from 'playwright-core'
import { quiet, useBrowser } from './browser.ts'
import { useDesk } from './desk.ts'
import { CLIENT } from './recorded-day.ts'

const browser = useBrowser()
const desk = useDesk()

const DAY = 'from=2026-03-31&to=2026-03-31'

const places = (page: Page): Promise<string[]> =>
  page.locator('[data-row] .c-place').allInnerTexts()

describe('looks at the log', () => {
  it('are not in the list of who looks, are counted beside it, and one press away', async () => {
    await browser.open(desk().url(`events/${desk().id('updated')}`))
    const page = await browser.open(desk().url('events'))
    expect(await places(page)).not.toContain('Audit trail')
    const show = page.getByRole('button', { name: /^\+[\d,]+ looks? at the trail$/ })
    await show.click()
    await page.waitForURL(/[?&]looks=1/)
    await page.locator('[data-row] .c-place', { hasText: 'Audit trail' }).first().waitFor()
    // What was opened is said in words.
    await page.getByText('opened an event of the audit trail').first().waitFor()
    expect(await page.getByText('AuditEvent').count()).toBe(0)
    await page.getByRole('button', { name: 'With looks at the trail', pressed: true }).click()
    await page.waitForURL((url) => !url.search.includes('looks'))
    await quiet(page)
    expect(await places(page)).not.toContain('Audit trail')
  })

  it('are what is asked for where somebody asks for them', async () => {
    for (const query of ['place=audit.log', 'op=view', 'type=audit.log.event.viewed']) {
      const page = await browser.open(desk().url(`events?${query}`))
      await page.locator('[data-row] .c-place', { hasText: 'Audit trail' }).first().waitFor()
      expect(await page.getByRole('button', { name: /looks? at the trail/ }).count()).toBe(0)
    }
  })

  it('are left out of the file, of the count and of newer and older alike', async () => {
    const page = await browser.open(desk().url('events'))
    await page.getByRole('button', { name: 'Export' }).click()
    const href = await page.locator('.exports a').first().getAttribute('href')
    expect(href).toContain('looks=0')
    const lines = (await (await fetch(new URL(href ?? '', page.url()), as('admin'))).text()).trim()
    expect(lines).not.toContain('Audit trail consulted')
    const [said] = (await page.locator('.count').innerText()).split(' ')
    // A line of heads, and one of each export, which is no look: there is none yet.
    expect(lines.split('\r\n').length - 1).toBe(Number(said))
    const newest = await browser.open(desk().url(`events/${desk().id('updated')}`))
    await newest.getByRole('link', { name: 'Newer' }).click()
    await newest.getByRole('heading', { level: 1, name: /exported \d+ events/ }).waitFor()
  })

  it('lead from an opened one to what was opened', async () => {
    const page = await browser.open(desk().url('events?type=audit.log.event.viewed'))
    await page.locator('.row-link').first().click()
    await page.locator('article.event h1').waitFor()
    expect(await page.getByRole('link', { name: 'Record history' }).count()).toBe(0)
    const opened = await page.locator('dt', { hasText: 'Record id' }).locator('+ dd').innerText()
    await page.getByRole('link', { name: 'The opened event' }).click()
    await page.waitForURL((url) => url.pathname.endsWith(`/${opened}`))
    await page.locator('article.event h1').waitFor()
  })
})

describe('who and what is meant', () => {
  it('is suggested from the rows that are there', async () => {
    const page = await browser.open(desk().url(`events?${DAY}`))
    await page.getByRole('button', { name: 'Who' }).click()
    const field = page.getByRole('combobox', { name: 'User', exact: true })
    await field.waitFor()
    const options = await field.evaluate((input) =>
      [...((input as HTMLInputElement).list?.options ?? [])].map(({ value }) => value),
    )
    expect(options).toEqual(expect.arrayContaining(['ana@example.com', 'bruno@example.com']))
    expect(options.some((value) => value.includes('*'))).toBe(false)
  })

  it('is a sentence for one operation over many records, and not its id', async () => {
    const page = await browser.open(desk().url('events?group=01JQPZ00000000000000000000'))
    const chip = page.locator('.chip-value')
    await page.locator('.chip-value', { hasText: 'deleted' }).waitFor()
    expect(await chip.innerText()).not.toContain('01JQPZ')
  })

  it('is nobody’s id while a person is not known yet', async () => {
    let letGo = (): void => undefined
    const held = new Promise<void>((resolve) => {
      letGo = resolve
    })
    const page = await browser.open(desk().url('people?user=u-1'), {
      until: 'loaded',
      before: (one) =>
        one.route('**/api/people?*', async (route) => {
          await held
          await route.continue()
        }),
    })
    const heading = page.locator('h1')
    expect(await heading.innerText()).toBe('A person')
    letGo()
    await page.getByRole('heading', { level: 1, name: 'Ana Example' }).waitFor()
  })
})

describe('a filter', () => {
  it('that stands twice in an address counts twice, and has two chips', async () => {
    const page = await browser.open(desk().url(`events?${DAY}&op=login&op=export`))
    await page.getByText('2 events', { exact: true }).waitFor()
    expect(await page.locator('.chip-value').allInnerTexts()).toEqual(
      expect.arrayContaining(['Login', 'Export']),
    )
  })

  it('of any length is no wider than the window', async () => {
    browser.allow(/^400 .*api\/events/)
    for (const width of [1280, 320]) {
      const page = await browser.open(desk().url(`events?user=${'a'.repeat(600)}`), { width })
      await page.locator('.chip.wrong').waitFor()
      expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBe(0)
    }
  })
})

describe('what opens', () => {
  it('takes the focus: how a record was', async () => {
    const path = new URLSearchParams({ tt: CLIENT.type, tid: CLIENT.id }).toString()
    const page = await browser.open(desk().url(`history?${path}`))
    for (const name of ['As it was', 'Compare']) {
      await page.getByRole('button', { name, exact: true }).focus()
      await page.keyboard.press('Enter')
      await page.locator('.past:focus').waitFor()
      await page.getByRole('button', { name, exact: true }).click()
    }
  })

  it('does not grow what somebody is about to press: settings', async () => {
    let letGo = (): void => undefined
    const held = new Promise<void>((resolve) => {
      letGo = resolve
    })
    const page = await browser.open(desk().url('settings/auditing'), {
      until: 'loaded',
      before: (one) =>
        one.route('**/api/config/activity', async (route) => {
          await held
          await route.continue()
        }),
    })
    await page.locator('.place').first().waitFor()
    const heights = (): Promise<number[]> =>
      page.locator('.place').evaluateAll((all) => all.map((one) => one.clientHeight))
    const before = await heights()
    letGo()
    await page.getByText('Last event').first().waitFor()
    expect(await heights()).toEqual(before)
  })
})

function as(person: string): RequestInit {
  return { headers: { cookie: `desk=${person}`, 'sec-fetch-site': 'same-origin' } }
}
