import type { Translation } from '../../core/i18n.ts'
import type { state as english } from '../en/state.ts'

export const state: Translation<typeof english> = {
  'state.loading': 'A carregar',
  'state.tryAgain': 'Tentar de novo',
  'state.reload': 'Recarregar',
  'state.signIn': 'Iniciar sessão',
  'state.signInAgain': 'Iniciar sessão de novo',
  'state.signedOut': 'A sua sessão terminou',
  'state.signedOutText': 'Inicie sessão na aplicação e volte: este endereço guarda onde estava.',
  'state.denied': 'Não tem acesso a isto',
  'state.deniedText': 'Quem administra esta aplicação decide quem pode.',
  'state.permission': 'Permissão em falta:',
  'state.failed': 'Não foi possível ler o registo',
  'state.offline': 'A aplicação não responde',
  'state.timeout': 'A consulta demorou demasiado: reduza o período ou os filtros',
  'state.tooMany': 'Demasiados pedidos neste momento',
  'state.retryAfter': {
    one: 'Tente de novo dentro de {n} segundo.',
    many: 'Tente de novo dentro de {n} de segundos.',
    other: 'Tente de novo dentro de {n} segundos.',
  },
  'state.conflict': 'Outra pessoa alterou isto entretanto',
  'state.notFound': 'Este registo não existe',
  'state.invalid': 'Isto não pode ser consultado',
  'state.noScreen': 'Não há nada neste endereço',
  'state.noScreenText': 'O link pode ser de outra versão ou conter um erro.',
  'state.notEnabled': 'Isto não está ativado',
  'state.asOf': 'O que aparece é das {time}.',
  'state.requestId': 'Pedido',
}
