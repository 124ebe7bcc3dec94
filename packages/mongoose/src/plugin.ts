/**
 * The schema plugin: turns options on a schema into capture on its models.
 *
 * It listens to the schema's `init`, which Mongoose emits whenever a model is compiled from it:
 * by `mongoose.model`, a further connection, `useDb`, a subclass, a cloned schema.
 */
import type {
  AuditedModel,
  Catalog,
  PersonalData,
  PersonalModel,
  RecordLinks,
  Safety,
} from '@rastro/core'
import { AuditError, trashOf } from '@rastro/core'
import type { CaptureEnvironment, LiveSource, ModelRegistration } from '@rastro/mongodb'
import type { MongooseLike, ModelLike, SchemaLike } from './mongoose-shapes.ts'
import { auditedModelOf, checkPluginOptions } from './plugin-options.ts'
import { schemaWords } from './schema-properties.ts'
import type { SchemaWords } from './schema-properties.ts'
import { followKinds } from './follow-kinds.ts'
import { isAboutPeople, likelyPersonal, nothingPersonal, together } from './personal-facts.ts'
import { unknownSubjects } from './referenced-type.ts'
import { unknownPaths } from './unknown-paths.ts'
import type { PluginOptions } from './plugin-options.ts'
import { liveSourceOf } from './live-source.ts'
import { attach } from './seam.ts'
import type { Seams } from './seam.ts'

/** What the plugin works with. */
export interface PluginParts {
  readonly environment: CaptureEnvironment
  readonly catalog: Catalog
  /** To find models that were compiled before the plugin came; undefined where there is no Mongoose. */
  readonly mongoose?: () => MongooseLike | undefined
  /** Told of the collection of every model that is attached, to find records in later. */
  readonly live?: { add(source: LiveSource, owner: object): void }
  /** Told where in the application a model's records are. */
  readonly links?: Pick<RecordLinks, 'add'>
  /** Told of every model's personal data. */
  readonly personal?: Pick<PersonalData, 'add' | 'addKind'>
}

/**
 * For `schema.plugin(audit.plugin, options)` and `mongoose.plugin(audit.plugin)`.
 *
 * @throws AuditError `AUDIT_PLUGIN_TOO_LATE` if a model was compiled from the schema before:
 * Mongoose would ignore the plugin in silence.
 */
export type SchemaPlugin = (schema: unknown, options?: PluginOptions) => void

/** How a model is audited. */
export interface PluggedModel {
  readonly place: string
  /** What the plugin's options ask for. */
  readonly safety?: Partial<Safety>
  /** Paths that are named like personal data, and of which nobody says what they are. */
  readonly likelyPersonal: readonly string[]
}

/** What was plugged, for the start-up check. */
export interface PluggedModels {
  has(model: unknown): boolean
  get(model: unknown): PluggedModel | undefined
}

/** What happens to records: every one may be switched on and off by itself. */
const PLACE_OPERATIONS = ['create', 'update', 'delete', 'bulk-delete', 'restore', 'export']
const TRASH_OPERATIONS = ['delete', 'bulk-delete', 'restore']

/** Makes the plugin of one audit; it works unbound. */
export function createPlugin(
  parts: PluginParts,
): SchemaPlugin & { readonly plugged: PluggedModels } {
  const seams: Seams = new WeakMap()
  const latestOptions = new WeakMap<SchemaLike, PluginOptions>()
  const plugged = new WeakMap<object, PluggedModel>()
  const warned = new Set<string>()

  function attachModel(model: ModelLike, options: PluginOptions): void {
    const words = schemaWords(model.schema, options.names)
    const audited = withKinds(model, options, words)
    const { personal } = audited
    const unknown = unknownSubjects(model, options, words.annotations)
    for (const line of [...unknownPaths(model, options), ...unknown]) {
      // A model that moves to another connection is attached again.
      if (warned.has(line)) continue
      warned.add(line)
      parts.environment.log.warn(line)
    }
    parts.catalog.declarePlace(audited.place, {
      recordType: audited.type,
      operations: PLACE_OPERATIONS,
      properties: words.properties,
      personal: isAboutPeople(personal),
    })
    if (audited.isInTrash !== undefined) {
      parts.catalog.declarePlace(trashOf(audited.place), { operations: TRASH_OPERATIONS })
    }
    const { environment } = parts
    const registry = attach(model, registrationOf(model, audited), { seams, environment })
    const known = { type: audited.type, audited: registry, environment }
    parts.live?.add(liveSourceOf(model, known), model)
    if (audited.url !== undefined) parts.links?.add(audited.type, audited.url)
    plugged.set(model, {
      place: audited.place,
      likelyPersonal: likelyPersonal(words, audited),
      ...(audited.safety === undefined ? {} : { safety: audited.safety }),
    })
    followConnection(model, options)
  }

  // Kinds of a model are compiled after it, from schemas of their own that the plugin never meets;
  // those of subdocuments may come whenever somebody makes them.
  function withKinds(model: ModelLike, options: PluginOptions, words: SchemaWords): AuditedModel {
    const root = auditedModelOf(model, options, words)
    const all: PersonalModel[] = []
    const followed = new WeakSet<object>()
    const add = (audited: AuditedModel): void => {
      const about = audited.personal ?? nothingPersonal(audited.place)
      all.push(about)
      parts.personal?.add(root.type, about)
      const personal = isAboutPeople(about)
      parts.catalog.declarePlace(root.place, { operations: PLACE_OPERATIONS, personal })
    }
    const follow = (kind: ModelLike, { holders }: SchemaWords): void => {
      for (const holder of holders) {
        if (followed.has(holder)) continue
        followed.add(holder)
        followKinds(holder, () => addKind(kind))
      }
    }
    const addKind = (kind: ModelLike): void => {
      parts.personal?.addKind(kind.modelName, root.type)
      const kindWords = schemaWords(kind.schema, options.names)
      add(auditedModelOf(kind, options, kindWords))
      follow(kind, kindWords)
    }
    add(root)
    follow(model, words)
    for (const kind of Object.values(model.discriminators ?? {})) addKind(kind)
    followKinds(model, addKind)
    return { ...root, personal: together(all) }
  }

  // `useConnection` moves a model to another connection's collection without compiling it anew.
  function followConnection(model: ModelLike, options: PluginOptions): void {
    const { useConnection } = model
    if (useConnection === undefined || Object.hasOwn(model, 'useConnection')) return
    Object.defineProperty(model, 'useConnection', {
      value(this: ModelLike, connection: unknown) {
        const result = useConnection.call(this, connection)
        attachModel(this, options)
        return result
      },
      enumerable: false,
      configurable: true,
      writable: true,
    })
  }

  const plugin = (schema: unknown, options?: PluginOptions): void => {
    const checked = checkPluginOptions(options)
    const target = schema as SchemaLike
    const isFirst = !latestOptions.has(target)
    // Plugged for the whole of Mongoose and again for one schema: what the schema says counts.
    if (isFirst || Object.keys(checked).length > 0) latestOptions.set(target, checked)
    if (!isFirst) return
    const model = compiledFrom(target, parts.mongoose?.())
    if (model !== undefined) {
      throw new AuditError(
        'AUDIT_PLUGIN_TOO_LATE',
        `audit.plugin came after model '${model.modelName}' was compiled: call schema.plugin(audit.plugin) before mongoose.model()`,
      )
    }
    target.on('init', (compiled) => attachModel(compiled, latestOptions.get(target) ?? checked))
  }
  return Object.assign(plugin, { plugged })
}

function registrationOf(model: ModelLike, audited: ModelRegistration['model']): ModelRegistration {
  const mapping = model.schema.discriminatorMapping
  const isChild = mapping?.isRoot === false && typeof mapping.key === 'string'
  return isChild
    ? { model: audited, discriminator: { key: mapping.key, value: mapping.value } }
    : { model: audited }
}

function compiledFrom(
  schema: SchemaLike,
  mongoose: MongooseLike | undefined,
): ModelLike | undefined {
  for (const connection of mongoose?.connections ?? []) {
    for (const model of Object.values(connection.models)) {
      if (model.schema === schema) return model
    }
  }
  return undefined
}
