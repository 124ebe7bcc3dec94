/** What happens to reports: basic ones are generated, custom ones made, changed and exported. */
import { EXPORT_DETAILS, FILTERED_EXPORT_DETAILS } from './export-details.ts'
import type { FullTypes } from '../full-type.ts'

export const reportTypes: FullTypes = {
  'reports.basic.generated': {
    place: 'reports.basic',
    operation: 'generate',
    details: FILTERED_EXPORT_DETAILS,
    label: {
      en: 'Basic report generated',
      'pt-BR': 'Relatório básico gerado',
      'pt-PT': 'Relatório básico gerado',
      ca: 'Informe bàsic generat',
      es: 'Informe básico generado',
    },
    sentence: {
      en: '{actor} generated {record, select, none {a basic report} other {the basic report {record}}}',
      'pt-BR':
        '{actor} gerou {record, select, none {um relatório básico} other {o relatório básico {record}}}',
      'pt-PT':
        '{actor} gerou {record, select, none {um relatório básico} other {o relatório básico {record}}}',
      ca: "{actor} ha generat {record, select, none {un informe bàsic} other {l'informe bàsic {record}}}",
      es: '{actor} generó {record, select, none {un informe básico} other {el informe básico {record}}}',
    },
  },
  'reports.custom.created': {
    place: 'reports.custom',
    operation: 'create',
    label: {
      en: 'Custom report created',
      'pt-BR': 'Relatório personalizado criado',
      'pt-PT': 'Relatório personalizado criado',
      ca: 'Informe personalitzat creat',
      es: 'Informe personalizado creado',
    },
    sentence: {
      en: '{actor} created {count, plural, none {the custom report {record}} one {# custom report} other {# custom reports}}',
      'pt-BR':
        '{actor} criou {count, plural, none {o relatório personalizado {record}} one {# relatório personalizado} many {# de relatórios personalizados} other {# relatórios personalizados}}',
      'pt-PT':
        '{actor} criou {count, plural, none {o relatório personalizado {record}} one {# relatório personalizado} many {# de relatórios personalizados} other {# relatórios personalizados}}',
      ca: "{actor} ha creat {count, plural, none {l'informe personalitzat {record}} one {# informe personalitzat} many {# d'informes personalitzats} other {# informes personalitzats}}",
      es: '{actor} creó {count, plural, none {el informe personalizado {record}} one {# informe personalizado} many {# de informes personalizados} other {# informes personalizados}}',
    },
  },
  'reports.custom.updated': {
    place: 'reports.custom',
    operation: 'update',
    label: {
      en: 'Custom report changed',
      'pt-BR': 'Relatório personalizado alterado',
      'pt-PT': 'Relatório personalizado alterado',
      ca: 'Informe personalitzat modificat',
      es: 'Informe personalizado modificado',
    },
    sentence: {
      en: '{actor} changed {count, plural, none {the custom report {record}} one {# custom report} other {# custom reports}}',
      'pt-BR':
        '{actor} alterou {count, plural, none {o relatório personalizado {record}} one {# relatório personalizado} many {# de relatórios personalizados} other {# relatórios personalizados}}',
      'pt-PT':
        '{actor} alterou {count, plural, none {o relatório personalizado {record}} one {# relatório personalizado} many {# de relatórios personalizados} other {# relatórios personalizados}}',
      ca: "{actor} ha modificat {count, plural, none {l'informe personalitzat {record}} one {# informe personalitzat} many {# d'informes personalitzats} other {# informes personalitzats}}",
      es: '{actor} modificó {count, plural, none {el informe personalizado {record}} one {# informe personalizado} many {# de informes personalizados} other {# informes personalizados}}',
    },
  },
  'reports.custom.deleted': {
    place: 'reports.custom',
    operation: 'delete',
    severity: 'notice',
    label: {
      en: 'Custom report deleted',
      'pt-BR': 'Relatório personalizado excluído',
      'pt-PT': 'Relatório personalizado eliminado',
      ca: 'Informe personalitzat suprimit',
      es: 'Informe personalizado eliminado',
    },
    sentence: {
      en: '{actor} deleted the custom report {record}',
      'pt-BR': '{actor} excluiu o relatório personalizado {record}',
      'pt-PT': '{actor} eliminou o relatório personalizado {record}',
      ca: "{actor} ha suprimit l'informe personalitzat {record}",
      es: '{actor} eliminó el informe personalizado {record}',
    },
  },
  'reports.custom.bulk-deleted': {
    place: 'reports.custom',
    operation: 'bulk-delete',
    severity: 'warning',
    label: {
      en: 'Custom reports deleted in bulk',
      'pt-BR': 'Relatórios personalizados excluídos em lote',
      'pt-PT': 'Relatórios personalizados eliminados em lote',
      ca: 'Informes personalitzats suprimits en bloc',
      es: 'Informes personalizados eliminados en bloque',
    },
    sentence: {
      en: '{actor} deleted {count, plural, none {the custom report {record}} one {# custom report} other {# custom reports}} in bulk',
      'pt-BR':
        '{actor} excluiu {count, plural, none {o relatório personalizado {record}} one {# relatório personalizado} many {# de relatórios personalizados} other {# relatórios personalizados}} em lote',
      'pt-PT':
        '{actor} eliminou {count, plural, none {o relatório personalizado {record}} one {# relatório personalizado} many {# de relatórios personalizados} other {# relatórios personalizados}} em lote',
      ca: "{actor} ha suprimit {count, plural, none {l'informe personalitzat {record}} one {# informe personalitzat} many {# d'informes personalitzats} other {# informes personalitzats}} en bloc",
      es: '{actor} eliminó {count, plural, none {el informe personalizado {record}} one {# informe personalizado} many {# de informes personalizados} other {# informes personalizados}} en bloque',
    },
  },
  'reports.custom.exported': {
    place: 'reports.custom',
    operation: 'export',
    category: 'exports',
    severity: 'notice',
    details: EXPORT_DETAILS,
    label: {
      en: 'Custom report exported',
      'pt-BR': 'Relatório personalizado exportado',
      'pt-PT': 'Relatório personalizado exportado',
      ca: 'Informe personalitzat exportat',
      es: 'Informe personalizado exportado',
    },
    sentence: {
      en: '{actor} exported {record, select, none {a custom report} other {the custom report {record}}}',
      'pt-BR':
        '{actor} exportou {record, select, none {um relatório personalizado} other {o relatório personalizado {record}}}',
      'pt-PT':
        '{actor} exportou {record, select, none {um relatório personalizado} other {o relatório personalizado {record}}}',
      ca: "{actor} ha exportat {record, select, none {un informe personalitzat} other {l'informe personalitzat {record}}}",
      es: '{actor} exportó {record, select, none {un informe personalizado} other {el informe personalizado {record}}}',
    },
  },
}
