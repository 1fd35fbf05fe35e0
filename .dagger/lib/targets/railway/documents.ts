/** Owns every GraphQL document that is sent to Railway; the tests hold each of them against the vendor's schema. */

const FACTS = `
fragment Facts on Deployment {
  id
  status
  createdAt
  statusUpdatedAt
  canRollback
  deploymentStopped
  meta
}`

const token = `
query Token {
  projectToken { projectId environmentId }
}`

const instance = `
query Instance($environmentId: String!, $serviceId: String!) {
  serviceInstance(environmentId: $environmentId, serviceId: $serviceId) {
    serviceName
    source { image }
  }
}`

const deployment = `
query Deployment($id: String!) {
  deployment(id: $id) { ...Facts }
}${FACTS}`

const deployments = `
query Deployments($input: DeploymentListInput!, $first: Int!, $after: String) {
  deployments(input: $input, first: $first, after: $after) {
    edges { node { ...Facts } }
    pageInfo { hasNextPage endCursor }
  }
}${FACTS}`

const events = `
query Events($id: String!, $last: Int!) {
  deploymentEvents(id: $id, last: $last) {
    edges { node { step payload { error reason } } }
  }
}`

const logs = `
query Logs($id: String!, $limit: Int!) {
  deploymentLogs(deploymentId: $id, limit: $limit) { timestamp severity message }
}`

const domains = `
query Domains($projectId: String!, $environmentId: String!, $serviceId: String!) {
  domains(projectId: $projectId, environmentId: $environmentId, serviceId: $serviceId) {
    customDomains { domain }
    serviceDomains { domain }
  }
}`

/** Unrendered: what somebody refers to by a name is not shown. */
const variables = `
query Variables($projectId: String!, $environmentId: String!, $serviceId: String!) {
  variables(projectId: $projectId, environmentId: $environmentId, serviceId: $serviceId, unrendered: true)
}`

/** Begins no deployment. */
const update = `
mutation Update($environmentId: String!, $serviceId: String!, $input: ServiceInstanceUpdateInput!) {
  serviceInstanceUpdate(environmentId: $environmentId, serviceId: $serviceId, input: $input)
}`

const upsert = `
mutation Upsert($input: VariableCollectionUpsertInput!) {
  variableCollectionUpsert(input: $input)
}`

/** Never serviceInstanceRedeploy: that one runs the live image again, whatever the source says by now. */
const deploy = `
mutation Deploy($environmentId: String!, $serviceId: String!) {
  serviceInstanceDeployV2(environmentId: $environmentId, serviceId: $serviceId)
}`

/** A Boolean, although Railway's documentation selects fields of it; the deployment that it makes has to be looked for. */
const rollback = `
mutation Rollback($id: String!) {
  deploymentRollback(id: $id)
}`

const cancel = `
mutation Cancel($id: String!) {
  deploymentCancel(id: $id)
}`

const remove = `
mutation Remove($id: String!) {
  deploymentRemove(id: $id)
}`

export const documents = {
  token,
  instance,
  deployment,
  deployments,
  events,
  logs,
  domains,
  variables,
  update,
  upsert,
  deploy,
  rollback,
  cancel,
  remove,
} as const

export type Operation = keyof typeof documents
