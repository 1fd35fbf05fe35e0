/** Shows what is made of kubectl's words: who conflicts, what to do, which pod to ask, what is nobody's business. */
import { describe, expect, it } from "vitest"
import { warnings, whoToAsk } from "../../../.dagger/lib/targets/kubernetes/diagnosis.js"
import { secretsIn } from "../../../.dagger/lib/targets/kubernetes/kubeconfig.js"
import { givenBack } from "../../../.dagger/lib/targets/kubernetes/ownership.js"
import { refusalOf, troubleOf } from "../../../.dagger/lib/targets/kubernetes/refusal.js"
import { pod, release } from "./sample.js"

describe("a refusal", () => {
  it("names who manages which fields", () => {
    const stderr = [
      'error: Apply failed with 3 conflicts: conflicts with "kubectl-edit" using apps/v1:',
      "- .spec.replicas",
      "- .spec.minReadySeconds",
      'conflicts with "helm" using apps/v1:',
      '- .spec.template.spec.containers[name="app"].image',
      "Please review the fields above--they currently have other managers. Here are the ways",
    ].join("\n")
    expect(refusalOf(stderr, 1)).toMatchObject({
      reason:
        'conflict: kubectl-edit manages .spec.replicas, .spec.minReadySeconds; helm manages .spec.template.spec.containers[name="app"].image',
      advice: expect.stringContaining("forceConflicts") as string,
    })
    const single =
      'error: Apply failed with 1 conflict: conflict with "argocd" using apps/v1: .spec.replicas\nPlease review'
    expect(refusalOf(single, 1).reason).toBe("conflict: argocd manages .spec.replicas")
  })

  it.each([
    ['Error from server (Forbidden): deployments.apps "x" is forbidden: exceeded quota: small', /ResourceQuota/],
    ['pods "x" is forbidden: failed quota: strict: must specify limits.cpu for: app', /ResourceQuota/],
    ['Error from server (Forbidden): pods is forbidden: User "limited" cannot list', /Role/],
    ["error: You must be logged in to the server (Unauthorized)", /Role/],
    ["dial tcp 10.0.0.1:6443: connect: connection refused", /reached from the engine/],
    ["The connection to the server 10.0.0.1:6443 was refused - did you specify", /reached from the engine/],
    ['error: context "prod" does not exist', /context:/],
    ['admission webhook "policy" denied the request', /policy of the cluster/],
    ["something new", /take up the same --run/],
  ])("has its advice: %s", (stderr, advice) => {
    expect(refusalOf(stderr, 1)).toMatchObject({ reason: stderr, advice: expect.stringMatching(advice) as string })
  })

  it.each([
    ["Error from server (TooManyRequests): asked us to try again later", "later", /^status 429: /],
    ["Error from server (ServiceUnavailable): the server is currently unable", "lost", /^status 503: /],
    ["Error from server (Timeout): the server was unable to return a response", "lost", /^status 504: /],
    ["Error from server: etcdserver: leader changed", "lost", /^status 500: /],
    ["Unable to connect to the server: context deadline exceeded", "lost", /^no answer within/],
    ["Unable to connect to the server: read tcp: connection reset by peer", "lost", /^the connection broke: /],
    ["Unable to connect to the server: dial tcp 10.0.0.1:6443: i/o timeout", "later", /^Unable/],
    ["Unable to connect to the server: net/http: TLS handshake timeout", "lost", /^Unable/],
    ["The connection to the server 10.0.0.1:6443 was refused - did you specify", "later", /was refused/],
    ["Unable to connect to the server: x509: certificate signed by unknown authority", undefined, /x509/],
    ['Error from server (NotFound): replicasets.apps "x" not found', undefined, /not found/],
    ["error: unable to find specified revision 7 in history", undefined, /revision 7/],
  ])("may pass by itself or not: %s", (stderr, trouble, reason) => {
    expect(troubleOf({ exitCode: 1, stdout: "", stderr })?.trouble).toBe(trouble)
    expect(refusalOf(stderr, 1).reason).toMatch(reason)
    expect(troubleOf({ exitCode: 0, stdout: "", stderr })).toBeUndefined()
  })

  it("quotes no page, but says what it says, with its status", () => {
    const page = "<html>\\r\\n<head><title>504 Gateway Time-out</title></head>\\r\\n<body>nginx</body></html>"
    const stderr = `Error from server (InternalError): an error on the server ("${page}") has prevented the request`
    const words = 'Error from server (InternalError): an error on the server (" 504 Gateway Time-out nginx ") has'
    expect(refusalOf(stderr, 1).reason).toBe(`status 504: ${words} prevented the request`)
  })

  it("is never without a word", () => {
    expect(refusalOf("", 137).reason).toBe("exit code 137 without a word")
    expect(refusalOf("Warning: old API\nno such thing", 1).reason).toBe("no such thing")
  })
})

describe("a diagnosis", () => {
  const event = (name: string, more: object = {}) => ({
    type: "Warning",
    reason: "BackOff",
    message: "restarting",
    lastTimestamp: "2026-01-01T10:00:00Z",
    involvedObject: { kind: "Pod", name },
    ...more,
  })

  it("tells the warnings about this Deployment, the latest last", () => {
    const events = [
      event("shop-1-x", { lastTimestamp: null, eventTime: "2026-01-01T11:00:00.000000Z", count: 4 }),
      event("shop-1-y"),
      event("shopping-1"),
      event("shop-1-z", { type: "Normal" }),
    ]
    expect(warnings(events, "shop")).toEqual([
      "Pod shop-1-y: BackOff: restarting",
      "Pod shop-1-x: BackOff: restarting (4 times)",
    ])
  })

  it("asks the pod that restarts for its log before, else one that is not ready", () => {
    const one = release("a")
    const [ready, unready, restarting] = [
      pod("p1", one),
      pod("p2", one, { ready: false }),
      pod("p3", one, { ready: false, restartCount: 2 }),
    ] as const
    expect(whoToAsk([ready, unready, restarting], "app")).toEqual({ pod: "p3", previous: true })
    const healthy = pod("p4", release("a"), { restartCount: 2 })
    expect(whoToAsk([healthy, unready], "app")).toEqual({ pod: "p2", previous: false })
    expect(whoToAsk([healthy], "app")).toEqual({ pod: "p4", previous: true })
    expect(whoToAsk([ready, unready], "app")).toEqual({ pod: "p2", previous: false })
    expect(whoToAsk([ready], "app")).toBeUndefined()
  })
})

describe("what an undo took", () => {
  const note = { "f:template": { "f:metadata": { "f:annotations": { "f:shipway/release": {} } } } }
  const [ours, controller] = [
    { manager: "shipway", operation: "Apply", fieldsV1: { "f:spec": note } },
    { manager: "kube-controller-manager", operation: "Update", subresource: "status" },
  ]
  const undone = { manager: "kubectl", operation: "Update", fieldsV1: { "f:spec": note } }

  it("is given back", () => {
    expect(JSON.parse(givenBack([ours, undone, controller])!)).toEqual([
      { op: "test", path: "/metadata/managedFields/1/manager", value: "kubectl" },
      { op: "remove", path: "/metadata/managedFields/1" },
    ])
  })

  it.each([
    ["ours", ours],
    ["another's", { ...undone, manager: "helm" }],
    ["kubectl's of something else", { ...undone, fieldsV1: { "f:spec": { "f:replicas": {} } } }],
    ["kubectl's of something beside it", { ...undone, fieldsV1: { "f:spec": { ...note, "f:replicas": {} } } }],
    ["kubectl's of labels beside it", { ...undone, fieldsV1: { "f:metadata": { "f:labels": {} }, "f:spec": note } }],
    ["kubectl's, nobody knows of what", { manager: "kubectl", operation: "Update" }],
    ["a status", { ...undone, subresource: "status" }],
  ])("is no %s", (_, managed) => {
    expect(givenBack([managed])).toBeUndefined()
  })
})

it("a kubeconfig's token, password and keys are secret; one that cannot be read is so as a whole", () => {
  const user = { token: "token-1", password: "password-1", "client-key-data": "key-1", username: "me" }
  const text = JSON.stringify({ users: [{ name: "me", user }] })
  expect(secretsIn(text)).toEqual([text, "token-1", "password-1", "key-1"])
  expect(secretsIn("users: nobody\n  secret-of-many-letters")).toContain("secret-of-many-letters")
})
