import { afterEach, describe, expect, it } from '@jest/globals'
import type { CatalogDefinition } from 'rastro'
import { createAuditedMongoose, MONGOOSES } from '../support/audited-mongoose.ts'
import type { AuditedMongoose } from '../support/audited-mongoose.ts'

const sla: CatalogDefinition = {
  name: 'sla',
  places: {
    slas: {
      label: { en: 'SLA policies', 'pt-BR': 'Políticas de SLA' },
      operations: ['update'],
      onByDefault: true,
      properties: {
        frt: {
          label: { en: 'FRT' },
          unit: { text: { en: '{value} min', 'pt-BR': '{value}min' } },
        },
      },
    },
  },
  types: {
    'slas.updated': {
      place: 'slas',
      operation: 'update',
      label: { en: 'SLA policy changed' },
      sentence: {
        en: '{actor} changed the SLA policy {record}',
        'pt-BR': '{actor} alterou a política de SLA {record}',
      },
    },
  },
}

let open: AuditedMongoose[] = []
afterEach(async () => {
  await Promise.all(open.map((one) => one.close()))
  open = []
})

interface Models {
  readonly Role: ReturnType<typeof model>
  readonly Team: ReturnType<typeof model>
  readonly Agent: ReturnType<typeof model>
  readonly Sla: ReturnType<typeof model>
}

function model(
  { mongoose, audit }: AuditedMongoose,
  name: string,
  fields: object,
  options: object = {},
) {
  const schema = new mongoose.Schema(fields, { versionKey: false, strict: false })
  schema.plugin(audit.plugin, options)
  return mongoose.model<{ name: string; role?: unknown; teams?: unknown; frt?: number }>(
    name,
    schema as never,
  )
}

async function desk(module: string): Promise<AuditedMongoose & Models> {
  const one = createAuditedMongoose(module, { catalogs: [sla], language: 'pt-BR' })
  open.push(one)
  const { ObjectId } = one.mongoose.Schema.Types
  const Role = model(one, 'Role', { name: String })
  const Team = model(one, 'Team', { name: String })
  const Agent = model(
    one,
    'Agent',
    {
      name: String,
      // No `ref`: the plugin's option says whose id it is, and where the name stands.
      role: { type: ObjectId, audit: { label: { en: 'Role', 'pt-BR': 'Função' } } },
      teams: {
        type: [{ type: ObjectId, ref: 'Team' }],
        audit: {
          label: { en: 'Teams', 'pt-BR': 'Times' },
          added: { en: 'Teams added', 'pt-BR': 'Times adicionados' },
        },
      },
    },
    { names: { role: 'Role.name' } },
  )
  const Sla = model(one, 'Sla', { name: String, frt: Number })
  await one.connect()
  return { ...one, Role, Team, Agent, Sla }
}

async function latest({ audit }: AuditedMongoose, place: string) {
  await audit.flush()
  const { events } = await audit.find({ place }, { limit: 1 })
  const [event] = events
  if (event === undefined) throw new Error(`no event of ${place}`)
  return event
}

for (const { name, module } of MONGOOSES) {
  describe(`S13: a change reads in words, on ${name}`, () => {
    it('says ObjectIds by the names they had then, lists by their items, minutes as minutes', async () => {
      const one = await desk(module)
      const [agentRole, supervisor] = await one.Role.create([
        { name: 'Agente' },
        { name: 'Supervisor' },
      ])
      const [sales, finance] = await one.Team.create([{ name: 'Vendas' }, { name: 'Financeiro' }])
      const bia = await one.Agent.create({
        name: 'Bia Exemplo',
        role: agentRole?._id,
        teams: [sales?._id],
      })
      await one.Agent.updateOne(
        { _id: bia._id },
        { $set: { role: supervisor?._id }, $push: { teams: finance?._id } },
      )
      const event = await latest(one, 'agents')
      // Whatever the role and the team are called later.
      await one.Role.updateMany({}, { $set: { name: 'renamed' } })
      await one.Team.deleteMany({})
      const { sentence, changes } = one.audit.readable(event)
      expect(changes.map(({ text }) => text)).toEqual([
        'Função: Agente → Supervisor',
        'Times adicionados: Financeiro',
      ])
      expect(changes).toMatchObject([
        { path: ['role'], label: 'Função', kind: 'changed', before: 'Agente', after: 'Supervisor' },
        { path: ['teams'], label: 'Times', kind: 'changed', added: ['Financeiro'] },
      ])
      expect(sentence).toBe(
        'Sistema editou “Bia Exemplo” em Agents: Função Agente → Supervisor; Times adicionados (Financeiro)',
      )
    })

    it('says a change of a policy in one sentence and in exactly the words of the catalog', async () => {
      const one = await desk(module)
      const policy = await one.Sla.create({ name: 'Enterprise', frt: 5 })
      await one.audit.as({ type: 'agent', name: 'Ana Souza' }, async () => {
        await one.Sla.updateOne({ _id: policy._id }, { $set: { frt: 3 } })
      })
      const event = await latest(one, 'slas')
      const { sentence, changes } = one.audit.readable(event)
      expect(changes[0]?.text).toBe('FRT: 5min → 3min')
      expect(sentence).toBe('Ana Souza alterou a política de SLA “Enterprise”: FRT 5min → 3min')
      expect(one.audit.readable(event, 'en').sentence).toBe(
        'Ana Souza changed the SLA policy “Enterprise”: FRT 5 min → 3 min',
      )
    })

    it('records the name beside the id, and keeps the id where nobody has that name', async () => {
      const one = await desk(module)
      const [role] = await one.Role.create([{ name: 'Agente' }])
      const nobody = new one.mongoose.Types.ObjectId()
      const bia = await one.Agent.create({ name: 'Bia Exemplo', role: role?._id })
      await one.Agent.updateOne({ _id: bia._id }, { $set: { role: nobody } })
      const event = await latest(one, 'agents')
      expect(event.changes).toMatchObject([
        { path: ['role'], names: [{ type: 'Role', name: 'Agente' }] },
      ])
      expect(one.audit.readable(event).changes[0]?.text).toBe(`Função: Agente → ${String(nobody)}`)
    })

    it('names the records of one call on many with one reading of their collection', async () => {
      const one = await desk(module)
      const role = await one.Role.create({ name: 'Agente' })
      const { connection } = one.mongoose
      const readings = () =>
        connection.collection('system.profile').countDocuments({ ns: /\.roles$/, op: 'query' })
      await connection.db?.command({ profile: 2 })
      await one.Agent.insertMany(
        Array.from({ length: 20 }, (_, i) => ({ name: `Agent ${i}`, role: role._id })),
      )
      await one.audit.flush()
      expect(await readings()).toBe(1)
      const { events } = await one.audit.find({ place: 'agents' }, { limit: 100 })
      const roles = events.flatMap((event) =>
        one.audit.readable(event).changes.filter(({ label }) => label === 'Função'),
      )
      expect(roles.map(({ after }) => after)).toEqual(Array.from({ length: 20 }, () => 'Agente'))
      // Saying what happened looks nothing up.
      expect(await readings()).toBe(1)
      await connection.db?.command({ profile: 0 })
    })
  })
}

describe('the option that says whose ids stand at a path', () => {
  it('can be switched off, and refuses what is no path of a model', async () => {
    const one = createAuditedMongoose('mongoose')
    open.push(one)
    const Team = model(one, 'Team', { name: String })
    const schema = new one.mongoose.Schema({
      team: { type: one.mongoose.Schema.Types.ObjectId, ref: 'Team' },
    })
    schema.plugin(one.audit.plugin, { names: false })
    const Member = one.mongoose.model('Member', schema)
    await one.connect()
    const team = await Team.create({ name: 'Vendas' })
    await Member.create({ team: team._id })
    const event = await latest(one, 'members')
    expect(event.changes?.some((change) => 'names' in change)).toBe(false)
    const wrong = { names: { role: 7 } } as unknown as object
    expect(() => new one.mongoose.Schema({}).plugin(one.audit.plugin, wrong)).toThrow(
      expect.objectContaining({ code: 'AUDIT_OPTION_INVALID', field: 'names' }),
    )
  })

  it('is told of words in the schema that do not exist', () => {
    const one = createAuditedMongoose('mongoose')
    open.push(one)
    const schema = new one.mongoose.Schema({ frt: { type: Number, audit: { unit: 'minutes' } } })
    schema.plugin(one.audit.plugin)
    expect(() => one.mongoose.model('Sla', schema)).toThrow(
      /no unit 'minutes': did you mean 'minute'/,
    )
  })
})
