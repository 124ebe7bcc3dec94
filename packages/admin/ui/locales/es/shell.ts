import type { Translation } from '../../core/i18n.ts'
import type { shell as english } from '../en/shell.ts'

export const shell: Translation<typeof english> = {
  'shell.title': 'Registro de auditoría',
  'shell.skip': 'Ir al contenido',
  'shell.navigation': 'Pantallas',
  'shell.events': 'Eventos',
  'shell.language': 'Idioma',
  'shell.theme': 'Apariencia',
  'shell.themeSystem': 'Como el sistema',
  'shell.themeLight': 'Claro',
  'shell.themeDark': 'Oscuro',
  'shell.help': 'Ayuda',
  'shell.close': 'Cerrar',
  'shell.cancel': 'Cancelar',
  'shell.save': 'Guardar',
  'shell.zone': 'Zona horaria:',
  'shell.zoneText': 'Las horas y los días son los de esta zona',
  'shell.removeFilter': 'Quitar {name}: {value}',
  'shell.outdated': 'La aplicación se ha actualizado. Recarga la página para continuar.',
  'shell.offline': 'La aplicación no responde. Lo que ves puede no estar al día.',
  'shell.looking': 'Consultar el registro de auditoría también queda registrado.',
  'shell.version': 'Versión {version}',
  'shell.copied': 'Copiado',
}
