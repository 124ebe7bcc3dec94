import type { Translation } from '../../core/i18n.ts'
import type { help as english } from '../en/help.ts'

export const help: Translation<typeof english> = {
  'help.keys': 'Teclas',
  'help.rows': 'Próxima linha e anterior, na tabela',
  'help.jumps': 'Uma página de linhas, primeira e última linha',
  'help.open': 'Abrir o evento',
  'help.peek': 'Ver o evento ao lado da lista',
  'help.menu': 'Menu da linha',
  'help.close': 'Fechar o que está aberto',
  'help.neighbours': 'Evento mais novo e mais antigo',
  'help.search': 'Pesquisar',
  'help.filters': 'Filtros',
  'help.live': 'Ao vivo ou pausado',
  'help.help': 'Esta lista',
  'help.switch': 'Letras soltas fazem isso fora da tabela',
}
