import type { Translation } from '../../core/i18n.ts'
import type { state as english } from '../en/state.ts'

export const state: Translation<typeof english> = {
  'state.loading': 'S’està carregant',
  'state.tryAgain': 'Torna-ho a provar',
  'state.reload': 'Torna a carregar',
  'state.signIn': 'Inicia la sessió',
  'state.signInAgain': 'Torna a iniciar la sessió',
  'state.signedOut': 'La teva sessió s’ha acabat',
  'state.signedOutText': 'Inicia la sessió a l’aplicació i torna: aquesta adreça guarda on eres.',
  'state.denied': 'No hi tens accés',
  'state.deniedText': 'Qui administra aquesta aplicació decideix qui hi té accés.',
  'state.permission': 'Permís que falta:',
  'state.failed': 'No s’ha pogut llegir el registre',
  'state.offline': 'L’aplicació no respon',
  'state.timeout': 'La consulta ha trigat massa: redueix el període o els filtres',
  'state.tooMany': 'Massa peticions en aquest moment',
  'state.retryAfter': {
    one: 'Torna-ho a provar d’aquí a {n} segon.',
    many: 'Torna-ho a provar d’aquí a {n} de segons.',
    other: 'Torna-ho a provar d’aquí a {n} segons.',
  },
  'state.conflict': 'Mentrestant algú altre ho ha canviat',
  'state.notFound': 'Aquesta entrada no existeix',
  'state.invalid': 'Això no es pot consultar',
  'state.noScreen': 'No hi ha res en aquesta adreça',
  'state.noScreenText': 'L’enllaç pot ser d’una altra versió o estar mal escrit.',
  'state.notEnabled': 'Això no està activat',
  'state.asOf': 'El que es mostra és de les {time}.',
  'state.requestId': 'Petició',
}
