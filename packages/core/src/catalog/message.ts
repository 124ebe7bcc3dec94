/**
 * What does a sentence of a catalog say, and which values does it need?
 *
 * A small part of ICU MessageFormat, because a sentence glued from pieces is wrong in most
 * languages: `{slot}`, `{slot, plural, none {…} one {…} many {…} other {# …}}` and
 * `{slot, select, none {…} other {…}}`. The branch `none` is taken when the event has no such
 * value. There is no escape for braces; an apostrophe is an apostrophe (Catalan needs many).
 * Filling the slots is the business of `words/`.
 */
import { AuditError } from '../errors/audit-error.ts'

/** The slots that every event can fill, beside `details.<key>`. */
export const KNOWN_SLOTS = [
  'actor',
  'cause',
  'count',
  'operation',
  'place',
  'reason',
  'record',
  'subject',
  'target',
] as const

/** A text, a slot, or a choice between texts. */
export type MessagePart =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'slot'; readonly slot: string }
  /** `#`: the number that the surrounding plural chose by. */
  | { readonly kind: 'number' }
  | {
      readonly kind: 'plural' | 'select'
      readonly slot: string
      readonly branches: ReadonlyMap<string, Message>
    }

/** A sentence, taken apart. */
export type Message = readonly MessagePart[]

const BRANCH_NAMES = {
  plural: ['none', 'zero', 'one', 'two', 'few', 'many', 'other'],
  select: ['none', 'other'],
} as const

const SLOT_NAME = /^[a-z]+(?:\.\w+)*$/i

/**
 * Reads a sentence into its parts.
 *
 * @param text - The sentence as a catalog's author wrote it.
 * @param where - What to call the sentence in an error, e.g. `type 'clients.created', sentence 'en'`.
 * @throws {@link AuditError} `AUDIT_CATALOG_INVALID` where braces do not match, a slot's name is
 * none, or a choice lacks `other`.
 */
export function parseMessage(text: string, where: string): Message {
  const reader: Reader = { text, where, at: 0 }
  const message = readMessage(reader, { inBranch: false, inPlural: false })
  if (reader.at < text.length) throw broken(reader, `a '}' without its '{'`)
  return message
}

/** Returns the names of the slots that a message uses, sorted and each once. */
export function slotsOf(message: Message): readonly string[] {
  const names = new Set<string>()
  collectSlots(message, names)
  return [...names].toSorted()
}

interface Reader {
  readonly text: string
  readonly where: string
  at: number
}

interface Surroundings {
  readonly inBranch: boolean
  readonly inPlural: boolean
}

function readMessage(reader: Reader, surroundings: Surroundings): Message {
  const parts: MessagePart[] = []
  let text = ''
  const endText = (): void => {
    if (text !== '') parts.push({ kind: 'text', text })
    text = ''
  }
  for (; reader.at < reader.text.length; reader.at += 1) {
    const character = reader.text.charAt(reader.at)
    if (character === '}') break
    if (character === '{') {
      endText()
      parts.push(readSlot(reader, surroundings))
    } else if (character === '#' && surroundings.inPlural) {
      endText()
      parts.push({ kind: 'number' })
    } else {
      text += character
    }
  }
  endText()
  if (surroundings.inBranch && reader.at >= reader.text.length) throw broken(reader, `no '}'`)
  return parts
}

/** Starts on the `{` and ends on the matching `}`. */
function readSlot(reader: Reader, surroundings: Surroundings): MessagePart {
  const head = /^\{\s*([^{},]*?)\s*(,|\})/.exec(reader.text.slice(reader.at))
  const [whole = '', slot = '', next] = head ?? []
  if (!SLOT_NAME.test(slot)) throw broken(reader, `'{' must be followed by a slot's name`)
  if (next === '}') {
    reader.at += whole.length - 1
    return { kind: 'slot', slot }
  }
  reader.at += whole.length
  return readChoice(reader, slot, surroundings)
}

function readChoice(reader: Reader, slot: string, surroundings: Surroundings): MessagePart {
  const head = /^\s*(plural|select)\s*,/.exec(reader.text.slice(reader.at))
  if (head === null) throw broken(reader, `'{${slot},' must be followed by 'plural,' or 'select,'`)
  reader.at += head[0].length
  const kind = head[1] === 'plural' ? 'plural' : 'select'
  const names: readonly string[] = BRANCH_NAMES[kind]
  const branches = new Map<string, Message>()
  for (;;) {
    const start = /^\s*(?:(\w+)\s*\{|\})/.exec(reader.text.slice(reader.at))
    if (start === null) throw broken(reader, `expected a branch of '${slot}', or '}'`)
    const name = start[1]
    reader.at += start[0].length
    if (name === undefined) break
    if (!names.includes(name)) {
      throw broken(reader, `${kind} has no branch '${name}', expected one of: ${names.join(', ')}`)
    }
    if (branches.has(name)) throw broken(reader, `branch '${name}' of '${slot}' is there twice`)
    const inPlural = surroundings.inPlural || kind === 'plural'
    branches.set(name, readMessage(reader, { inBranch: true, inPlural }))
    reader.at += 1
  }
  if (!branches.has('other')) throw broken(reader, `'${slot}' has no branch 'other'`)
  // The caller's loop steps over the closing brace itself.
  reader.at -= 1
  return { kind, slot, branches }
}

function collectSlots(message: Message, names: Set<string>): void {
  for (const part of message) {
    if (part.kind === 'text' || part.kind === 'number') continue
    names.add(part.slot)
    if (part.kind === 'slot') continue
    for (const branch of part.branches.values()) collectSlots(branch, names)
  }
}

function broken(reader: Reader, what: string): AuditError {
  return new AuditError(
    'AUDIT_CATALOG_INVALID',
    `${reader.where} cannot be read at character ${reader.at + 1}: ${what}`,
  )
}
