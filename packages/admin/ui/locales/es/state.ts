import type { Translation } from '../../core/i18n.ts'
import type { state as english } from '../en/state.ts'

export const state: Translation<typeof english> = {
  'state.loading': 'Cargando',
  'state.tryAgain': 'Volver a intentar',
  'state.reload': 'Recargar',
  'state.signIn': 'Iniciar sesión',
  'state.signInAgain': 'Iniciar sesión de nuevo',
  'state.signedOut': 'Tu sesión ha terminado',
  'state.signedOutText':
    'Inicia sesión en la aplicación y vuelve: esta dirección guarda dónde estabas.',
  'state.denied': 'No tienes acceso a esto',
  'state.deniedText': 'Quien administra esta aplicación decide quién puede.',
  'state.permission': 'Permiso que falta:',
  'state.failed': 'No se pudo leer el registro',
  'state.offline': 'La aplicación no responde',
  'state.timeout': 'La consulta tardó demasiado: reduce el período o los filtros',
  'state.tooMany': 'Demasiadas solicitudes en este momento',
  'state.retryAfter': {
    one: 'Vuelve a intentarlo en {n} segundo.',
    many: 'Vuelve a intentarlo en {n} de segundos.',
    other: 'Vuelve a intentarlo en {n} segundos.',
  },
  'state.conflict': 'Otra persona lo ha cambiado mientras tanto',
  'state.notFound': 'Esta entrada no existe',
  'state.invalid': 'Esto no se puede consultar',
  'state.noScreen': 'No hay nada en esta dirección',
  'state.noScreenText': 'El enlace puede ser de otra versión o estar mal escrito.',
  'state.notEnabled': 'Esto no está activado',
  'state.asOf': 'Lo que se muestra es de las {time}.',
  'state.requestId': 'Solicitud',
}
