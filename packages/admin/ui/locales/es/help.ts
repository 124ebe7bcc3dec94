import type { Translation } from '../../core/i18n.ts'
import type { help as english } from '../en/help.ts'

export const help: Translation<typeof english> = {
  'help.keys': 'Teclas',
  'help.rows': 'Fila siguiente y anterior, en la tabla',
  'help.jumps': 'Una página de filas, primera y última fila',
  'help.open': 'Abrir el evento',
  'help.peek': 'Ver el evento junto a la lista',
  'help.menu': 'Menú de la fila',
  'help.close': 'Cerrar lo que está abierto',
  'help.neighbours': 'Evento más nuevo y más antiguo',
  'help.search': 'Buscar',
  'help.filters': 'Filtros',
  'help.live': 'En directo o en pausa',
  'help.help': 'Esta lista',
  'help.switch': 'Las letras sueltas hacen esto fuera de la tabla',
}
