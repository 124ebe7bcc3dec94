/** Everything can be done without a mouse, and one sees where one is. */
import { describe, expect, it } from '@jest/globals'
import type { Page } from 'playwright-core'
import { quiet, useBrowser } from './browser.ts'
import { useDesk } from './desk.ts'
import { SCREENS } from './screens.ts'

const browser = useBrowser()
const desk = useDesk()

describe('without a mouse', () => {
  it('leads from the list to an event and back, and to where one was', async () => {
    const page = await browser.open(desk().url('events?place=clients'))
    await page.keyboard.press('Tab')
    expect(await focused(page)).toMatchObject({ text: 'Skip to content', isSeen: true })

    // One stop of the Tab key for the whole table, after everything above it.
    await tabTo(page, 'row-link')
    for (const key of ['ArrowDown', 'j', 'ArrowDown', 'k', 'PageDown', 'End', 'PageUp', 'Home']) {
      await page.keyboard.press(key)
      expect(await focused(page)).toMatchObject({ kind: 'row-link', isSeen: true })
    }
    await page.keyboard.press('ArrowDown')
    const { text } = await focused(page)
    await page.keyboard.press('Enter')
    await page.locator('article.event h1').waitFor()
    await page.waitForFunction(() => document.activeElement?.localName === 'h1')

    const opened = page.url()
    await page.keyboard.press(']')
    await page.waitForURL((url) => url.href !== opened)
    await page.locator('article.event h1').waitFor()
    await page.keyboard.press('[')
    await page.waitForURL(opened)
    await page.locator('article.event h1').waitFor()
    for (let i = 0; i < 8; i += 1) {
      await page.keyboard.press('Tab')
      expect(await focused(page)).toMatchObject({ isSeen: true })
    }
    for (let i = 0; i < 3; i += 1) await page.goBack()
    await page.locator('.row-link', { hasText: text }).waitFor()
    expect(new URL(page.url()).search).toBe('?place=clients')
  })

  it('reaches every control of every screen, each of them seen and none of them a trap', async () => {
    for (const screen of SCREENS) {
      const page = await browser.open(desk().url(screen.path(desk())))
      await page.locator(screen.content).first().waitFor()
      const stops: string[] = []
      for (let i = 0; i < 200; i += 1) {
        await page.keyboard.press('Tab')
        const stop = await focused(page)
        // Behind the last control is the browser's own.
        if (stop.kind === 'body') break
        expect({ screen: screen.name, ...stop }).toMatchObject({ isSeen: true })
        stops.push(stop.text)
      }
      expect({ screen: screen.name, few: stops.length < 8 }).toEqual({
        screen: screen.name,
        few: false,
      })
      await page.close()
    }
  })

  it('opens a menu of a row, walks in it and comes back to the row', async () => {
    const page = await browser.open(desk().url('events?place=clients'))
    await page.locator('.row-link').nth(2).focus()
    const { text } = await focused(page)
    await page.keyboard.press('m')
    await page.locator('[popover]:popover-open').waitFor()
    await page.keyboard.press('Tab')
    expect(await focused(page)).toMatchObject({ isSeen: true })
    await page.keyboard.press('Escape')
    await page.locator('[popover]:popover-open').waitFor({ state: 'detached' })
    const isInRow = await page.evaluate(
      (stamp) => document.activeElement?.closest('[data-row]')?.textContent.includes(stamp),
      text,
    )
    expect(isInRow).toBe(true)
  })

  it('looks at an event beside the list, and Escape goes back to its row', async () => {
    const page = await browser.open(desk().url('events?place=clients'))
    await page.locator('.row-link').nth(1).focus()
    const { text } = await focused(page)
    await page.keyboard.press('Space')
    await page.waitForURL(/[?&]sel=/)
    await quiet(page)
    await page.keyboard.press('Escape')
    await page.waitForURL((url) => !url.searchParams.has('sel'))
    expect(await focused(page)).toMatchObject({ kind: 'row-link', text })
  })

  it('takes single letters for commands outside of fields only', async () => {
    const page = await browser.open(desk().url('events?place=clients'))
    await page.keyboard.press('/')
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('event-search')
    await page.keyboard.type('fl?')
    expect(await page.locator('#event-search').inputValue()).toBe('fl?')
    expect(await page.getByRole('dialog').count()).toBe(0)
  })
})

describe('the row with the focus', () => {
  it('stays in the document when it is scrolled away', async () => {
    const page = await browser.open(desk().url('events?place=clients'))
    await page.locator('.row-link').nth(1).focus()
    const { text } = await focused(page)
    await page.evaluate(() => {
      for (const one of [document.scrollingElement, document.querySelector('.table-region')]) {
        one?.scrollTo(0, one.scrollHeight)
      }
    })
    await page.locator('[data-row]:nth-child(3)').waitFor({ state: 'attached' })
    expect((await focused(page)).text).toBe(text)
    await page.keyboard.press('ArrowDown')
    expect(await focused(page)).toMatchObject({ kind: 'row-link', isSeen: true })
  })
})

describe('the check itself', () => {
  it('sees a row that takes the focus along when it leaves the document', async () => {
    const page = await browser.open(desk().url('events?place=clients'))
    await page.locator('.row-link').nth(1).focus()
    await page.evaluate(() => document.activeElement?.closest('[data-row]')?.remove())
    expect(await focused(page)).toMatchObject({ kind: 'body', isSeen: false })
  })

  it('sees a focus that is not shown, and one that lies under something', async () => {
    const page = await browser.open(desk().url('events?place=clients'))
    await page.locator('.row-link').nth(1).focus()
    await page.evaluate(() => {
      const sheet = new CSSStyleSheet()
      sheet.replaceSync('* { outline: none !important; box-shadow: none !important }')
      document.adoptedStyleSheets.push(sheet)
    })
    expect((await focused(page)).isSeen).toBe(false)
    await page.reload()
    await page.locator('.row-link').nth(1).focus()
    await page.keyboard.press('ArrowDown')
    await page.evaluate(() => {
      const lid = document.createElement('div')
      Object.assign(lid.style, { position: 'fixed', inset: '0', background: 'red' })
      document.body.append(lid)
    })
    expect((await focused(page)).isSeen).toBe(false)
  })
})

interface Focused {
  /** `body` where nothing has the focus. */
  readonly kind: string
  readonly text: string
  /** Marked as what has the focus, in sight, and not covered by anything. */
  readonly isSeen: boolean
}

async function focused(page: Page): Promise<Focused> {
  // What moves the focus does so after the next frame at the latest.
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => setTimeout(done))))
  return page.evaluate(() => {
    const one = document.activeElement ?? document.body
    const box = one.getBoundingClientRect()
    const isMarked = (element: Element): boolean => {
      const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(element)
      return (outlineStyle !== 'none' && outlineWidth !== '0px') || boxShadow !== 'none'
    }
    // The mark may stand around what holds it: a search field's frame, a row.
    const around = [one, one.parentElement, one.closest('[data-row]'), one.closest('label')]
    const marked = around.some((element) => element !== null && isMarked(element))
    const middle = [box.left + box.width / 2, box.top + Math.min(box.height / 2, 40)] as const
    const above = document.elementFromPoint(...middle)
    const isOnTop = above !== null && (one.contains(above) || above.contains(one))
    const isRegion = one.getAttribute('role') === 'region'
    return {
      kind: one === document.body ? 'body' : (one.classList[0] ?? one.localName),
      text: one.textContent.trim().slice(0, 80),
      isSeen: marked && (isOnTop || isRegion) && box.width > 0 && box.height > 0,
    }
  })
}

async function tabTo(page: Page, kind: string): Promise<void> {
  for (let i = 0; i < 60; i += 1) {
    await page.keyboard.press('Tab')
    const now = await focused(page)
    expect(now).toMatchObject({ isSeen: true })
    if (now.kind === kind) return
  }
  throw new Error(`the Tab key never reached ${kind}`)
}
