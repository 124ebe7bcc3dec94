/**
 * What place and which event types does a plugged model bring when no catalog names them?
 *
 * A model's place has its collection's name as its label: the suite cannot translate it.
 */
import type { EventTypeDefinition, PlaceDefinition } from './definition.ts'
import { LANGUAGES } from './labels.ts'
import type { FullLabels, Labels } from './labels.ts'
import { nameInWords } from './name-in-words.ts'

const TRASH = 'trash.'

/** A model's place: on, because plugging the model asked for it. */
export function modelPlace(
  place: string,
  options: {
    readonly operations: readonly string[]
    readonly places: ReadonlyMap<string, PlaceDefinition>
  },
): PlaceDefinition {
  return {
    label: modelLabel(place, options.places),
    operations: [...new Set(options.operations)],
    onByDefault: true,
  }
}

/** The event types that every plugged model has, by their names. */
export function modelTypes(
  place: string,
  label: Labels,
): readonly (readonly [string, EventTypeDefinition])[] {
  return Object.entries(MODEL_TYPES).map(([suffix, type]) => {
    const { words, ...rest } = type
    return [`${place}.${suffix}`, { ...rest, place, label: typeLabel(label, words) }] as const
  })
}

function modelLabel(place: string, places: ReadonlyMap<string, PlaceDefinition>): Labels {
  if (!place.startsWith(TRASH)) return { en: nameInWords(place) }
  const inner = place.slice(TRASH.length)
  const label = places.get(inner)?.label ?? { en: nameInWords(inner) }
  return inEveryLanguage((language) => `${TRASH_WORD[language]} › ${label[language] ?? label.en}`)
}

function typeLabel(place: Labels, words: FullLabels): Labels {
  return inEveryLanguage((language) => `${place[language] ?? place.en}: ${words[language]}`)
}

function inEveryLanguage(text: (language: keyof FullLabels) => string): FullLabels {
  return Object.fromEntries(
    LANGUAGES.map((language) => [language, text(language)]),
  ) as unknown as FullLabels
}

const TRASH_WORD: FullLabels = {
  en: 'Trash',
  'pt-BR': 'Lixeira',
  'pt-PT': 'Lixo',
  ca: 'Paperera',
  es: 'Papelera',
}

type ModelType = Omit<EventTypeDefinition, 'place' | 'label'> & { readonly words: FullLabels }

const MODEL_TYPES: Readonly<Record<string, ModelType>> = {
  created: {
    operation: 'create',
    words: {
      en: 'creation',
      'pt-BR': 'criação',
      'pt-PT': 'criação',
      ca: 'creació',
      es: 'creación',
    },
  },
  updated: {
    operation: 'update',
    words: { en: 'edit', 'pt-BR': 'edição', 'pt-PT': 'edição', ca: 'edició', es: 'edición' },
  },
  deleted: {
    operation: 'delete',
    severity: 'notice',
    words: {
      en: 'deletion',
      'pt-BR': 'exclusão',
      'pt-PT': 'eliminação',
      ca: 'supressió',
      es: 'eliminación',
    },
  },
  'bulk-deleted': {
    operation: 'bulk-delete',
    severity: 'warning',
    words: {
      en: 'bulk deletion',
      'pt-BR': 'exclusão em lote',
      'pt-PT': 'eliminação em lote',
      ca: 'supressió en bloc',
      es: 'eliminación en bloque',
    },
  },
  'cascade-deleted': {
    operation: 'bulk-delete',
    severity: 'warning',
    words: {
      en: 'deletion along with another record',
      'pt-BR': 'exclusão junto com outro registro',
      'pt-PT': 'eliminação com outro registo',
      ca: 'supressió amb un altre registre',
      es: 'eliminación junto con otro registro',
    },
    sentence: {
      en: '{actor} deleted {target} along with {cause, select, none {another record} other {{cause}}}',
      'pt-BR':
        '{actor} excluiu {target} junto com {cause, select, none {outro registro} other {{cause}}}',
      'pt-PT':
        '{actor} eliminou {target} juntamente com {cause, select, none {outro registo} other {{cause}}}',
      ca: '{actor} ha suprimit {target} juntament amb {cause, select, none {un altre registre} other {{cause}}}',
      es: '{actor} eliminó {target} junto con {cause, select, none {otro registro} other {{cause}}}',
    },
  },
  restored: {
    operation: 'restore',
    words: {
      en: 'recovery',
      'pt-BR': 'recuperação',
      'pt-PT': 'recuperação',
      ca: 'recuperació',
      es: 'recuperación',
    },
  },
  exported: {
    operation: 'export',
    category: 'exports',
    severity: 'notice',
    words: {
      en: 'export',
      'pt-BR': 'exportação',
      'pt-PT': 'exportação',
      ca: 'exportació',
      es: 'exportación',
    },
  },
}
