/** The page bends: to a narrow window, to large text, to other colours, and to less movement. */
import { describe, expect, it } from '@jest/globals'
import type { Page } from 'playwright-core'
import { useBrowser } from './browser.ts'
import type { Looking } from './browser.ts'
import { useDesk } from './desk.ts'
import { SCREENS } from './screens.ts'
import type { ScreenUnderTest } from './screens.ts'

const browser = useBrowser()
const desk = useDesk()

/** WCAG 1.4.12. */
const SPACING = `* { line-height: 1.5 !important; letter-spacing: 0.12em !important;
  word-spacing: 0.16em !important } p { margin-bottom: 2em !important }`

for (const screen of SCREENS) {
  describe(screen.name, () => {
    it('needs no scrolling sideways in 320 pixels, but for what scrolls by itself', async () => {
      const page = await open(screen, { width: 320, height: 640 })
      expect(await sidewaysIn(page)).toEqual([])
    })

    it('cuts nothing off where text is twice as large', async () => {
      const page = await open(screen, {})
      await page.evaluate(() => document.documentElement.style.setProperty('font-size', '200%'))
      await laidOut(page)
      expect(await cutOff(page)).toEqual([])
      expect(await sidewaysIn(page)).toEqual([])
    })

    it('cuts nothing off where letters, words and lines have more room', async () => {
      const page = await open(screen, {})
      await addStyle(page, SPACING)
      expect(await cutOff(page)).toEqual([])
    })

    it('shows its controls in forced colours', async () => {
      const page = await open(screen, { forcedColors: true })
      const unseen = await page.evaluate(() =>
        [...document.querySelectorAll<HTMLElement>('main button, main select, main input')]
          .filter((one) => one.checkVisibility() && one.closest('.bare, .hidden') === null)
          .filter((one) => {
            const { borderTopStyle, appearance } = getComputedStyle(one)
            const hasText = one.textContent.trim() !== '' || one.querySelector('svg') !== null
            return borderTopStyle === 'none' && appearance === 'none' && !hasText
          })
          .map((one) => one.outerHTML.slice(0, 120)),
      )
      expect(unseen).toEqual([])
    })

    it('does not move for who wants less of it', async () => {
      const page = await open(screen, { reducedMotion: true })
      await page.keyboard.press('?')
      await page.getByRole('dialog').waitFor()
      const moving = await page.evaluate(() =>
        document
          .getAnimations()
          .filter((one) => Number(one.effect?.getComputedTiming().duration ?? 0) > 1)
          .map((one) => (one as CSSAnimation).animationName ?? one.id),
      )
      expect(moving).toEqual([])
    })
  })
}

describe('the checks themselves', () => {
  it('see rows of one height that large text does not fit into', async () => {
    const page = await open(SCREENS[0] as ScreenUnderTest, {})
    await addStyle(page, '.row { height: 20px !important }')
    expect((await cutOff(page)).length).toBeGreaterThan(0)
  })

  it('see what is wider than the window', async () => {
    const page = await open(SCREENS[0] as ScreenUnderTest, { width: 320, height: 640 })
    await addStyle(page, 'h1 { min-width: 500px }')
    expect((await sidewaysIn(page)).length).toBeGreaterThan(0)
  })
})

async function open(screen: ScreenUnderTest, looking: Looking): Promise<Page> {
  const page = await browser.open(desk().url(screen.path(desk())), looking)
  await page.locator(screen.content).first().waitFor()
  return page
}

async function addStyle(page: Page, text: string): Promise<void> {
  await page.evaluate((css) => {
    const sheet = new CSSStyleSheet()
    sheet.replaceSync(css)
    document.adoptedStyleSheets.push(sheet)
  }, text)
  await laidOut(page)
}

/** Rows measure themselves anew a frame after the text has changed. */
async function laidOut(page: Page): Promise<void> {
  await page.evaluate(async () => {
    for (let i = 0; i < 4; i += 1) await new Promise((done) => requestAnimationFrame(done))
  })
}

/** What makes the page scroll sideways, or stands beyond its edge. */
async function sidewaysIn(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => {
    const width = document.documentElement.clientWidth
    const scrolls = (one: Element): boolean => {
      const region = one.closest('[role="region"], pre, .scroll')
      return region !== null && /auto|scroll/.test(getComputedStyle(region).overflowX)
    }
    const wide = [...document.querySelectorAll<HTMLElement>('body *')]
      .filter((one) => one.checkVisibility() && !scrolls(one))
      .filter((one) => one.closest('.hidden, [popover], svg') === null)
      .filter((one) => one.getBoundingClientRect().right > width + 1)
      .map((one) => `${one.localName}.${one.className}: ${one.textContent.slice(0, 40)}`)
    const { scrollWidth } = document.documentElement
    return scrollWidth > width ? [`the page is ${scrollWidth} wide`, ...wide] : []
  })
}

/** Elements whose text does not fit into them and cannot be scrolled. */
async function cutOff(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => {
    const isCut = (one: HTMLElement): boolean => {
      const { overflowY, webkitLineClamp } = getComputedStyle(one)
      const hides = overflowY === 'hidden' || overflowY === 'clip'
      // An abridged line says so by its dots, and its whole text is in the event.
      return hides && webkitLineClamp === 'none' && one.scrollHeight - one.clientHeight > 2
    }
    const spills = (row: Element): boolean => {
      const { bottom } = row.getBoundingClientRect()
      return [...row.querySelectorAll('.cell > *')].some(
        (one) =>
          one.closest('.hidden, [popover]') === null &&
          one.getBoundingClientRect().bottom > bottom + 2,
      )
    }
    const elements = [...document.querySelectorAll<HTMLElement>('body *')]
      .filter((one) => one.checkVisibility() && one.closest('.hidden, [popover], svg') === null)
      .filter((one) => one.textContent.trim() !== '' && isCut(one))
    const rows = [...document.querySelectorAll('[data-row]')].filter(spills)
    return [...elements, ...rows].map(
      (one) =>
        `${one.localName}.${one.getAttribute('class') ?? ''}: ${one.textContent.slice(0, 60)}`,
    )
  })
}
