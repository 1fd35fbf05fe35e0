/** Owns reading what ssh, docker and compose say when they fail: what it means, and what to do. Pure. */
import { lastLines } from "../../errors.js"

/** How a command against the host ended. */
export interface Ended {
  exitCode: number
  stdout: string
  stderr: string
}

export interface Trouble {
  /** lost: the daemon or the way to it went away, and what was asked may or may not have happened. refused: it is a verdict. */
  kind: "lost" | "refused"
  reason: string
  advice: string
}

/** What host.sh exits with when the time was up. */
const LATE = 124

/** The first that matches; the more precise ones stand above. */
const KNOWN: [RegExp, Trouble["kind"], string, string][] = [
  [
    /REMOTE HOST IDENTIFICATION HAS CHANGED|Host key verification failed|No \S+ host key is known/,
    "refused",
    "the host's key is not among options.knownHosts",
    "If the host was set up anew, compare its /etc/ssh/ssh_host_*_key.pub with `ssh-keyscan HOST` and put that under knownHosts; if not, somebody stands in between.",
  ],
  [
    /Load key .*: (error in libcrypto|invalid format)|incorrect passphrase/,
    "refused",
    "--ssh-key is no private key that ssh can read",
    "Pass the private half, unencrypted, in OpenSSH's format: --ssh-key=file://$HOME/.ssh/id_ed25519.",
  ],
  [
    /Permission denied \((publickey|password|keyboard)[^)]*\)/,
    "refused",
    "the host does not accept the SSH key",
    "Put the public half of --ssh-key into ~/.ssh/authorized_keys of the user that options.host names.",
  ],
  [
    /permission denied while trying to connect to the Docker|dial unix \S+: connect: permission denied/i,
    "refused",
    "the user may not use the host's Docker",
    "Let the user into the group docker on the host (usermod -aG docker USER), which makes it as mighty as root.",
  ],
  [
    /docker: (command )?not found|sh: .*docker: not found/,
    "refused",
    "there is no docker command for that user on the host",
    "Install Docker on the host: https://docs.docker.com/engine/install/.",
  ],
  [
    /Could not resolve hostname|Name or service not known|no such host/,
    "lost",
    "the host's name cannot be resolved",
    "Check options.host, and that the engine's network can resolve it.",
  ],
  [
    /port is already allocated|address already in use/,
    "refused",
    "a port of the service is taken on the host",
    "Free it, or declare another under ports: of the Compose file.",
  ],
  [
    /no space left on device/,
    "refused",
    "the host's disk is full",
    "Make room, for example with `docker image prune` on the host: what Shipway keeps is tagged and stays.",
  ],
  [
    /unauthorized|authentication required|no basic auth credentials|pull access denied|denied: /,
    "refused",
    "the registry does not let the host pull",
    "Declare image.username and pass --registry-password; or log the host in to the registry.",
  ],
  [
    /manifest unknown|manifest for \S+ not found|failed to resolve reference .*not found/,
    "refused",
    "the registry does not have the image",
    "See that the registry still keeps it; publish it again if not.",
  ],
  [
    /no such file or directory|no configuration file/,
    "refused",
    "the Compose file or one that it names is not there",
    "Name it in options.file, below the source; only its own folder goes along with it.",
  ],
  [
    /no such service: \S+/,
    "refused",
    "the Compose file does not have the service",
    "Name one that it has in options.service.",
  ],
  [
    /Cannot connect to the Docker daemon|error during connect|connection refused|connection reset|broken pipe|unexpected EOF|EOF$|Connection (closed|timed out|to \S+ closed)|kex_exchange_identification|No route to host|network is unreachable|i\/o timeout|server is shutting down|Error response from daemon: (dial unix|.*containerd.*(unavailable|connection))/im,
    "lost",
    "the host's Docker cannot be reached",
    "See that the host is up and `systemctl status docker` is well; what runs there goes on without Shipway.",
  ],
]

export function troubleOf({ exitCode, stdout, stderr }: Ended): Trouble {
  const said = lastLines(stderr.trim() || stdout.trim(), 8)
  const known = KNOWN.find(([pattern]) => pattern.test(stderr))
  if (known) {
    const [, kind, reason, advice] = known
    return { kind, reason: `${reason}: ${said}`, advice }
  }
  return exitCode === LATE
    ? { kind: "lost", reason: said, advice: "See that the host is up and not overloaded." }
    : { kind: "refused", reason: `exit code ${exitCode}${said ? `: ${said}` : ""}`, advice: OTHERWISE }
}

const OTHERWISE = "Do by hand what failed, as docs/operations.md shows: the host then says more."
