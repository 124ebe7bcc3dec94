import { describe, expect, it } from '@jest/globals'
import { helpdesk } from '@rastro/catalogs'
import { LANGUAGES, createCatalog, readableChanges } from '@rastro/core'
import type {
  AuditEvent,
  Catalog,
  CatalogDefinition,
  Change,
  Language,
  ReadableChange,
} from '@rastro/core'
import { STRANGE_TEXTS } from './strange-texts.ts'
import { Binary, Decimal128, Double, Int32, Long, ObjectId } from 'mongodb'

const ID = new ObjectId('507f1f77bcf86cd799439011')
const OTHER = new ObjectId('507f1f77bcf86cd799439012')

const shop: CatalogDefinition = {
  name: 'shop',
  places: {
    orders: {
      label: { en: 'Orders' },
      operations: ['create', 'update', 'delete'],
      properties: {
        wait: { label: { en: 'Wait' }, unit: 'minute' },
        size: { label: { en: 'Size' }, unit: 'byte' },
        share: { label: { en: 'Share' }, unit: 'percent' },
        price: { label: { en: 'Price' }, unit: { currency: 'EUR' } },
        fee: { label: { en: 'Fee' }, unit: { currency: 'EUR', minor: true } },
        year: { label: { en: 'Year' }, unit: 'plain' },
        due: { label: { en: 'Due' }, unit: 'date' },
        isPaid: { label: { en: 'Paid' } },
        'items.color': { label: { en: 'Color' }, values: { red: { en: 'Red', es: 'Rojo' } } },
        'flags.*.on': { label: { en: 'Flag' } },
        seller: { label: { en: 'Seller' }, ref: 'Seller' },
      },
    },
  },
}
const catalog = createCatalog([shop, helpdesk])
catalog.declarePlace('parcels', { operations: ['create', 'update'] })

function read(
  changes: readonly Change[],
  {
    language = 'en',
    ...event
  }: Partial<Pick<AuditEvent, 'place' | 'operation' | 'subject'>> & {
    readonly language?: Language
  } = {},
): ReadableChange[] {
  const whole = { place: 'orders', operation: 'update', ...event, changes }
  return readableChanges(whole, { catalog, language, zone: 'Europe/Lisbon' })
}

function replaced(path: string, before: unknown, after: unknown): Change {
  return { path: path.split('.'), op: 'replace', before, after }
}

function textOf(path: string, before: unknown, after: unknown, language: Language = 'en'): string {
  // Some units stand after a space that does not break.
  return (read([replaced(path, before, after)], { language })[0]?.text ?? '').replaceAll(
    /[\u00a0\u202f]/g,
    ' ',
  )
}

describe('a value in words', () => {
  it('has its unit, in the notation of the language', () => {
    expect(textOf('wait', 5, 3)).toBe('Wait: 5 min → 3 min')
    expect(LANGUAGES.map((language) => textOf('wait', 1500, 3, language))).toEqual([
      'Wait: 1,500 min → 3 min',
      'Wait: 1.500 min → 3 min',
      'Wait: 1500 min → 3 min',
      'Wait: 1.500 min → 3 min',
      'Wait: 1500 min → 3 min',
    ])
    expect(textOf('size', 999, new Long(1_500_000))).toBe('Size: 999 bytes → 1.5 MB')
    expect(textOf('share', 12.5, 7)).toBe('Share: 12.5% → 7%')
    expect(textOf('share', 12.5, 7, 'es')).toBe('Share: 12,5 % → 7 %')
    expect(textOf('price', Decimal128.fromString('12.5'), 7)).toBe('Price: €12.50 → €7.00')
    expect(textOf('price', 12.5, 7, 'pt-PT')).toBe('Price: 12,50 € → 7,00 €')
    expect(textOf('fee', 1250, 999)).toBe('Fee: €12.50 → €9.99')
    expect(textOf('year', 2025, 2026)).toBe('Year: 2025 → 2026')
  })

  it('keeps every digit of a number', () => {
    expect(
      textOf('total', new Double(0.12345), Decimal128.fromString('0.123456789012345678')),
    ).toBe('Total: 0.12345 → 0.123456789012345678')
    expect(textOf('total', Long.fromString('9007199254740993'), 1)).toContain(
      '9,007,199,254,740,993',
    )
  })

  it('is an instant in the zone of the audit, and a day of its own where it is one', () => {
    const [before, after] = [new Date('2026-07-01T23:30:00Z'), new Date('2026-07-02T00:00:00Z')]
    expect(textOf('at', before, after, 'pt-PT')).toBe(
      'At: 02/07/2026, 00:30:00 → 02/07/2026, 01:00:00',
    )
    expect(textOf('due', before, after, 'es')).toBe('Due: 01/07/2026 → 02/07/2026')
    expect(textOf('due', before, after)).toBe('Due: 01 Jul 2026 → 02 Jul 2026')
    const later = new Date('2026-07-02T00:00:00.001Z')
    expect(textOf('at', after, later)).toMatch(/01:00:00 → .*01:00:00.001$/)
  })

  it('says yes and no, and the words of an enum', () => {
    expect(LANGUAGES.map((language) => textOf('isPaid', true, false, language))).toEqual([
      'Paid: yes → no',
      'Paid: sim → não',
      'Paid: sim → não',
      'Paid: sí → no',
      'Paid: sí → no',
    ])
    expect(textOf('items.3.color', 'blue', 'red', 'es')).toBe('Color #4: blue → Rojo')
    const roles = read([replaced('role', 'agent', 'admin')], { place: 'agents', language: 'pt-BR' })
    expect(roles[0]?.text).toBe('Função: Agente → Administrador')
  })

  it('tells null, empty and absent apart', () => {
    expect(textOf('note', null, '')).toBe('Note: (no value) → (empty)')
    expect(textOf('note', '(empty)', [])).toBe('Note: “(empty)” → (empty)')
    const [added, removed] = read([
      { path: ['note'], op: 'add', after: null },
      { path: ['wait'], op: 'remove', before: 3 },
    ])
    expect(added).toMatchObject({
      kind: 'added',
      after: '(no value)',
      text: 'Note: — → (no value)',
    })
    expect(added).not.toHaveProperty('before')
    expect(removed).toMatchObject({ kind: 'removed', text: 'Wait: 3 min → —' })
    expect(removed).not.toHaveProperty('after')
  })

  it('never reads the same before and after', () => {
    const long = 'x'.repeat(500)
    const texts = [
      textOf('note', `a${long}`, `b${long}`),
      textOf('total', new Int32(1), '1'),
      textOf('size', 1_500_000, 1_500_001),
    ]
    for (const text of texts) {
      const [before, after] = text.replace(/^\w+: /, '').split(' → ')
      expect(before).not.toBe(after)
    }
  })

  it('reads what is nested by the labels of its parts, and bytes by their number', () => {
    expect(textOf('address', null, { city: 'Lisboa', zip: { a: 1 } })).toBe(
      'Address: (no value) → City Lisboa, Zip (A 1)',
    )
    expect(textOf('blob', null, new Binary(Buffer.alloc(3)))).toBe('Blob: (no value) → 3 bytes')
    expect(textOf('at', null, /x+/g)).toContain('regularExpression')
  })
})

describe('a list in words', () => {
  it('says which items came and went, and that the others moved', () => {
    const [change] = read([replaced('tags', ['a', 'b', 'c'], ['c', 'a', 'd'])])
    expect(change).toMatchObject({ kind: 'changed', added: ['d'], removed: ['b'], moved: true })
    expect(change?.text).toBe('Tags, added: d; Tags, removed: b; Tags, new order')
  })

  it('sets an item with a comma in it between quotes', () => {
    expect(textOf('cities', [], ['Lisboa, PT', 'Porto'])).toBe('Cities, added: “Lisboa, PT”, Porto')
    expect(textOf('city', 'Porto', 'Lisboa, PT')).toBe('City: Porto → Lisboa, PT')
  })

  it('counts an item as often as it is there, by value and type', () => {
    const [change] = read([replaced('tags', ['a', 'a', 1], ['a', '1'])])
    expect(change).toMatchObject({ added: ['1'], removed: ['a', '1'] })
  })

  it('has its own words where the catalog has some', () => {
    const changes = [replaced('tags', ['vip'], ['vip', 'b2b'])]
    const texts = LANGUAGES.map(
      (language) => read(changes, { place: 'clients', language })[0]?.text,
    )
    expect(texts).toEqual([
      'Tags added: b2b',
      'Etiquetas adicionadas: b2b',
      'Etiquetas adicionadas: b2b',
      'Etiquetes afegides: b2b',
      'Etiquetas añadidas: b2b',
    ])
  })

  it('is a value like another where the record itself came', () => {
    const [change] = read([{ path: ['tags'], op: 'add', after: ['a', 'b'] }], {
      operation: 'create',
    })
    expect(change?.text).toBe('Tags: a, b')
  })
})

describe('a reference in words', () => {
  it('is the name that was recorded with the change, and else the id', () => {
    const names = [{ type: 'Seller', id: ID, name: 'Ana Souza' }]
    const [change] = read([{ ...replaced('seller', ID, OTHER), names }])
    expect(change?.text).toBe(`Seller: Ana Souza → ${OTHER.toHexString()}`)
  })

  it('is the name that the event itself gives that record, if it is of that type', () => {
    const subject = { type: 'Seller', id: 7, name: 'Ana Souza' }
    expect(read([replaced('seller', 7, 8)], { subject })[0]?.text).toBe('Seller: Ana Souza → 8')
    const other = { type: 'Client', id: 7, name: 'Bia Lima' }
    expect(read([replaced('seller', 7, 8)], { subject: other })[0]?.text).toBe('Seller: 7 → 8')
    // The record's own id is no reference to itself.
    expect(read([replaced('_id', 7, 8)], { subject })[0]?.text).toBe('Id: 7 → 8')
  })
})

describe('values that are not in the event', () => {
  it('stay out of it, with the reason', () => {
    const [change] = read([{ path: ['passwordHash'], op: 'replace', omitted: 'secret' }], {
      place: 'agents',
    })
    expect(change).toMatchObject({
      label: 'Password',
      omitted: 'not shown: secret',
      text: 'Password (not shown: secret)',
    })
    expect(change).not.toHaveProperty('before')
  })

  it('are told apart by their reasons, in every language', () => {
    for (const language of LANGUAGES) {
      const texts = (['secret', 'summary', 'size'] as const).map(
        (omitted) => read([{ path: ['note'], op: 'add', omitted }], { language })[0]?.text,
      )
      expect(new Set(texts).size).toBe(3)
    }
  })
})

describe('a path in words', () => {
  it('is made of the path where nobody named it', () => {
    expect(read([replaced('shipTo.postal_code', 1, 2)])[0]?.label).toBe('Ship to › Postal code')
    expect(read([replaced('flags.beta.on', 1, 2)])[0]?.label).toBe('Flag beta')
  })

  it('has the labels of its place in the trash, too', () => {
    const [change] = read([replaced('status', 'open', 'solved')], {
      place: 'trash.tickets',
      language: 'ca',
    })
    expect(change?.text).toBe('Estat: Obert → Resolt')
  })

  it('takes the words of a schema before those of a catalog, part by part', () => {
    const own: Catalog = createCatalog([shop])
    own.declarePlace('orders', {
      operations: [],
      properties: { wait: { label: { en: 'Waiting time' } } },
    })
    const event = { place: 'orders', operation: 'update', changes: [replaced('wait', 5, 3)] }
    const [change] = readableChanges(event, { catalog: own, language: 'en' })
    expect(change?.text).toBe('Waiting time: 5 min → 3 min')
  })

  it('names places and operations of the audit’s configuration', () => {
    const changes: Change[] = [
      replaced('places.tickets.on', false, true),
      replaced('places.tickets.operations.bulk-delete', true, false),
      replaced('clientMode', 'full', 'summary'),
    ]
    const texts = read(changes, { place: 'audit.configuration', language: 'pt-BR' })
    expect(texts.map(({ text }) => text)).toEqual([
      'Auditar Chamados: não → sim',
      'Auditar Chamados › Exclusão em Lote: sim → não',
      'Gravação dos dados de clientes: com valores → só nomes dos campos',
    ])
  })

  it('names the way of keeping people’s data of one place, and whether last values are shown', () => {
    const changes: Change[] = [
      { path: ['clientModes', 'tickets'], op: 'add', after: 'summary' },
      replaced('clientModes.chats', 'summary', 'full'),
      replaced('showLastValue', true, false),
    ]
    const own = createCatalog([helpdesk])
    const texts = readableChanges(
      { place: 'audit.configuration', operation: 'update', changes },
      { catalog: own, language: 'en' },
    )
    expect(texts.map(({ text }) => text)).toEqual([
      'Recording of client data › Tickets: — → names of fields only',
      'Recording of client data › Chats: names of fields only → with values',
      'Show last values: yes → no',
    ])
  })

  it('calls a reference what it refers to, not “Id”, where it is read as a name', () => {
    const names = [
      { type: 'Agent', id: 'a-1', name: 'Ana Souza' },
      { type: 'Agent', id: 'a-2', name: 'Bruno Fulano' },
    ]
    const change = (path: string): Change => ({ ...replaced(path, 'a-1', 'a-2'), names })
    const texts = read([
      change('owner.id'),
      change('watchers.0._id'),
      change('agentId'),
      change('agent_id'),
      { ...change('owner'), before: { id: 'a-1', role: 'first' }, after: { id: 'a-2', role: 'x' } },
    ])
    expect(texts.map(({ text }) => text)).toEqual([
      'Owner: Ana Souza → Bruno Fulano',
      'Watchers › 0: Ana Souza → Bruno Fulano',
      'Agent: Ana Souza → Bruno Fulano',
      'Agent: Ana Souza → Bruno Fulano',
      'Owner: Ana Souza, Role first → Bruno Fulano, Role x',
    ])
    // Nobody knows whose id it is: then it is an id.
    expect(read([replaced('owner.id', 'a-1', 'a-2')])[0]?.text).toBe('Owner › Id: a-1 → a-2')
    expect(read([{ ...replaced('paid', 1, 2), names }])[0]?.label).toBe('Paid')
  })
})

describe('what was recorded', () => {
  it('stays text in every message that it stands in', () => {
    expect(textOf('note', '{label} {after}', '$& %s')).toBe('Note: {label} {after} → $& %s')
    expect(textOf('note', 'x', '<b>{0}</b>')).toBe('Note: x → <b>{0}</b>')
    expect(textOf('wait', '{value}', 3)).toBe('Wait: {value} → 3 min')
  })

  it('cannot pass for another change in the same line', () => {
    expect(textOf('note', 'x', 'y; Role: agent → admin')).toBe('Note: x → “y; Role: agent → admin”')
  })

  it('keeps a strange path on one line', () => {
    for (const key of STRANGE_TEXTS) {
      const [change] = read([{ path: ['parcels', key], op: 'add', after: key }])
      expect(change?.text).not.toMatch(/[\n\u202e]|undefined|\[object/)
    }
  })
})
