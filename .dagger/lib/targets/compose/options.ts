/** Owns the declaration of the compose target: which host, how it is known, which file and service. Pure. */
import { z } from "zod"
import { type Declaration, deployDeadline } from "../declaration.js"

/** What Compose takes for a project and Docker for the name of an image. */
const Name = z.string().regex(/^[a-z0-9]+([_-][a-z0-9]+)*$/, "lower-case letters and digits, with dashes between them")

const Host = z
  .string()
  .regex(
    /^(ssh:\/\/[A-Za-z_][\w.-]*@[A-Za-z0-9][A-Za-z0-9.-]*(:\d{1,5})?|unix:\/\/\/\S+)$/,
    "ssh://user@host, with :port if it is not 22, or unix:///var/run/docker.sock",
  )
  .describe(
    "The Docker host: ssh://user@host, with --ssh-key; or unix:///var/run/docker.sock, passed with --docker-socket.",
  )

const File = z
  .string()
  .regex(/^(?!\/)(?!(.*\/)?\.\.(\/|$))\S+$/, "a path below the source, without .., such as deploy/compose.yaml")

/** As ssh-keyscan prints them; what is public may stand in a config. */
const KnownHost = z
  .string()
  .regex(
    /^(?!#)\S+ (ssh-|ecdsa-|sk-)\S+ [A-Za-z0-9+/=]+( .*)?$/,
    "a line of known_hosts: host, kind of key, key; `ssh-keyscan HOST` prints it",
  )

const Options = z
  .strictObject({
    host: Host,
    knownHosts: z
      .array(KnownHost)
      .min(1)
      .optional()
      .describe("The host's public keys, as lines of known_hosts; needed for ssh://. No other host is spoken to."),
    file: File.default("compose.yaml").describe("The Compose file, below the source."),
    service: Name.default("app").describe("The service in that file that gets the image."),
    project: Name.optional().describe(
      "The Compose project on the host. Default: the project's name, dash, environment.",
    ),
    deadlineSeconds: deployDeadline(300),
  })
  .superRefine(({ host, knownHosts }, context) => {
    if (!host.startsWith("ssh://") || knownHosts) return
    const { hostname, port } = new URL(host)
    const scan = `ssh-keyscan ${port ? `-p ${port} ` : ""}${hostname}`
    const message = `ssh:// needs knownHosts: what \`${scan}\` prints, after comparing it with the host's own /etc/ssh/ssh_host_*_key.pub`
    context.addIssue({ code: "custom", path: ["host"], message })
  })

export type ComposeOptions = z.output<typeof Options>

export const composeDeclaration = {
  name: "compose",
  options: Options,
  credential: { flag: "sshKey", what: "the private SSH key" },
  needsCredential: (options: unknown) => (options as ComposeOptions).host.startsWith("ssh://"),
  needsUrl: true,
  migratesIn: "platform",
} as const satisfies Declaration
