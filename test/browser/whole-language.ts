/** Is a page wholly in its language? What is read or read out there, but for what was recorded. */
import type { Page } from 'playwright-core'

/** Collects the texts of screens, and finds those that are the same in English. */
export interface LanguageCheck {
  /** Remembers what stands on a screen in English, or says what of it was not translated. */
  untranslated(page: Page, screen: string, language: string): Promise<readonly string[]>
}

/** @param same - What is the same in English and in another language, and may be. */
export function createLanguageCheck(same: ReadonlySet<string>): LanguageCheck {
  const english = new Map<string, Set<string>>()
  return {
    async untranslated(page, screen, language) {
      const texts = await visibleTexts(page)
      const wrong = texts.filter((text) => KEY.test(text) || SLOT.test(text))
      if (language === 'en') {
        english.set(screen, new Set([...(english.get(screen) ?? []), ...texts]))
        return [...new Set(wrong)]
      }
      const known = english.get(screen)
      if (known === undefined) throw new Error(`the screen ${screen} was not seen in English`)
      const left = texts.filter((text) => known.has(text) && isWords(text) && !same.has(text))
      return [...new Set([...wrong, ...left])]
    },
  }
}

const KEY = /^[a-z]+\.[a-z][A-Za-z]+$/
const SLOT = /\{\w+\}/

function isWords(text: string): boolean {
  return /\p{L}{2}/u.test(text) && !text.includes('@')
}

/** Everything that is read or read out, but for what was recorded. */
export async function visibleTexts(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => {
    const found: string[] = []
    const skipped = 'bdi, code, .mono, .value, time, script, style, noscript, kbd, pre, [hreflang]'
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      if (node.parentElement?.closest(skipped) === null) found.push(node.textContent ?? '')
    }
    for (const one of document.querySelectorAll('[aria-label], [title], [placeholder]')) {
      if (one.closest(skipped) !== null) continue
      for (const name of ['aria-label', 'title', 'placeholder']) {
        found.push(one.getAttribute(name) ?? '')
      }
    }
    return found.map((text) => text.trim()).filter((text) => text !== '')
  })
}
