/** Which models are audited, and which does nobody audit? */
import type { MongooseLike, ModelLike } from './mongoose-shapes.ts'
import type { PluggedModel, PluggedModels } from './plugin.ts'

/** Models with the plugin, each with how it is audited, by name. */
export function pluggedModels(
  mongoose: MongooseLike | undefined,
  plugged: PluggedModels,
): (PluggedModel & { readonly name: string })[] {
  const byName = new Map<string, PluggedModel>()
  for (const connection of mongoose?.connections ?? []) {
    for (const model of Object.values(connection.models)) {
      const how = plugged.get(model)
      if (how !== undefined) byName.set(model.modelName, how)
    }
  }
  const models = [...byName].map(([name, how]) => ({ name, ...how }))
  return models.toSorted((a, b) => (a.name < b.name ? -1 : 1))
}

/** Names of compiled models that the plugin never saw, sorted. */
export function unpluggedModels(
  mongoose: MongooseLike | undefined,
  plugged: PluggedModels,
): string[] {
  const names = new Set<string>()
  for (const connection of mongoose?.connections ?? []) {
    for (const model of Object.values(connection.models)) {
      if (!plugged.has(model) && !isCovered(model, connection.models, plugged)) {
        names.add(model.modelName)
      }
    }
  }
  return [...names].toSorted()
}

// A discriminator's records live in its base model's collection, where they are captured.
function isCovered(
  model: ModelLike,
  models: Readonly<Record<string, ModelLike>>,
  plugged: PluggedModels,
): boolean {
  const base = model.baseModelName === undefined ? undefined : models[model.baseModelName]
  return base !== undefined && plugged.has(base)
}
