import type { Translation } from '../../core/i18n.ts'
import type { shell as english } from '../en/shell.ts'

export const shell: Translation<typeof english> = {
  'shell.title': 'Registre d’auditoria',
  'shell.skip': 'Ves al contingut',
  'shell.navigation': 'Pantalles',
  'shell.events': 'Esdeveniments',
  'shell.language': 'Llengua',
  'shell.theme': 'Aparença',
  'shell.themeSystem': 'Com el sistema',
  'shell.themeLight': 'Clara',
  'shell.themeDark': 'Fosca',
  'shell.help': 'Ajuda',
  'shell.close': 'Tanca',
  'shell.cancel': 'Cancel·la',
  'shell.save': 'Desa',
  'shell.zone': 'Zona horària:',
  'shell.zoneText': 'Les hores i els dies són els d’aquesta zona',
  'shell.removeFilter': 'Treu {name}: {value}',
  'shell.outdated': 'L’aplicació s’ha actualitzat. Torna a carregar la pàgina per continuar.',
  'shell.offline': 'L’aplicació no respon. El que veus pot no estar al dia.',
  'shell.looking': 'Consultar el registre d’auditoria també queda registrat.',
  'shell.version': 'Versió {version}',
  'shell.copied': 'Copiat',
}
