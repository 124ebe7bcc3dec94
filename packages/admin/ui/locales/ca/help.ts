import type { Translation } from '../../core/i18n.ts'
import type { help as english } from '../en/help.ts'

export const help: Translation<typeof english> = {
  'help.keys': 'Tecles',
  'help.rows': 'Fila següent i anterior, a la taula',
  'help.jumps': 'Una pàgina de files, primera i última fila',
  'help.open': 'Obre l’esdeveniment',
  'help.peek': 'Mira l’esdeveniment al costat de la llista',
  'help.menu': 'Menú de la fila',
  'help.close': 'Tanca el que és obert',
  'help.neighbours': 'Esdeveniment més nou i més antic',
  'help.search': 'Cerca',
  'help.filters': 'Filtres',
  'help.live': 'En directe o en pausa',
  'help.help': 'Aquesta llista',
  'help.switch': 'Les lletres soles ho fan fora de la taula',
}
