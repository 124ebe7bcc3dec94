import { describe, expect, it } from '@jest/globals'
import { helpdesk } from '@rastro/catalogs'
import { LANGUAGES, createCatalog, readable } from '@rastro/core'
import type { AuditEvent, Change, Labels } from '@rastro/core'
import { Binary, ObjectId } from 'mongodb'
import { STRANGE_TEXTS } from '../catalog/strange-texts.ts'

const ID = new ObjectId('507f1f77bcf86cd799439011')

const catalog = createCatalog([helpdesk])
catalog.declarePlace('parcels', { operations: ['create', 'update'] })

function replaced(path: string, before: unknown, after: unknown): Change {
  return { path: [path], op: 'replace', before, after }
}

describe('S13: every event type', () => {
  const strange: readonly unknown[] = [
    ...STRANGE_TEXTS,
    null,
    [],
    {},
    [1, [2, { a: null }]],
    { a: { b: { c: { d: 1 } } } },
    ID,
    new Date(NaN),
    NaN,
    Infinity,
    -0,
    new Binary(Buffer.from('ab')),
  ]
  // How a value reads does not depend on the type: two types read all, the others the worst.
  const worst = strange.slice(1, 3)
  const thorough = new Set(['clients.updated', 'parcels.updated'])
  for (const type of catalog.types.keys()) {
    it(`${type} reads in every language, whatever changed`, () => {
      const { place, operation } = catalog.type(type)
      const values = thorough.has(type) ? strange : worst
      for (const [at, value] of values.entries()) {
        const other = values[(at + 1) % values.length]
        const event: AuditEvent = {
          v: 1,
          tenant: 'default',
          at: new Date('2026-03-31T12:00:00Z'),
          type,
          place,
          operation,
          category: 'records',
          severity: 'info',
          outcome: 'success',
          actor: { type: 'agent', name: 'Ana Souza' },
          changes: [
            { path: ['someField', 'deep'], op: 'replace', before: value, after: other },
            { path: ['someField', '0'], op: 'add', after: value },
            { path: ['teams'], op: 'replace', before: [value], after: [other, value] },
            { path: ['passwordHash'], op: 'replace', omitted: 'secret' },
          ],
        }
        for (const language of LANGUAGES) {
          const { sentence, changes } = readable(event, { catalog, language })
          expect(changes).toHaveLength(4)
          for (const text of [sentence, ...changes.map((change) => change.text)]) {
            expect(text).not.toMatch(/undefined|\[object|someField|passwordHash|\n/)
            expect(text).not.toMatch(/\{(?:label|before|after|text|changes|value|record|target)\}/)
            expect(text.trim()).not.toBe('')
          }
        }
      }
    })
  }
})

function event(changes: readonly Change[]): AuditEvent {
  return {
    v: 1,
    tenant: 'default',
    at: new Date('2026-03-31T12:00:00Z'),
    type: 'clients.updated',
    place: 'clients',
    operation: 'update',
    category: 'records',
    severity: 'info',
    outcome: 'success',
    actor: { type: 'agent', name: 'Ana Souza' },
    target: { type: 'Client', id: 1, name: 'Bia Lima' },
    changes,
  }
}

describe('the sentence of an edit', () => {
  it('says its first changes, and how many more there are', () => {
    const changes = [
      replaced('phone', '555 0101', '555 0102'),
      replaced('tags', [], ['vip']),
      replaced('a', 1, 2),
      replaced('b', 1, 2),
    ]
    const read = LANGUAGES.map(
      (language) => readable(event(changes), { catalog, language }).sentence,
    )
    expect(read).toEqual([
      'Ana Souza changed the client “Bia Lima”: Phone 555 0101 → 555 0102; Tags added (vip) and 2 more changes',
      'Ana Souza alterou o cliente “Bia Lima”: Telefone 555 0101 → 555 0102; Etiquetas adicionadas (vip) e mais 2 alterações',
      'Ana Souza alterou o cliente «Bia Lima»: Telefone 555 0101 → 555 0102; Etiquetas adicionadas (vip) e mais 2 alterações',
      'Ana Souza ha modificat el client «Bia Lima»: Telèfon 555 0101 → 555 0102; Etiquetes afegides (vip) i 2 canvis més',
      'Ana Souza modificó el cliente «Bia Lima»: Teléfono 555 0101 → 555 0102; Etiquetas añadidas (vip) y 2 cambios más',
    ])
  })

  it('stays short whatever the values are', () => {
    const text = readable(event([replaced('phone', 'x'.repeat(9_000), 'y'.repeat(9_000))]), {
      catalog,
      language: 'en',
    }).sentence
    expect(text.length).toBeLessThan(200)
  })
})

describe('the sentence of a group', () => {
  const cause = { type: 'Client', id: 1, name: 'Bia Lima' }
  const head = (type: string, counts: Readonly<Record<string, number>>): AuditEvent =>
    ({
      ...event([]),
      ...catalog.type(type),
      type,
      target: undefined,
      group: { id: 'g' },
      details: { cause, counts, count: Object.values(counts).reduce((sum, n) => sum + n, 0) },
    }) as unknown as AuditEvent
  const say = (one: AuditEvent): string[] =>
    LANGUAGES.map((language) => readable(one, { catalog, language }).sentence)

  it('says what was deleted, how much went along with it, and where', () => {
    expect(say(head('clients.deleted', { clients: 1, tickets: 1312, chats: 8 }))).toEqual([
      'Ana Souza deleted the client “Bia Lima” (1,321 records in all: Clients 1, Tickets 1,312, Chats 8)',
      'Ana Souza excluiu o cliente “Bia Lima” (1.321 registros ao todo: Clientes 1, Chamados 1.312, Atendimento Online (Chat) 8)',
      'Ana Souza eliminou o cliente «Bia Lima» (1321 registos ao todo: Clientes 1, Pedidos de suporte 1312, Conversas de chat 8)',
      'Ana Souza ha suprimit el client «Bia Lima» (1.321 registres en total: Clients 1, Tiquets 1.312, Xats 8)',
      'Ana Souza eliminó el cliente «Bia Lima» (1321 registros en total: Clientes 1, Tickets 1312, Chats 8)',
    ])
  })

  it('says because of whom records were deleted', () => {
    expect(say(head('tickets.cascade-deleted', { tickets: 312 }))).toEqual([
      'Ana Souza deleted 312 tickets along with the client “Bia Lima”',
      'Ana Souza excluiu 312 chamados junto com o cliente “Bia Lima”',
      'Ana Souza eliminou 312 pedidos de suporte juntamente com o cliente «Bia Lima»',
      'Ana Souza ha suprimit 312 tiquets juntament amb el client «Bia Lima»',
      'Ana Souza eliminó 312 tickets junto con el cliente «Bia Lima»',
    ])
  })
})

describe('words for properties in the ready-made catalogs', () => {
  it('are in all five languages', () => {
    const incomplete: string[] = []
    for (const [place, { properties = {} }] of Object.entries(helpdesk.places ?? {})) {
      for (const [path, { label, added, removed, values = {} }] of Object.entries(properties)) {
        const all: (Labels | undefined)[] = [label, added, removed, ...Object.values(values)]
        const isFull = all.every(
          (labels) => labels === undefined || LANGUAGES.every((language) => labels[language]),
        )
        if (!isFull) incomplete.push(`${place} ${path}`)
      }
    }
    expect(incomplete).toEqual([])
  })
})
