/** Which words stand in the files of a download, in each language? */
import type { Language } from '@rastro/core'

interface FileWords {
  readonly title: string
  readonly intro: string
  readonly when: string
  readonly relation: string
  readonly about: string
  readonly by: string
  readonly what: string
  readonly who: string
  readonly property: string
  readonly original: string
  readonly new: string
  readonly event: string
}

export const FILE_WORDS: Readonly<Record<Language, FileWords>> = {
  en: {
    title: 'My data',
    intro:
      'Everything that was recorded about you and by you, with old and new values. What is about other people is masked. Where only the name of a changed field was kept, it says so.',
    when: 'When (UTC)',
    relation: 'Relation',
    about: 'about you',
    by: 'by you',
    what: 'What',
    who: 'Who',
    property: 'Property',
    original: 'Original',
    new: 'New',
    event: 'Event',
  },
  'pt-BR': {
    title: 'Meus dados',
    intro:
      'Tudo o que foi registrado sobre você e por você, com valores antigos e novos. O que diz respeito a outras pessoas está mascarado. Onde só se guardou o nome do campo alterado, isso é informado.',
    when: 'Quando (UTC)',
    relation: 'Relação',
    about: 'sobre você',
    by: 'por você',
    what: 'O quê',
    who: 'Quem',
    property: 'Propriedade',
    original: 'Original',
    new: 'Novo',
    event: 'Evento',
  },
  'pt-PT': {
    title: 'Os meus dados',
    intro:
      'Tudo o que foi registado sobre si e por si, com valores antigos e novos. O que diz respeito a outras pessoas está mascarado. Onde só se guardou o nome do campo alterado, isso é indicado.',
    when: 'Quando (UTC)',
    relation: 'Relação',
    about: 'sobre si',
    by: 'por si',
    what: 'O quê',
    who: 'Quem',
    property: 'Propriedade',
    original: 'Original',
    new: 'Novo',
    event: 'Evento',
  },
  ca: {
    title: 'Les meves dades',
    intro:
      'Tot el que s’ha registrat sobre vostè i per vostè, amb valors antics i nous. El que fa referència a altres persones està emmascarat. On només s’ha desat el nom del camp modificat, s’indica.',
    when: 'Quan (UTC)',
    relation: 'Relació',
    about: 'sobre vostè',
    by: 'per vostè',
    what: 'Què',
    who: 'Qui',
    property: 'Propietat',
    original: 'Original',
    new: 'Nou',
    event: 'Esdeveniment',
  },
  es: {
    title: 'Mis datos',
    intro:
      'Todo lo que se registró sobre usted y por usted, con valores antiguos y nuevos. Lo que se refiere a otras personas está enmascarado. Donde solo se guardó el nombre del campo modificado, se indica.',
    when: 'Cuándo (UTC)',
    relation: 'Relación',
    about: 'sobre usted',
    by: 'por usted',
    what: 'Qué',
    who: 'Quién',
    property: 'Propiedad',
    original: 'Original',
    new: 'Nuevo',
    event: 'Evento',
  },
}
