/**
 * What does a sentence say where the event does not know?
 *
 * Every text here stands alone in a slot or is a whole message of its own; see `sentence.ts`.
 */
import type { FullLabels } from '../catalog/labels.ts'

/** Nobody is known to have done it. */
export const SOMEBODY: FullLabels = {
  en: 'Somebody',
  'pt-BR': 'Alguém',
  'pt-PT': 'Alguém',
  ca: 'Algú',
  es: 'Alguien',
}

/** A person whom the data is about, without a name. */
export const A_PERSON: FullLabels = {
  en: 'a person',
  'pt-BR': 'uma pessoa',
  'pt-PT': 'uma pessoa',
  ca: 'una persona',
  es: 'una persona',
}

/** A record without type, name or id. */
export const A_RECORD: FullLabels = {
  en: 'a record',
  'pt-BR': 'um registro',
  'pt-PT': 'um registo',
  ca: 'un registre',
  es: 'un registro',
}

/** Stands after the noun: *the ticket (unnamed)*. */
export const UNNAMED: FullLabels = {
  en: '(unnamed)',
  'pt-BR': '(sem nome)',
  'pt-PT': '(sem nome)',
  ca: '(sense nom)',
  es: '(sin nombre)',
}

export const NO_REASON: FullLabels = {
  en: 'no reason given',
  'pt-BR': 'motivo não informado',
  'pt-PT': 'motivo não indicado',
  ca: 'sense motiu indicat',
  es: 'sin motivo indicado',
}

/** In place of a number before a plural noun. */
export const SOME_NUMBER: FullLabels = {
  en: 'an unknown number of',
  'pt-BR': 'um número desconhecido de',
  'pt-PT': 'um número desconhecido de',
  ca: 'un nombre desconegut de',
  es: 'un número desconocido de',
}

export const YES: FullLabels = { en: 'yes', 'pt-BR': 'sim', 'pt-PT': 'sim', ca: 'sí', es: 'sí' }
export const NO: FullLabels = { en: 'no', 'pt-BR': 'não', 'pt-PT': 'não', ca: 'no', es: 'no' }

/** For an operation that no catalog has a sentence for. */
export const PLAIN_SENTENCE: FullLabels = {
  en: '{actor} performed {operation} on {target}',
  'pt-BR': '{actor} realizou {operation} em {target}',
  'pt-PT': '{actor} realizou {operation} em {target}',
  ca: '{actor} ha fet {operation} sobre {target}',
  es: '{actor} realizó {operation} sobre {target}',
}

/** Around a recorded name, so that nobody's record can be named like a part of the sentence. */
export const QUOTED: FullLabels = {
  en: '“{text}”',
  'pt-BR': '“{text}”',
  'pt-PT': '«{text}»',
  ca: '«{text}»',
  es: '«{text}»',
}

/** Around the sentence of something that did not happen: it must not read as if it had. */
export const NOT_DONE: Readonly<Record<'failure' | 'denied', FullLabels>> = {
  failure: {
    en: 'Failed attempt: {text}',
    'pt-BR': 'Tentativa sem sucesso: {text}',
    'pt-PT': 'Tentativa falhada: {text}',
    ca: 'Intent fallit: {text}',
    es: 'Intento fallido: {text}',
  },
  denied: {
    en: 'Denied attempt: {text}',
    'pt-BR': 'Tentativa negada: {text}',
    'pt-PT': 'Tentativa recusada: {text}',
    ca: 'Intent denegat: {text}',
    es: 'Intento denegado: {text}',
  },
}

/** Around the sentence of an event that stands for a group and does not say how many itself, or where. */
export const WITH_COUNT: FullLabels = {
  en: '{text} ({count, plural, one {# record in all} other {# records in all}}{places, select, none {} other {: {places}}})',
  'pt-BR':
    '{text} ({count, plural, one {# registro ao todo} many {# de registros ao todo} other {# registros ao todo}}{places, select, none {} other {: {places}}})',
  'pt-PT':
    '{text} ({count, plural, one {# registo ao todo} many {# de registos ao todo} other {# registos ao todo}}{places, select, none {} other {: {places}}})',
  ca: '{text} ({count, plural, one {# registre en total} many {# de registres en total} other {# registres en total}}{places, select, none {} other {: {places}}})',
  es: '{text} ({count, plural, one {# registro en total} many {# de registros en total} other {# registros en total}}{places, select, none {} other {: {places}}})',
}
