import type { Translation } from '../../core/i18n.ts'
import type { shell as english } from '../en/shell.ts'

export const shell: Translation<typeof english> = {
  'shell.title': 'Trilha de auditoria',
  'shell.skip': 'Ir para o conteúdo',
  'shell.navigation': 'Telas',
  'shell.events': 'Eventos',
  'shell.language': 'Idioma',
  'shell.theme': 'Aparência',
  'shell.themeSystem': 'Igual ao sistema',
  'shell.themeLight': 'Claro',
  'shell.themeDark': 'Escuro',
  'shell.help': 'Ajuda',
  'shell.close': 'Fechar',
  'shell.cancel': 'Cancelar',
  'shell.save': 'Salvar',
  'shell.zone': 'Fuso horário:',
  'shell.zoneText': 'Horas e dias são os deste fuso',
  'shell.removeFilter': 'Remover {name}: {value}',
  'shell.outdated': 'O aplicativo foi atualizado. Recarregue a página para continuar.',
  'shell.offline': 'O aplicativo não responde. O que você vê pode estar desatualizado.',
  'shell.looking': 'Consultar a trilha de auditoria também fica registrado.',
  'shell.version': 'Versão {version}',
  'shell.copied': 'Copiado',
}
