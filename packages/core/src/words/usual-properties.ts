/** What are the paths called that the database, Mongoose and the audit's own records use? */
import type { FullLabels } from '../catalog/labels.ts'
import type { PropertyDefinition } from '../catalog/property.ts'

type UsualProperty = PropertyDefinition & { readonly label: FullLabels }

/** Paths of any record, where nothing nearer names them. */
export const USUAL_PROPERTIES: ReadonlyMap<string, UsualProperty> = new Map([
  ['_id', { label: { en: 'Id', 'pt-BR': 'Id', 'pt-PT': 'Id', ca: 'Id', es: 'Id' } }],
  [
    '__v',
    {
      unit: 'plain',
      label: {
        en: 'Version',
        'pt-BR': 'Versão',
        'pt-PT': 'Versão',
        ca: 'Versió',
        es: 'Versión',
      },
    },
  ],
  [
    'createdAt',
    {
      label: {
        en: 'Created on',
        'pt-BR': 'Data de criação',
        'pt-PT': 'Data de criação',
        ca: 'Data de creació',
        es: 'Fecha de creación',
      },
    },
  ],
  [
    'updatedAt',
    {
      label: {
        en: 'Changed on',
        'pt-BR': 'Data de alteração',
        'pt-PT': 'Data de alteração',
        ca: 'Data de modificació',
        es: 'Fecha de modificación',
      },
    },
  ],
  [
    'deletedAt',
    {
      label: {
        en: 'Deleted on',
        'pt-BR': 'Data de exclusão',
        'pt-PT': 'Data de eliminação',
        ca: 'Data de supressió',
        es: 'Fecha de eliminación',
      },
    },
  ],
])

/** Of the audit's configuration; places and their operations are named by the catalog. */
export const CONFIGURATION_PROPERTIES: ReadonlyMap<string, UsualProperty> = new Map([
  [
    'clientMode',
    {
      label: {
        en: 'Recording of client data',
        'pt-BR': 'Gravação dos dados de clientes',
        'pt-PT': 'Gravação dos dados de clientes',
        ca: 'Desament de les dades de clients',
        es: 'Guardado de los datos de clientes',
      },
      values: {
        full: {
          en: 'with values',
          'pt-BR': 'com valores',
          'pt-PT': 'com valores',
          ca: 'amb valors',
          es: 'con valores',
        },
        summary: {
          en: 'names of fields only',
          'pt-BR': 'só nomes dos campos',
          'pt-PT': 'só nomes dos campos',
          ca: 'només noms dels camps',
          es: 'solo nombres de los campos',
        },
      },
    },
  ],
  [
    'showLastValue',
    {
      label: {
        en: 'Show last values',
        'pt-BR': 'Exibir últimos valores',
        'pt-PT': 'Mostrar últimos valores',
        ca: 'Mostrar últims valors',
        es: 'Mostrar últimos valores',
      },
    },
  ],
])
