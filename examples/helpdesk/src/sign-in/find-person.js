/** Whose address is this? Agents, clients and the managers of organizations all sign in here. */
import { Agent } from '../models/agent.js'
import { Client } from '../models/client.js'
import { Organization } from '../models/organization.js'

/**
 * Finds a person by e-mail address.
 *
 * @param {string} email
 * @returns `{ person, passwordHash }`, or undefined if it is nobody's.
 */
export async function findPerson(email) {
  const agent = await Agent.findOne({ email })
  if (agent) return found(agent, { type: 'agent', role: agent.role })
  const client = await Client.findOne({ email })
  if (client) return found(client, { type: 'client', role: 'client' })
  const organization = await Organization.findOne({ 'manager.email': email })
  if (!organization) return undefined
  const { _id: id, manager } = organization
  const person = { id, name: manager.name, email, type: 'org-manager', role: 'org-manager' }
  return { person, passwordHash: manager.passwordHash }
}

function found({ _id: id, name, email, passwordHash }, { type, role }) {
  return { person: { id, name, email, type, role }, passwordHash }
}
