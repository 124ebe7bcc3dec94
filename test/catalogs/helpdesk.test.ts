import { describe, expect, it } from '@jest/globals'
import { helpdesk } from '@rastro/catalogs'
import { createCatalog, isOperationRecorded, placeState } from '@rastro/core'

const catalog = createCatalog([helpdesk])
const inputs = { catalog, code: new Map() }

describe('H1: the places of a helpdesk', () => {
  it('are the fourteen of the document, with their operations', () => {
    const own = [
      'audit.integrity',
      'audit.log',
      'audit.people',
      'audit.privacy',
      'audit.requests',
      'sessions',
    ]
    const places = [...catalog.places].filter(([place]) => !own.includes(place))
    expect(Object.fromEntries(places.map(([id, { operations }]) => [id, operations]))).toEqual({
      tickets: ['delete', 'bulk-delete'],
      chats: ['delete', 'bulk-delete'],
      clients: ['create', 'update', 'delete', 'bulk-delete', 'export'],
      chatClients: ['export'],
      'trash.tickets': ['delete', 'bulk-delete', 'restore'],
      'trash.chats': ['delete', 'bulk-delete', 'restore'],
      backup: ['request'],
      'search.default': ['export'],
      'search.dynamic': ['export'],
      'reports.basic': ['generate'],
      'reports.custom': ['create', 'update', 'delete', 'bulk-delete', 'export'],
      'audit.configuration': ['update'],
      account: ['update'],
      agents: ['create', 'update', 'delete', 'bulk-delete', 'export'],
    })
  })

  it('are all off at first, but for those that cannot be', () => {
    const on = [...catalog.places.keys()].filter((place) => placeState(place, inputs).on)
    expect(on.toSorted()).toEqual([
      'account',
      'agents',
      'audit.configuration',
      'audit.integrity',
      'audit.log',
      'audit.people',
      'audit.privacy',
      'audit.requests',
      'sessions',
    ])
    const mandatory = on.filter((place) => catalog.place(place).mandatory === true)
    expect(mandatory.toSorted()).toEqual([
      'account',
      'agents',
      'audit.configuration',
      'audit.integrity',
      'audit.log',
      'audit.people',
      'audit.privacy',
      'audit.requests',
    ])
  })

  it('carry the names of the document in Brazilian Portuguese', () => {
    const names = [...catalog.places.values()].map(({ label }) => label['pt-BR'])
    for (const name of [
      'Chamados',
      'Atendimento Online (Chat)',
      'Clientes',
      'Clientes de Atendimento Online',
      'Lixeira › Chamados',
      'Lixeira › Atendimentos Online',
      'Backup',
      'Busca Avançada Padrão',
      'Busca Avançada Dinâmica',
      'Relatórios Básicos',
      'Relatórios Personalizados',
      'Configuração da Auditoria',
      'Conta',
      'Atendente',
    ]) {
      expect(names).toContain(name)
    }
  })

  it('know that clients are persons, for whom the client mode holds', () => {
    expect(catalog.place('clients').personal).toBe(true)
    expect(catalog.place('chatClients').personal).toBe(true)
    expect(catalog.place('tickets').personal).toBeUndefined()
  })

  it('are recorded in full where mandatory, deletion in bulk of agents included', () => {
    expect(isOperationRecorded('agents', 'bulk-delete', inputs)).toBe(true)
    expect(isOperationRecorded('account', 'update', inputs)).toBe(true)
  })
})

describe('H2: operations of the document', () => {
  it('carry its words', () => {
    const names = [...catalog.operations.values()].map(({ label }) => label['pt-BR'])
    expect(names).toEqual(
      expect.arrayContaining([
        'Criação',
        'Edição',
        'Exclusão',
        'Exclusão em Lote',
        'Exportação',
        'Recuperação',
      ]),
    )
  })
})

describe('H9: a search that was exported', () => {
  for (const type of [
    'search.default.exported',
    'search.dynamic.exported',
    'reports.basic.generated',
  ]) {
    it(`${type} must tell its filter, and may tell count, format and bytes`, () => {
      expect(() => catalog.checkDetails(type, { filter: 'status:open' })).not.toThrow()
      expect(() =>
        catalog.checkDetails(type, { filter: {}, count: 3, format: 'csv', bytes: 10 }),
      ).not.toThrow()
      expect(() => catalog.checkDetails(type, { count: 3 })).toThrow("detail 'filter'")
    })
  }
})

describe('H10: a deletion', () => {
  for (const place of ['tickets', 'chats', 'trash.tickets', 'trash.chats']) {
    it(`of ${place} has a type for one, for many, and for those that went with their client`, () => {
      expect(catalog.type(`${place}.deleted`).operation).toBe('delete')
      expect(catalog.type(`${place}.bulk-deleted`).operation).toBe('bulk-delete')
      expect(catalog.type(`${place}.cascade-deleted`).operation).toBe('bulk-delete')
    })
  }
})
