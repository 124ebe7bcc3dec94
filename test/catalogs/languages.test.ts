import { describe, expect, it } from '@jest/globals'
import { helpdesk } from '@rastro/catalogs'
import {
  LANGUAGES,
  baseCatalog,
  createCatalog,
  parseMessage,
  sentence,
  slotsOf,
} from '@rastro/core'
import type {
  AuditEvent,
  Catalog,
  CatalogDefinition,
  Labels,
  Language,
  Message,
} from '@rastro/core'
import { sampleEvent } from '../support/sample-event.ts'

const catalogs: readonly CatalogDefinition[] = [baseCatalog, helpdesk]
const catalog: Catalog = createCatalog([helpdesk])
catalog.declarePlace('parcels', { operations: ['create'] })

interface Text {
  readonly where: string
  readonly labels: Labels
}

function texts(kind: 'label' | 'sentence' | 'section'): Text[] {
  const found: Text[] = []
  for (const { name, ...sections } of catalogs) {
    for (const [section, entries] of Object.entries(sections)) {
      for (const [key, entry] of Object.entries(
        entries as Record<string, Record<string, unknown>>,
      )) {
        const labels = entry[kind] as Labels | undefined
        if (labels !== undefined) found.push({ where: `${name} ${section} ${key}`, labels })
      }
    }
  }
  return found
}

const labels = [...texts('label'), ...texts('section')]
const sentences = texts('sentence')

describe('S5: words of the ready-made catalogs', () => {
  it('are in all five languages', () => {
    const incomplete = [...labels, ...sentences].filter(({ labels }) =>
      LANGUAGES.some((language) => (labels[language] ?? '').trim() === ''),
    )
    expect(incomplete).toEqual([])
    expect(labels.length).toBeGreaterThan(90)
  })

  it('have a sentence for every event type and every operation', () => {
    const wanted = catalogs.flatMap(({ types = {}, operations = {} }) =>
      [...Object.values(types), ...Object.values(operations)].filter((entry) => !entry.sentence),
    )
    expect(wanted).toEqual([])
  })

  it('have the same slots in every language', () => {
    const different = sentences.filter(({ labels }) => {
      const slots = LANGUAGES.map((language) => slotsOf(parsed(labels, language)).join(' '))
      return new Set(slots).size > 1
    })
    expect(different.map(({ where }) => where)).toEqual([])
  })

  it('have the plural forms that their language needs, and words for a missing number', () => {
    const wrong: string[] = []
    for (const { where, labels } of sentences) {
      for (const language of LANGUAGES) {
        const needed = [...pluralForms(language), 'none'].toSorted().join(' ')
        for (const forms of pluralsOf(parsed(labels, language))) {
          if (forms !== needed) wrong.push(`${where} ${language}: ${forms}`)
        }
      }
    }
    expect(wrong).toEqual([])
  })

  it('do not mix up the two kinds of Portuguese', () => {
    const brazilian = /exclu[ií]|usuári|registro|arquiv|configurações|lixeira|chamado|trilha/i
    const european = /elimin|utilizador|registo|ficheir|definições|\blixo\b|palavra-passe/i
    // The Brazilian law on personal data says so, where everybody else there would say another word.
    const ofTheLaw =
      /eliminação de dados|eliminou (?:os )?dados pessoais|dados pessoais eliminados/gi
    const mixed = [...labels, ...sentences].filter(
      ({ labels }) =>
        brazilian.test(labels['pt-PT'] ?? '') ||
        european.test((labels['pt-BR'] ?? '').replaceAll(ofTheLaw, '')),
    )
    expect(mixed.map(({ where }) => where)).toEqual([])
  })

  it('are translated: no long text is the same in English and in another language', () => {
    const same = sentences.filter(({ labels }) =>
      LANGUAGES.some((language) => language !== 'en' && labels[language] === labels.en),
    )
    expect(same.map(({ where }) => where)).toEqual([])
  })

  it('never put a Catalan preposition before a name, since it would have to be elided', () => {
    const wrong = sentences.filter(({ labels }) =>
      /\b(?:de|el|la|d'|l')\s*\{(?!details\.limit)/.test(labels.ca ?? ''),
    )
    expect(wrong.map(({ where }) => where)).toEqual([])
  })
})

const sample = (type: string, change?: Partial<AuditEvent>): AuditEvent =>
  sampleEvent(catalog, type, change)

describe('S5: the sentence of each event type', () => {
  const target = { type: 'Thing', id: 3002, name: 'Sample name' }
  const details = { count: 1_000_000, email: 'bia@example.com', attempt: 3, limit: 5, filter: {} }
  for (const type of catalog.types.keys()) {
    it(`${type} reads in every language, whatever the event knows`, () => {
      for (const language of LANGUAGES) {
        for (const event of [
          sample(type, { target }),
          sample(type, { details }),
          sample(type, { group: { id: 'g' }, details: { count: 7, counts: { tickets: 7 } } }),
          sample(type, { actor: { type: 'client' } }),
        ]) {
          const text = sentence(event, { catalog, language })
          expect(text).toMatch(/^\p{L}[^{}#]*(?:#3002[^{}#]*)?$/u)
          expect(text).not.toMatch(/undefined|null|\?| {2}|\s$/)
        }
      }
    })
  }

  it('reads as people of each language would say it', () => {
    const read = (type: string, change: Partial<AuditEvent>): string[] =>
      LANGUAGES.map((language) => sentence(sample(type, change), { catalog, language }))
    expect(read('tickets.deleted', { target })).toEqual([
      'Ana Souza deleted the ticket “Sample name”',
      'Ana Souza excluiu o chamado “Sample name”',
      'Ana Souza eliminou o pedido de suporte «Sample name»',
      'Ana Souza ha suprimit el tiquet «Sample name»',
      'Ana Souza eliminó el ticket «Sample name»',
    ])
    expect(read('clients.exported', { details: { count: 1250 } })).toEqual([
      'Ana Souza exported 1,250 clients',
      'Ana Souza exportou 1.250 clientes',
      'Ana Souza exportou 1250 clientes',
      'Ana Souza ha exportat 1.250 clients',
      'Ana Souza exportó 1250 clientes',
    ])
    expect(read('agents.created', { target })).toEqual([
      'Ana Souza created the agent “Sample name”',
      'Ana Souza criou o atendente “Sample name”',
      'Ana Souza criou o agente «Sample name»',
      "Ana Souza ha creat l'agent «Sample name»",
      'Ana Souza creó el agente «Sample name»',
    ])
  })
})

function parsed(labels: Labels, language: Language): Message {
  return parseMessage(labels[language] ?? '', language)
}

function pluralForms(language: Language): readonly string[] {
  return new Intl.PluralRules(language).resolvedOptions().pluralCategories
}

function pluralsOf(message: Message): string[] {
  return message.flatMap((part) => {
    if (part.kind !== 'plural' && part.kind !== 'select') return []
    const inner = [...part.branches.values()].flatMap((branch) => pluralsOf(branch))
    if (part.kind === 'select') return inner
    return [[...part.branches.keys()].toSorted().join(' '), ...inner]
  })
}
