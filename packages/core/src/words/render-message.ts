/** What does a message say once its slots are filled? */
import type { Language } from '../catalog/labels.ts'
import { parseMessage } from '../catalog/message.ts'
import type { Message } from '../catalog/message.ts'
import { SOME_NUMBER } from './fallback-words.ts'
import type { TextInLanguage } from './label.ts'
import { numberFormat } from './value-text.ts'

/** The values of one event; asked only for the slots that the message has. */
export interface SlotValues {
  /** What a slot says; undefined where the event has no such value. */
  tryText(slot: string): string | undefined
  /** What stands in the slot then. */
  fallback(slot: string): string
  tryNumber(slot: string): number | bigint | undefined
}

/**
 * Fills a message's slots.
 *
 * @param message - The message's text, checked when its catalog was, and its language.
 * @param values - Where slots get their values.
 */
export function renderMessage({ text, language }: TextInLanguage, values: SlotValues): string {
  const rendering: Rendering = { language, values }
  return renderParts(parsed(text), rendering)
}

interface Rendering {
  readonly language: Language
  readonly values: SlotValues
  /** What `#` says, inside a plural. */
  readonly number?: string
}

function renderParts(message: Message, rendering: Rendering): string {
  const { values, language } = rendering
  let result = ''
  for (const part of message) {
    if (part.kind === 'text') {
      result += part.text
    } else if (part.kind === 'number') {
      result += rendering.number ?? '#'
    } else if (part.kind === 'slot') {
      result += values.tryText(part.slot) ?? values.fallback(part.slot)
    } else if (part.kind === 'select') {
      const isThere = values.tryText(part.slot) !== undefined
      result += renderParts(branch(part.branches, isThere ? 'other' : 'none'), rendering)
    } else {
      const value = values.tryNumber(part.slot)
      const name = value === undefined ? 'none' : pluralRules(language).select(Number(value))
      const number =
        value === undefined ? SOME_NUMBER[language] : numberFormat(language).format(value)
      result += renderParts(branch(part.branches, name), { ...rendering, number })
    }
  }
  return result
}

function branch(branches: ReadonlyMap<string, Message>, name: string): Message {
  return branches.get(name) ?? branches.get('other') ?? []
}

// Bounded: messages are the texts of catalogs, and those are written by hand.
const messages = new Map<string, Message>()

function parsed(text: string): Message {
  let message = messages.get(text)
  if (message === undefined) {
    message = parseMessage(text, 'a sentence')
    messages.set(text, message)
  }
  return message
}

const rules = new Map<Language, Intl.PluralRules>()

function pluralRules(language: Language): Intl.PluralRules {
  let found = rules.get(language)
  if (found === undefined) {
    found = new Intl.PluralRules(language)
    rules.set(language, found)
  }
  return found
}
