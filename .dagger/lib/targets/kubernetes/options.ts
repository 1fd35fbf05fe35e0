/** Owns the declaration of the Kubernetes target. Pure. */
import { z } from "zod"
import { type Declaration, deployDeadline } from "../declaration.js"

const objectName = z
  .string()
  .max(63)
  .regex(/^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/, "a name as Kubernetes takes it: lower-case letters, digits and dashes")

export const KubernetesOptions = z.strictObject({
  manifests: z
    .string()
    .min(1)
    .regex(/^(?!\/)(?!.*(^|\/)\.\.(\/|$))/, "a folder within the source")
    .describe("The folder of the source whose .yaml files are applied, such as deploy/k8s."),
  namespace: objectName.describe("Where all of it lives; it must be there already."),
  deployment: objectName.describe("The Deployment, among the manifests, that runs the image."),
  container: objectName.describe("The container of its pods that gets the image and the variables."),
  context: z.string().min(1).optional().describe("The kubeconfig's context. Default: its current one."),
  forceConflicts: z
    .boolean()
    .default(false)
    .describe("Take over fields that somebody else manages, instead of refusing. Default false."),
  deadlineSeconds: deployDeadline(900),
  pollSeconds: z.int().min(1).max(60).default(3).describe("How often a rollout is looked at."),
  image: z.string().min(1).optional().describe("Another image with kubectl and diff, for a private mirror."),
})

export type KubernetesOptions = z.output<typeof KubernetesOptions>

export const kubernetesDeclaration = {
  name: "kubernetes",
  options: KubernetesOptions,
  credential: { flag: "kubeconfig", what: "a kubeconfig" },
  needsUrl: true,
  migratesIn: "platform",
} as const satisfies Declaration
