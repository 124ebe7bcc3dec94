import { describe, expect, it } from '@jest/globals'
import { checkLinkMaker, isSafeAddress, tryLink } from '@rastro/core'

describe('a link to the application', () => {
  const addresses: readonly (readonly [string, boolean])[] = [
    ['/tickets/1', true],
    ['https://desk.example.com/tickets/1', true],
    ['HTTP://desk.example.com/', true],
    ['//elsewhere.example.com/', false],
    ['/\\elsewhere.example.com/', false],
    ['tickets/1', false],
    ['', false],
    ['javascript:alert(1)', false],
    ['JaVaScRiPt:alert(1)', false],
    ['java\tscript:alert(1)', false],
    [' javascript:alert(1)', false],
    ['data:text/html,x', false],
    ['blob:https://desk.example.com/x', false],
    ['https://user:word@desk.example.com/', false],
    ['https://', false],
    ['/a\nb', false],
    [`/${'x'.repeat(3_000)}`, false],
  ]
  for (const [address, isSafe] of addresses) {
    it(`${isSafe ? 'may' : 'may not'} be ${JSON.stringify(address).slice(0, 40)}`, () => {
      expect(isSafeAddress(address)).toBe(isSafe)
    })
  }

  it('has its parts encoded', () => {
    const subject = { type: 'Ticket', id: 'a/b?c#d%2F', name: '"<é>' }
    expect(tryLink('/t/{id}?name={name}&k={type}', subject)).toBe(
      '/t/a%2Fb%3Fc%23d%252F?name=%22%3C%C3%A9%3E&k=Ticket',
    )
  })

  it('is none where a part is missing, or would be a step of the path', () => {
    for (const id of [undefined, '', '.', '..']) {
      expect(tryLink('/t/{id}', { type: 'T', ...(id === undefined ? {} : { id }) })).toBeUndefined()
    }
    expect(tryLink('/t/{id}', { type: 'T', id: '\ud800' })).toBe('/t/%EF%BF%BD')
  })

  it('is none where the application’s function fails or gives something else', () => {
    const made: readonly unknown[] = [undefined, null, 7, {}, 'javascript:x', '//x']
    for (const value of made) {
      expect(tryLink(() => value as string, { type: 'T' })).toBeUndefined()
    }
    const failing = (): string => {
      throw new Error('not found')
    }
    expect(tryLink(failing, { type: 'T' })).toBeUndefined()
  })

  it('is checked where it is written', () => {
    const fine = ['/t/{id}', 'https://desk.example.com/{type}/{id}', () => '/']
    for (const maker of fine) expect(checkLinkMaker('url', maker)).toBe(maker)
    const wrong = ['/t', '/t/{key}', 'https://{id}.example.com/', '{id}', 'javascript:{id}', 7, {}]
    for (const maker of wrong) {
      expect(() => checkLinkMaker('url', maker)).toThrow(
        expect.objectContaining({ code: 'AUDIT_OPTION_INVALID', field: 'url' }),
      )
    }
  })
})
