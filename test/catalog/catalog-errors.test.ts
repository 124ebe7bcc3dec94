import { describe, expect, it } from '@jest/globals'
import { AuditError, createCatalog } from '@rastro/core'
import type { CatalogDefinition, EventTypeDefinition, PlaceDefinition } from '@rastro/core'

const orders: PlaceDefinition = { label: { en: 'Orders' }, operations: ['create', 'update'] }
const created: EventTypeDefinition = {
  place: 'orders',
  operation: 'create',
  label: { en: 'Order created' },
}

function shop(change: Record<string, unknown> = {}): CatalogDefinition {
  return {
    name: 'shop',
    places: { orders },
    types: { 'orders.created': created },
    ...change,
  }
}

function errorOf(...definitions: readonly CatalogDefinition[]): string {
  try {
    createCatalog(definitions)
  } catch (error) {
    return AuditError.is(error) ? `${error.code}: ${error.message}` : String(error)
  }
  return 'no error'
}

describe('a catalog with a mistake in it', () => {
  it('is taken when it has none', () => {
    expect(errorOf(shop())).toBe('no error')
  })

  it('with a misspelt section is told the right one', () => {
    expect(errorOf(shop({ place: {} }))).toBe(
      "AUDIT_OPTION_UNKNOWN: a catalog has no option 'place': did you mean 'places'?",
    )
  })

  it('with a misspelt key of a place is told the right one', () => {
    const places = { orders: { ...orders, mandatry: true } }
    expect(errorOf(shop({ places }))).toBe(
      "AUDIT_OPTION_UNKNOWN: catalog 'shop', place 'orders' has no option 'mandatry': " +
        "did you mean 'mandatory'?",
    )
  })

  it('with a type of an unknown place is told the nearest place', () => {
    const types = { 'orders.created': { ...created, place: 'order' } }
    expect(errorOf(shop({ types }))).toBe(
      "AUDIT_PLACE_UNKNOWN: catalog 'shop', type 'orders.created', names place 'order', " +
        "which no catalog defines: did you mean 'orders'?",
    )
  })

  it('with an unknown operation is told the nearest one', () => {
    const places = { orders: { ...orders, operations: ['create', 'updaet'] } }
    expect(errorOf(shop({ places }))).toBe(
      "AUDIT_CATALOG_INVALID: catalog 'shop', place 'orders', names operation 'updaet', " +
        "which no catalog defines: did you mean 'update'?",
    )
  })

  it('with a type that its place could never record is refused', () => {
    const types = { 'orders.exported': { ...created, operation: 'export' } }
    expect(errorOf(shop({ types }))).toBe(
      "AUDIT_CATALOG_INVALID: catalog 'shop', type 'orders.exported', has operation 'export', " +
        "which place 'orders' does not list: expected one of: create, update",
    )
  })

  it('with an unknown category is told the nearest one', () => {
    const types = { 'orders.created': { ...created, category: 'record' } }
    expect(errorOf(shop({ types }))).toContain("names category 'record'")
    expect(errorOf(shop({ types }))).toContain("did you mean 'records'?")
  })

  it('with an unknown severity is told the nearest one', () => {
    const types = { 'orders.created': { ...created, severity: 'critcal' } }
    expect(errorOf(shop({ types }))).toContain("did you mean 'critical'?")
  })

  it('without English is refused, since English is what every other language falls back to', () => {
    const places = { orders: { ...orders, label: { es: 'Pedidos' } } }
    expect(errorOf(shop({ places }))).toBe(
      "AUDIT_CATALOG_INVALID: catalog 'shop', place 'orders', 'label' has no English text",
    )
  })

  it('with a language that the suite does not speak is told so', () => {
    const places = { orders: { ...orders, label: { en: 'Orders', 'pt-Br': 'Pedidos' } } }
    expect(errorOf(shop({ places }))).toContain("did you mean 'pt-BR'?")
  })

  it('with a slot that no event can fill is told the nearest one', () => {
    const types = { 'orders.created': { ...created, sentence: { en: '{actr} created it' } } }
    expect(errorOf(shop({ types }))).toBe(
      "AUDIT_CATALOG_INVALID: catalog 'shop', type 'orders.created', sentence 'en', " +
        "has no slot '{actr}': did you mean 'actor'?",
    )
  })

  it('with a detail in a sentence that the shape does not have is told the nearest one', () => {
    const sentence = { en: '{actor} created {details.cuont} orders' }
    const details = { count: 'number' } as const
    const types = { 'orders.created': { ...created, sentence, details } }
    expect(errorOf(shop({ types }))).toContain("uses a detail 'cuont': did you mean 'count'?")
  })

  it('with an unknown kind of detail is told the nearest one', () => {
    const types = { 'orders.created': { ...created, details: { count: 'nubmer?' } } }
    expect(errorOf(shop({ types }))).toContain("did you mean 'number'?")
  })

  it('without operations in a place is refused, since nothing could be switched on', () => {
    const places = { orders: { ...orders, operations: [] } }
    expect(errorOf(shop({ places, types: {} }))).toContain("needs 'operations'")
  })

  for (const name of ['two words', 'a,b', '$where', '']) {
    it(`with the name ${JSON.stringify(name)} is refused, since names stand in queries`, () => {
      expect(errorOf(shop({ places: { orders, [name]: orders } }))).toMatch(
        /^AUDIT_CATALOG_INVALID/,
      )
    })
  }

  it('that contradicts another one is refused and both are named', () => {
    const other = { name: 'market', places: { orders: { ...orders, mandatory: true } } }
    expect(errorOf(shop(), other)).toBe(
      "AUDIT_CATALOG_INVALID: catalog 'market' defines place 'orders' differently from catalog 'shop'",
    )
  })

  it('that repeats another one exactly is merged with it', () => {
    expect(errorOf(shop(), { name: 'market', places: { orders: { ...orders } } })).toBe('no error')
  })

  it('that redefines a place of the suite itself is refused', () => {
    const places = { 'audit.configuration': { ...orders, operations: ['update'] } }
    expect(errorOf({ name: 'shop', places })).toContain("differently from catalog 'audit'")
  })
})

describe('a sentence that cannot be read', () => {
  const broken = {
    '{actor} created {target': "'{' must be followed by a slot's name",
    '{actor} created it}': "a '}' without its '{'",
    '{actor} {count, number}': "must be followed by 'plural,' or 'select,'",
    '{actor} {count, plural, one {# order}}': "'count' has no branch 'other'",
    '{actor} {count, plural, singular {#} other {#}}': "plural has no branch 'singular'",
    '{actor} {count, plural, other {#}': "expected a branch of 'count', or '}'",
    '{actor} {count, plural, other {# orders': "no '}'",
  }
  for (const [text, problem] of Object.entries(broken)) {
    it(`is refused with the place of its mistake: ${text}`, () => {
      const types = { 'orders.created': { ...created, sentence: { en: text } } }
      const message = errorOf(shop({ types }))
      expect(message).toMatch(/^AUDIT_CATALOG_INVALID: .*sentence 'en'.*at character \d+/)
      expect(message).toContain(problem)
    })
  }
})
