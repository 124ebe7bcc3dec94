import type { Translation } from '../../core/i18n.ts'
import type { shell as english } from '../en/shell.ts'

export const shell: Translation<typeof english> = {
  'shell.title': 'Registo de auditoria',
  'shell.skip': 'Saltar para o conteúdo',
  'shell.navigation': 'Ecrãs',
  'shell.events': 'Eventos',
  'shell.language': 'Idioma',
  'shell.theme': 'Aspeto',
  'shell.themeSystem': 'Igual ao sistema',
  'shell.themeLight': 'Claro',
  'shell.themeDark': 'Escuro',
  'shell.help': 'Ajuda',
  'shell.close': 'Fechar',
  'shell.cancel': 'Cancelar',
  'shell.save': 'Guardar',
  'shell.zone': 'Fuso horário:',
  'shell.zoneText': 'Horas e dias são os deste fuso',
  'shell.removeFilter': 'Remover {name}: {value}',
  'shell.outdated': 'A aplicação foi atualizada. Recarregue a página para continuar.',
  'shell.offline': 'A aplicação não responde. O que vê pode estar desatualizado.',
  'shell.looking': 'Consultar o registo de auditoria também fica registado.',
  'shell.version': 'Versão {version}',
  'shell.copied': 'Copiado',
}
