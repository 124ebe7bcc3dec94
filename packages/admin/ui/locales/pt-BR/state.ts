import type { Translation } from '../../core/i18n.ts'
import type { state as english } from '../en/state.ts'

export const state: Translation<typeof english> = {
  'state.loading': 'Carregando',
  'state.tryAgain': 'Tentar de novo',
  'state.reload': 'Recarregar',
  'state.signIn': 'Entrar',
  'state.signInAgain': 'Entrar de novo',
  'state.signedOut': 'Você saiu da sua conta',
  'state.signedOutText': 'Entre no aplicativo e volte: este endereço guarda onde você estava.',
  'state.denied': 'Você não tem acesso a isto',
  'state.deniedText': 'Quem administra este aplicativo decide quem pode.',
  'state.permission': 'Permissão que falta:',
  'state.failed': 'Não foi possível ler a trilha',
  'state.offline': 'O aplicativo não responde',
  'state.timeout': 'A consulta demorou demais: reduza o período ou os filtros',
  'state.tooMany': 'Solicitações demais no momento',
  'state.retryAfter': {
    one: 'Tente de novo em {n} segundo.',
    many: 'Tente de novo em {n} de segundos.',
    other: 'Tente de novo em {n} segundos.',
  },
  'state.conflict': 'Outra pessoa alterou isto enquanto isso',
  'state.notFound': 'Este registro não existe',
  'state.invalid': 'Isto não pode ser consultado',
  'state.noScreen': 'Não há nada neste endereço',
  'state.noScreenText': 'O link pode ser de outra versão ou conter um erro.',
  'state.notEnabled': 'Isto não está ativado',
  'state.asOf': 'O que aparece é de {time}.',
  'state.requestId': 'Solicitação',
}
