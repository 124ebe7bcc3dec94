/** Of a personal value only the first character of each word is seen, whatever the value is. */
import { describe, expect, it } from '@jest/globals'
import { maskKey, maskText, maskValue } from '@rastro/core'
import { Binary, Decimal128, Double, Int32, Long, ObjectId } from 'mongodb'
import fc from 'fast-check'

const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' })
const charactersOf = (text: string): string[] =>
  Array.from(graphemes.segment(text), ({ segment }) => segment)
const isLetter = (character: string): boolean => /^[\p{L}\p{N}]/u.test(character)

describe('maskText', () => {
  const EXAMPLES: readonly (readonly [what: string, text: string, masked: string])[] = [
    ['a name', 'NOME DE EXEMPLO', 'N*** D* E******'],
    ['an e-mail address', 'anonimo@exemplo.com', 'a******@e******.c**'],
    ['an e-mail address with a tag', 'ana.souza+news@example.com', 'a**.s****+n***@e******.c**'],
    ['a document number', '123.456.789-09', '1**.***.***-**'],
    ['digits alone', '12345678909', '1**********'],
    ['a telephone number', '+55 (11) 98765-4321', '+5* (**) *****-****'],
    ['an address', 'Rua das Flores, 123, apto 45', 'R** d** F*****, 1**, a*** 4*'],
    ['digits after a word, however separated', 'CPF 123.456.789-09', 'C** 1**.***.***-**'],
    ['a name with accents', 'Júlia Ção', 'J**** Ç**'],
    ['accents of their own', 'e\u0301le\u0300ve', 'e\u0301****'],
    ['an apostrophe and a hyphen', "Ana-Clara O'Neil", "A**-C**** O'N***"],
    ['emoji', '👩🏽‍🚒👍🏽 Ana', '👩🏽‍🚒* A**'],
    ['flags', '🇧🇷🇵🇹', '🇧🇷*'],
    ['a script without spaces', '山田太郎', '山***'],
    ['a script from right to left', 'محمد علي', 'م*** ع**'],
    ['letters and digits in one word', 'AB12CD', 'A*****'],
    ['several lines', 'Ana\r\nBea', 'A**\r\nB**'],
    ['no text', '', ''],
    ['separators alone', ' - ', ' - '],
  ]
  for (const [what, text, masked] of EXAMPLES) {
    it(`masks ${what}`, () => {
      expect(maskText(text)).toBe(masked)
    })
  }

  it('takes letters that a script joins for one character', () => {
    // How many there are is for the Unicode version of this Node to say.
    expect(maskText('हिन्दी भाषा')).toBe(maskedByHand('हिन्दी भाषा'))
  })

  for (const text of ['M', 'é', '7', 'J. R.', '👍', 'e\u0301']) {
    it(`keeps nothing of a text that it would tell whole, such as ${JSON.stringify(text)}`, () => {
      expect(
        Array.from(maskText(text)).some((one) => text.includes(one) && one !== '.' && one !== ' '),
      ).toBe(false)
    })
  }

  it('does not take a mark of direction for the first character', () => {
    expect(maskText('\u202eabc \u200bdef')).toBe('*a** *d**')
  })

  it('does not keep a character that carries a whole text along in marks', () => {
    const laden = `a${'\u0301'.repeat(200)}bc`
    expect(maskText(laden)).toBe('***')
  })

  it('keeps as many characters as there were, with every separator where it stood', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), (text) => {
        const before = charactersOf(text)
        const after = maskText(text)
        // What a mark stood on may be a star now, and joins nothing.
        expect(charactersOf(after).length).toBeGreaterThanOrEqual(Math.min(1, before.length))
        for (const separator of text.match(/[@., -]/gu) ?? []) expect(after).toContain(separator)
      }),
    )
  })

  it('tells of any word at most its first character', () => {
    const word = fc.string({
      unit: fc.constantFrom(...'abcdéñÇßжя山م'.split('')),
      minLength: 1,
      maxLength: 9,
    })
    const separator = fc.constantFrom(' ', '@', '.', '-', ', ', '_', "'", '\n', '/')
    fc.assert(
      fc.property(fc.array(fc.tuple(word, separator), { minLength: 1, maxLength: 8 }), (parts) => {
        const masked = maskText(parts.flat().join(''))
        const tells = parts.some(([one]) => one.length > 1)
        const expected = parts.map(([one, between]) => {
          const [first = '', ...rest] = one
          return (tells ? first : '*') + '*'.repeat(rest.length) + between
        })
        expect(masked).toBe(expected.join(''))
      }),
    )
  })

  it('tells one digit of digits, however they are separated', () => {
    const digits = fc.string({
      unit: fc.constantFrom(...'0123456789'.split('')),
      minLength: 1,
      maxLength: 5,
    })
    const separator = fc.constantFrom(' ', '.', '-', '/', '(', ')', '+', ', ')
    fc.assert(
      fc.property(fc.array(fc.tuple(digits, separator), { maxLength: 8 }), (parts) => {
        const masked = maskText(parts.flat().join(''))
        expect(masked.match(/\d/g)?.length ?? 0).toBeLessThanOrEqual(1)
      }),
    )
  })

  it('is the same for two texts that differ only where nothing is told', () => {
    const letters = fc.string({
      unit: fc.constantFrom(...'abcdefgé'.split('')),
      minLength: 1,
      maxLength: 12,
    })
    fc.assert(
      fc.property(letters, letters, (one, other) => {
        const length = Math.min(one.length, other.length)
        expect(maskText(`x${one.slice(0, length)}`)).toBe(maskText(`x${other.slice(0, length)}`))
      }),
    )
  })

  it('never throws, whatever units a text is made of', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 80 }), (text) => {
        expect(typeof maskText(text)).toBe('string')
      }),
    )
  })

  it('masks a long text in little time, and only its beginning', () => {
    expect(maskText('é'.repeat(1_000_000))).toHaveLength(10_000)
  })
})

describe('maskValue', () => {
  const WHOLE: readonly (readonly [what: string, value: unknown])[] = [
    ['a number', 42],
    ['an int', new Int32(42)],
    ['a double', new Double(4.2)],
    ['a long', Long.fromString('9007199254740993')],
    ['a big number', 12n],
    ['a decimal', Decimal128.fromString('1.10')],
    ['a date', new Date('1990-04-01T00:00:00Z')],
    ['true', true],
    ['false', false],
    ['an id', new ObjectId()],
    ['bytes', new Binary(Buffer.from('abc'))],
    ['a pattern', /abc/u],
  ]
  for (const [what, value] of WHOLE) {
    it(`tells of ${what} that it is there`, () => {
      expect(maskValue(value)).toBe('***')
    })
  }

  it('masks lists and objects element by element', () => {
    const value = { city: 'Porto', zip: '4000-001', floors: [1, { side: 'Left' }], none: null }
    expect(maskValue(value)).toEqual({
      city: 'P****',
      zip: '4***-***',
      floors: ['***', { side: 'L***' }],
      none: null,
    })
    expect(value.city).toBe('Porto')
  })

  it('masks keys that are data and keeps those that a program has', () => {
    const map = new Map([
      ['ana@example.com', 'friend'],
      ['abe@example.com', 'friend'],
      ['nickname', 'Aninha'],
    ])
    expect(maskValue(map)).toEqual({
      'a**@e******.c**': 'f*****',
      'a**@e******.c** (2)': 'f*****',
      nickname: 'A*****',
    })
    expect(maskKey('firstName')).toBe('firstName')
    expect(maskKey('0')).toBe('0')
    expect(maskKey('11987654321')).toBe('1**********')
  })

  it('takes an own rule, and trusts none that fails or gives the value back', () => {
    expect(maskValue('4111111111111111', () => '**** 1111')).toBe('**** 1111')
    expect(maskValue('Ana', (value) => String(value))).toBe('***')
    expect(maskValue('Ana', () => ({ no: 'text' }) as unknown as string)).toBe('***')
    const failing = (): string => {
      throw new Error('no')
    }
    expect(maskValue('Ana', failing)).toBe('***')
    expect(maskValue('Ana', 'all')).toBe('***')
    expect(maskValue(null, 'all')).toBeNull()
  })

  it('ends with values of any depth', () => {
    let deep: unknown = 'Ana'
    for (let depth = 0; depth < 5_000; depth += 1) deep = [deep]
    expect(JSON.stringify(maskValue(deep))).toContain('***')
  })
})

/** First characters and stars, by the definition. */
function maskedByHand(text: string): string {
  let isInWord = false
  return charactersOf(text)
    .map((character) => {
      if (!isLetter(character)) {
        isInWord = false
        return character
      }
      const kept = isInWord ? '*' : character
      isInWord = true
      return kept
    })
    .join('')
}
