import { describe, expect, it } from '@jest/globals'
import { maskText, maskValue } from '@rastro/core'

describe('H6: anonymisation', () => {
  it('is exactly that of the document', () => {
    expect(maskText('NOME DE EXEMPLO')).toBe('N*** D* E******')
    expect(maskText('anonimo@exemplo.com')).toBe('a******@e******.c**')
    expect(maskText('123.456.789-09')).toBe('1**.***.***-**')
  })

  it('tells of what is no text that it is there, and goes into nested values', () => {
    const value = { born: new Date(0), children: 2, known: true, home: { city: 'São Paulo' } }
    expect(maskValue(value)).toEqual({
      born: '***',
      children: '***',
      known: '***',
      home: { city: 'S** P****' },
    })
  })

  it('takes a letter with its accents, and an emoji, for one character', () => {
    expect(maskText('E\u0301rico 👩‍👩‍👧🙂')).toBe('E\u0301**** 👩‍👩‍👧*')
  })
})
