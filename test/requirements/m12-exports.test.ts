import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { openExportedLog } from '../export/exported-log.ts'
import type { ExportedLog } from '../export/exported-log.ts'
import { parseCsv } from '../export/strict-csv.ts'

const FILES = '/audit/api/export'
const BYTE_ORDER_MARK = '\uFEFF'

const messaging = {
  name: 'messaging',
  places: {
    contacts: {
      label: {
        en: 'Contacts',
        'pt-BR': 'Contatos',
        'pt-PT': 'Contactos',
        ca: 'Contactes',
        es: 'Contactos',
      },
      operations: ['export', 'delete'],
      onByDefault: true,
    },
    sla: {
      label: { en: 'SLA', 'pt-BR': 'SLA' },
      operations: ['update'],
      category: 'settings',
      onByDefault: true,
    },
  },
  types: {
    'contacts.exported': {
      place: 'contacts',
      operation: 'export',
      label: { en: 'Contacts exported', 'pt-BR': 'Contatos exportados' },
    },
    'sla.updated': {
      place: 'sla',
      operation: 'update',
      label: { en: 'SLA changed', 'pt-BR': 'SLA alterado' },
    },
  },
} as const

let log: ExportedLog

beforeAll(async () => {
  log = await openExportedLog({
    catalogs: [messaging],
    zone: 'America/Sao_Paulo',
    language: 'pt-BR',
  })
  await log.add(
    {
      at: new Date('2025-01-17T17:32:18Z'),
      type: 'contacts.exported',
      place: 'contacts',
      operation: 'export',
      category: 'exports',
      actor: { type: 'agent', id: 'u-1', name: 'Ana Example', email: 'ana@example.com' },
      target: undefined,
      details: { count: 1250, filters: ['#vip'], format: 'csv' },
      origin: { ip: '203.0.113.45' },
    },
    {
      at: new Date('2025-01-17T17:15:22Z'),
      type: 'sla.updated',
      place: 'sla',
      operation: 'update',
      category: 'settings',
      actor: { type: 'agent', id: 'u-2', name: 'Bruno Example', email: 'bruno@example.com' },
      target: undefined,
      origin: { ip: '203.0.113.42' },
    },
  )
}, 60_000)
afterAll(() => log.close())

async function linesOf(query: string): Promise<string[]> {
  const { text } = await log.get(`${FILES}?${query}`)
  return text.replace(BYTE_ORDER_MARK, '').trimEnd().split('\r\n')
}

const SEED = 'from=2025-01-17&to=2025-01-17'

describe('M12: the CSV of the messaging platform', () => {
  it('is the one in its document, line by line', async () => {
    expect(await linesOf(`${SEED}&lang=pt-BR`)).toEqual([
      'Timestamp,Usuario,Acao,Detalhes,IP,Status',
      '2025-01-17 14:32:18,ana@example.com,Exportacao,1250 contatos,203.0.113.45,Sucesso',
      '2025-01-17 14:15:22,bruno@example.com,Config,SLA alterado,203.0.113.42,Sucesso',
    ])
  })

  for (const [lang, head, action, details, status] of [
    ['en', 'Timestamp,User,Action,Details,IP,Status', 'Export', '1250 contacts', 'Success'],
    [
      'pt-BR',
      'Timestamp,Usuario,Acao,Detalhes,IP,Status',
      'Exportacao',
      '1250 contatos',
      'Sucesso',
    ],
    [
      'pt-PT',
      'Timestamp,Utilizador,Acao,Detalhes,IP,Estado',
      'Exportacao',
      '1250 contactos',
      'Sucesso',
    ],
    ['ca', 'Timestamp,Usuari,Accio,Detalls,IP,Estat', 'Exportacio', '1250 contactes', 'Exit'],
    ['es', 'Timestamp,Usuario,Accion,Detalles,IP,Estado', 'Exportacion', '1250 contactos', 'Exito'],
  ] as const) {
    it(`has its counterpart in ${lang}`, async () => {
      const [first, second] = await linesOf(`${SEED}&lang=${lang}`)
      expect(first).toBe(head)
      expect(second).toBe(
        `2025-01-17 14:32:18,ana@example.com,${action},${details},203.0.113.45,${status}`,
      )
    })
  }

  it('begins with what tells a spreadsheet that it is UTF-8', async () => {
    const { text } = await log.get(`${FILES}?${SEED}`)
    expect(text.startsWith(`${BYTE_ORDER_MARK}Timestamp,`)).toBe(true)
  })

  it('shows times as the clocks showed them, on days on which they change', async () => {
    // Lisbon: back from 02:00 to 01:00 on 25 October 2026, forward from 01:00 on 29 March 2026.
    const instants = [
      ['2026-10-25T00:30:00Z', '2026-10-25 01:30:00'],
      ['2026-10-25T01:30:00Z', '2026-10-25 01:30:00'],
      ['2026-03-29T00:59:59Z', '2026-03-29 00:59:59'],
      ['2026-03-29T01:00:00Z', '2026-03-29 02:00:00'],
      // São Paulo had its last change on 17 February 2019.
      ['2019-02-17T01:59:59Z', '2019-02-17 01:59:59'],
    ] as const
    await log.add(...instants.map(([at]) => ({ at: new Date(at) })))
    for (const [at, shown] of instants) {
      const rows = parseCsv(
        (await linesOf(`tz=Europe/Lisbon&from=${at}&to=${at}`)).join('\r\n') + '\r\n',
      )
      expect([at, rows[1]?.[0]]).toEqual([at, shown])
    }
    const own = await linesOf('from=2019-02-16&to=2019-02-16')
    expect(own[1]?.slice(0, 19)).toBe('2019-02-16 23:59:59')
  })
})

describe('M12: the JSON of the messaging platform', () => {
  it('is the one in its document', async () => {
    const { text } = await log.get(`${FILES}?format=json&preset=classic&${SEED}&cat=exports`)
    expect(JSON.parse(text)).toEqual([
      {
        timestamp: '2025-01-17T17:32:18Z',
        user: 'ana@example.com',
        action: 'export_contacts',
        details: { count: 1250, filters: ['#vip'], format: 'csv' },
        ip: '203.0.113.45',
        status: 'success',
      },
    ])
  })
})

describe('M12: the full CSV', () => {
  it('has stable English keys and instants in UTC, in any language', async () => {
    const lines = await linesOf(`preset=full&lang=pt-BR&tz=Asia/Tokyo&${SEED}`)
    expect(lines[0]).toMatch(/^id,at,recordedAt,type,operation,place,category,severity,outcome,/)
    expect(lines[1]).toContain(',2025-01-17T17:32:18.000Z,')
  })
})
