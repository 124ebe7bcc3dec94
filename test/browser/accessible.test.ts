/** Every screen, in every state and language, can be used by people who see, hear or point otherwise. */
import { describe, expect, it } from '@jest/globals'
import type { Page } from 'playwright-core'
import { violationsOf } from './accessibility.ts'
import { quiet, useBrowser } from './browser.ts'
import type { Looking } from './browser.ts'
import { useDesk } from './desk.ts'
import { SCREENS } from './screens.ts'
import type { ScreenUnderTest } from './screens.ts'

const browser = useBrowser()
const desk = useDesk()
const empty = useDesk({ events: [] })

const THEMES = ['light', 'dark'] as const

/** What else a screen can look like, and how it comes to that. */
const STATES: Readonly<Record<string, Looking>> = {
  'when its data cannot be read': { before: failing },
  'signed out': { as: 'nobody' },
  'without permission': { as: 'denied' },
}

for (const screen of SCREENS) {
  describe(screen.name, () => {
    it('breaks no rule, in light and dark colours and in three widths', async () => {
      const page = await open(screen, {})
      await expectNoViolation(page, [1280, 768, 360])
    })

    for (const [state, looking] of Object.entries(STATES)) {
      it(`breaks no rule ${state}, in light and dark colours`, async () => {
        browser.allow(/^(?:401|403|500) /)
        const page = await browser.open(desk().url(screen.path(desk())), looking)
        await page.locator('.state').first().waitFor()
        await expectNoViolation(page, [1280])
      })
    }

    for (const language of ['pt-BR', 'pt-PT', 'ca', 'es'] as const) {
      it(`breaks no rule in ${language}`, async () => {
        const page = await open(screen, { language })
        expect(await page.locator('html').getAttribute('lang')).toBe(language)
        expect(await violationsOf(page)).toEqual([])
      })
    }
  })
}

describe('Events', () => {
  it('breaks no rule without any event, in light and dark colours', async () => {
    const page = await browser.open(empty().url('events?place=chats'))
    await page.locator('.state').waitFor()
    await expectNoViolation(page, [1280])
  })

  const opened: Readonly<Record<string, (page: Page) => Promise<unknown>>> = {
    'with the filters of people open': (page) => page.getByRole('button', { name: 'Who' }).click(),
    'with the columns open': (page) => page.getByRole('button', { name: 'Columns' }).click(),
    'with a choice of files': (page) => page.getByRole('button', { name: 'Export' }).click(),
    'with the menu of a row': async (page) => {
      await page.locator('.row-link').first().focus()
      await page.keyboard.press('m')
    },
    'with the help': (page) => page.keyboard.press('?'),
    'with an event beside the list': async (page) => {
      await page.locator('.row-link').first().focus()
      await page.keyboard.press('Space')
      await quiet(page)
    },
    'with an open group': (page) => page.locator('.expander').first().click(),
    'with live on': (page) => page.getByRole('button', { name: 'Live' }).click(),
  }
  for (const [state, act] of Object.entries(opened)) {
    it(`breaks no rule ${state}`, async () => {
      const page = await open(SCREENS[0] as ScreenUnderTest, {})
      await act(page)
      expect(await violationsOf(page)).toEqual([])
    })
  }
})

describe('the check itself', () => {
  it('sees a lost label, a weak colour, a lost role, a lost heading and a small target', async () => {
    const page = await open(SCREENS[0] as ScreenUnderTest, {})
    await page.evaluate(() => {
      document.querySelector('input[type="search"]')?.removeAttribute('aria-label')
      document.querySelector('input[type="search"]')?.removeAttribute('placeholder')
      document.querySelector<HTMLElement>('.count')?.style.setProperty('color', '#ccc')
      document.querySelector('[role="row"]')?.removeAttribute('role')
      document.querySelector('h1')?.remove()
      document.querySelector('html')?.removeAttribute('lang')
    })
    const broken = (await violationsOf(page)).map((line) => line.split(' ')[0])
    expect(broken).toEqual(
      expect.arrayContaining(['color-contrast', 'html-has-lang', 'label', 'page-has-heading-one']),
    )
    expect(broken.length).toBeGreaterThanOrEqual(5)
  })
})

async function open(screen: ScreenUnderTest, looking: Looking): Promise<Page> {
  const page = await browser.open(desk().url(screen.path(desk())), looking)
  await page.locator(screen.content).first().waitFor()
  return page
}

/** One page, looked at in both themes: the same document in other colours. */
async function expectNoViolation(page: Page, widths: readonly number[]): Promise<void> {
  for (const theme of THEMES) {
    await page.emulateMedia({ colorScheme: theme })
    for (const width of widths) {
      await page.setViewportSize({ width, height: 800 })
      expect({ theme, width, broken: await violationsOf(page) }).toEqual({
        theme,
        width,
        broken: [],
      })
    }
  }
}

function failing(page: Page): Promise<unknown> {
  return page.route(/\/api\/(?!meta)/, (route) =>
    route.fulfill({
      status: 500,
      json: { code: 'AUDIT_INTERNAL', message: 'the application failed', requestId: 'request-7' },
    }),
  )
}
