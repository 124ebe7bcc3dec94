/**
 * How does a text stand in a CSV file so that no spreadsheet runs it?
 *
 * Quoted by RFC 4180, and with a `'` before whatever a spreadsheet could take for a formula. Not
 * only at the beginning: Excel splits at the semicolon where that is the system's list separator
 * (Brazil, Portugal, Spain), knows no quotes there but at a cell's own beginning, and so begins a
 * new cell in the middle of ours.
 */

/** What a formula begins with, also in the full-width forms that are folded into the others. */
const TRIGGER = '=+\\-@＝＋－＠﹢﹣﹦﹫'
/** What may stand before it and is passed over: white space, marks that nobody sees, quotes. */
const PASSED = '\\s\\p{Cc}\\p{Cf}"\'‘’‚‛“”„‟«»`´＂＇'
const PASSED_IN_LINE = `(?:(?![\\t\\r\\n])[${PASSED}])`
/** Where another program begins a cell. */
const SEPARATOR = ';\\t|\\r\\n'

// Quotes are passed over, our own among them: a text that looks like our answer gets one more, so
// that taking one away always gives the text as it was.
const AT_START = new RegExp(`^(?=[${PASSED}]*[${TRIGGER}]|[${PASSED}]*?[\\t\\r\\n])`, 'u')
const INSIDE = new RegExp(`(?<=[${SEPARATOR}])(?=${PASSED_IN_LINE}*[${TRIGGER}])`, 'gu')
const GUARDED_START = new RegExp(`^'(?=[${PASSED}]*[${TRIGGER}]|[${PASSED}]*?[\\t\\r\\n])`, 'u')
const GUARDED_INSIDE = new RegExp(`(?<=[${SEPARATOR}])'(?=${PASSED_IN_LINE}*[${TRIGGER}])`, 'gu')

/** Begins like a word or a number and has nothing in it that means anything: most cells. */
const PLAIN = /^[A-Za-z0-9À-ɏ{[(][^",;|\t\r\n]*$/
const NEEDS_QUOTES = /[",\r\n;|\t]|^\s|\s$/
const HAS_SEPARATOR = /[;\t|\r\n]/
const NUMBER = /^-?\d+(?:\.\d+)?$/

/** Returns the text as one field of a line. */
export function csvCell(text: string): string {
  if (PLAIN.test(text) && !text.endsWith(' ')) return text
  if (text === '') return ''
  const safe = guardFormulas(text)
  return safe === text && !NEEDS_QUOTES.test(text) ? text : `"${safe.replaceAll('"', '""')}"`
}

/** The same for a number, whose sign is no formula. */
export function csvNumber(value: number | bigint): string {
  const text = String(value)
  return NUMBER.test(text) ? text : csvCell(text)
}

/**
 * Returns the text with a `'` before whatever a spreadsheet could take for a formula.
 *
 * @example
 * ```ts
 * guardFormulas('=1+1') // "'=1+1"
 * ```
 */
export function guardFormulas(text: string): string {
  const begun = AT_START.test(text) ? `'${text}` : text
  return HAS_SEPARATOR.test(begun) ? begun.replaceAll(INSIDE, "'") : begun
}

/** Returns the text that `guardFormulas` made this of. */
export function withoutGuards(text: string): string {
  return text.replace(GUARDED_START, '').replaceAll(GUARDED_INSIDE, '')
}
