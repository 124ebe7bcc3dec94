import { describe, expect, it } from '@jest/globals'
import { createCatalog, label, pickLanguage, sentence } from '@rastro/core'
import type { AuditEvent, CatalogDefinition, Language } from '@rastro/core'
import { Int32, ObjectId } from 'mongodb'
import { sampleEvent } from '../support/sample-event.ts'

const shop: CatalogDefinition = {
  name: 'shop',
  places: {
    orders: {
      label: { en: 'Orders', es: 'Pedidos' },
      operations: ['create', 'update', 'delete', 'bulk-delete', 'export'],
    },
  },
  types: {
    'orders.deleted': {
      place: 'orders',
      operation: 'delete',
      label: { en: 'Order deleted' },
      sentence: { en: '{actor} deleted the order {record}: {reason}' },
    },
    'orders.exported': {
      place: 'orders',
      operation: 'export',
      label: { en: 'Orders exported' },
      sentence: {
        en: '{actor} exported {count, plural, one {# order} other {# orders}}',
        es: '{actor} exportó {count, plural, one {# pedido} many {# de pedidos} other {# pedidos}}',
      },
    },
  },
}
const catalog = createCatalog([shop])

const event = (type: string, change?: Partial<AuditEvent>): AuditEvent =>
  sampleEvent(catalog, type, change)

function say(type: string, change: Partial<AuditEvent> = {}, language: Language = 'en'): string {
  return sentence(event(type, change), { catalog, language })
}

catalog.declarePlace('parcels', { operations: ['create', 'update'] })

describe('S5: the sentence of an event', () => {
  const target = { type: 'Order', id: 3002, name: 'Two chairs' }

  it('names who, what and why, from the event alone', () => {
    expect(say('orders.deleted', { target, reason: 'duplicate' })).toBe(
      'Ana Souza deleted the order “Two chairs”: duplicate',
    )
  })

  it('says how many in the notation and the plural of the language', () => {
    const details = { count: 1_250_000 }
    expect(say('orders.exported', { details })).toBe('Ana Souza exported 1,250,000 orders')
    expect(say('orders.exported', { details: { count: 1 } })).toBe('Ana Souza exported 1 order')
    // Spanish needs a preposition after a million.
    expect(say('orders.exported', { details: { count: 1_000_000 } }, 'es')).toBe(
      'Ana Souza exportó 1.000.000 de pedidos',
    )
  })

  it('reads a number as the database gives it back', () => {
    expect(say('orders.exported', { details: { count: new Int32(2) } })).toContain('2 orders')
  })

  it('keeps numbers English in a sentence that exists in English only', () => {
    const counted = { details: { count: 12_345 } }
    expect(say('orders.exported', counted, 'ca')).toBe('Ana Souza exported 12,345 orders')
  })

  it('uses the sentence of the operation where the type has none', () => {
    expect(say('parcels.updated', { target: { type: 'Parcel', id: 7 } })).toBe(
      'Ana Souza edited Parcel #7 in Parcels',
    )
    expect(say('parcels.updated', { target: { type: 'Parcel', id: 7 } }, 'pt-PT')).toBe(
      'Ana Souza editou Parcel #7 em Parcels',
    )
  })

  it('speaks even of an event that no catalog knows any more', () => {
    const old = { ...event('orders.deleted', { target }), type: 'gone', operation: 'archive' }
    expect(sentence(old, { catalog, language: 'en' })).toBe(
      'Ana Souza performed “archive” on “Two chairs”',
    )
  })

  it('shortens an id to its end, which is what tells ids apart', () => {
    const id = new ObjectId('507f1f77bcf86cd799439011')
    expect(say('orders.deleted', { target: { type: 'Order', id } })).toContain('the order #439011:')
  })
})

describe('a sentence where the event does not know', () => {
  it('names the kind of user for somebody without a name, and the address before that', () => {
    expect(say('orders.exported', { actor: { type: 'org-manager' } }, 'es')).toContain(
      'Gestor de organización exportó',
    )
    expect(say('orders.exported', { actor: { type: 'api', email: 'bot@example.com' } })).toContain(
      'bot@example.com exported',
    )
    expect(say('orders.exported', { actor: { type: '' } })).toContain('Somebody exported')
  })

  it('says that the record has no name and the reason was not given', () => {
    expect(say('orders.deleted')).toBe('Ana Souza deleted the order (unnamed): no reason given')
    expect(say('parcels.updated', {}, 'pt-BR')).toBe('Ana Souza editou um registro em Parcels')
  })

  it('says that the number is unknown where the sentence has no words for that', () => {
    expect(say('orders.exported')).toBe('Ana Souza exported an unknown number of orders')
  })
})

describe('a sentence about somebody with a strange name', () => {
  it('stays on one line and keeps its direction', () => {
    const actor = { type: 'agent', name: 'Ana\n\u202eazuoS\u0000 \u2028X' }
    expect(say('orders.exported', { actor, details: { count: 2 } })).toBe(
      'Ana azuoS X exported 2 orders',
    )
  })

  it('cannot be continued by the name of a record', () => {
    const target = { type: 'Order', id: 1, name: 'x” after approval by “Bia' }
    expect(say('orders.deleted', { target })).toContain('the order “x" after approval by "Bia”:')
  })

  it('takes slots in a name for what they are: text', () => {
    const target = { type: 'Order', id: 1, name: '{actor} $& {reason}' }
    expect(say('orders.deleted', { target })).toContain('“{actor} $& {reason}”')
  })

  it('cuts what is too long between letters, not inside one', () => {
    const name = '👩🏽‍🚒'.repeat(200)
    const said = say('orders.exported', { actor: { type: 'agent', name }, details: { count: 2 } })
    expect(said).toBe(`${'👩🏽‍🚒'.repeat(119)}… exported 2 orders`)
  })
})

describe('a name of exactly the longest length', () => {
  for (const length of [119, 120, 121]) {
    it(`is ${length > 120 ? 'cut' : 'whole'} at ${length} letters`, () => {
      const actor = { type: 'agent', name: 'x'.repeat(length) }
      const shown = length > 120 ? `${'x'.repeat(119)}…` : actor.name
      expect(say('orders.exported', { actor, details: { count: 2 } })).toBe(
        `${shown} exported 2 orders`,
      )
    })
  }
})

describe('H10: the sentence of the event that stands for a group', () => {
  const group = { id: '01JQ0000000000000000000000' }

  it('says how many, for one call on many records', () => {
    const details = { call: 'deleteMany', count: 312, counts: { parcels: 312 } }
    expect(say('parcels.bulk-deleted', { group, details })).toBe(
      'Ana Souza deleted 312 records in Parcels, in bulk',
    )
  })

  it('names the record that took others along, and how many they were', () => {
    const cause = { type: 'Order', id: 3002, name: 'Two chairs' }
    const details = { cause, count: 313, counts: { orders: 1, parcels: 312 } }
    expect(say('orders.deleted', { group, details, reason: 'duplicate' })).toBe(
      'Ana Souza deleted the order “Two chairs”: duplicate (313 records in all: Orders 1, Parcels 312)',
    )
  })

  it('tells the records of its own place from those that went along', () => {
    const details = { count: 7, counts: { orders: 2, parcels: 5 } }
    expect(say('orders.exported', { group, details })).toBe(
      'Ana Souza exported 2 orders (7 records in all: Orders 2, Parcels 5)',
    )
  })

  it('says nothing of the number for a member', () => {
    const member = { group: { ...group, index: 4 }, target: { type: 'Parcel', id: 7 } }
    expect(say('parcels.bulk-deleted', member)).toBe(
      'Ana Souza deleted Parcel #7 in Parcels, in bulk',
    )
  })
})

describe('a sentence about what did not happen', () => {
  it('says so first, so that nobody reads that it was done', () => {
    expect(say('orders.exported', { outcome: 'denied', details: { count: 3 } })).toBe(
      'Denied attempt: Ana Souza exported 3 orders',
    )
    expect(say('orders.exported', { outcome: 'failure', details: { count: 3 } }, 'es')).toBe(
      'Intento fallido: Ana Souza exportó 3 pedidos',
    )
  })

  it('does not say it twice of a login that failed', () => {
    const failed = {
      actor: { type: 'anonymous' },
      outcome: 'failure' as const,
      details: { email: 'ana@example.com', attempt: 3, limit: 5 },
    }
    expect(say('sessions.login-failed', failed, 'pt-BR')).toBe(
      'Falha de login de ana@example.com (tentativa 3 de 5)',
    )
    expect(say('sessions.login-failed', { ...failed, details: {} })).toBe(
      'Login failed for Anonymous',
    )
  })

  it('names who was blocked, and not whoever sat there, as the one it happened to', () => {
    const blocked = {
      actor: { type: 'anonymous' },
      outcome: 'denied' as const,
      details: { email: 'ana@example.com', limit: 5 },
    }
    expect(say('sessions.blocked', blocked)).toBe(
      'Access was blocked for ana@example.com after 5 failed logins',
    )
  })
})

describe('label', () => {
  it('falls back to the other Portuguese, then to English', () => {
    const labels = { en: 'Orders', 'pt-BR': 'Pedidos' }
    expect(label(labels, 'pt-PT')).toBe('Pedidos')
    expect(label(labels, 'ca')).toBe('Orders')
  })
})

describe('S5: pickLanguage', () => {
  const cases: readonly (readonly [string | undefined, Language])[] = [
    ['pt', 'pt-BR'],
    ['pt-PT', 'pt-PT'],
    ['pt_br', 'pt-BR'],
    ['pt-AO', 'pt-PT'],
    ['ca-ES', 'ca'],
    ['es-419', 'es'],
    ['EN-gb', 'en'],
    ['de, ca;q=0.5, es;q=0.8', 'es'],
    ['es;q=0, ca', 'ca'],
    ['fr;q=0.9, *;q=0.5', 'en'],
    ['pt-BR,pt;q=0.9,en-US;q=0.8,en;q=0.7', 'pt-BR'],
    ['en;q=banana, ca;q=0.1', 'ca'],
    ['ka', 'en'],
    ['', 'en'],
    [undefined, 'en'],
    [','.repeat(100_000), 'en'],
  ]
  for (const [wanted, language] of cases) {
    it(`answers ${language} to ${JSON.stringify(wanted)?.slice(0, 60) ?? 'nothing'}`, () => {
      expect(pickLanguage(wanted)).toBe(language)
    })
  }

  it('gives the fallback to a reader of other languages', () => {
    expect(pickLanguage('fr, de', 'ca')).toBe('ca')
  })
})
