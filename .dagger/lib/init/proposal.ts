/** Owns the parts of a proposed config before they are text, and the reasons beside them. */

export interface Reasoned<T> {
  value: T
  /** Why it is proposed, one comment line each. */
  why: string[]
}

export interface ProposedTool {
  command: string[]
  fix?: string[]
}

export interface ProposedSuite {
  command: string[]
  before?: string[]
  services?: string[]
}

export interface ProposedToolchain {
  image?: string
  lockFiles?: string[]
  install?: string[][]
  installed?: string[]
  variables?: Record<string, string>
}

/** What one language's files come to. */
export interface Stack {
  preset: "python" | "node" | "go"
  /** As the manifest names the project. */
  name: string | undefined
  why: string[]
  toolchain: Reasoned<ProposedToolchain>
  lint: Record<string, Reasoned<ProposedTool>>
  tests: Record<string, Reasoned<ProposedSuite>>
  /** What a person may want to switch on, as comments below the suites. */
  hints: string[]
}

export interface ProposedService {
  kind: "postgres" | "redis"
  variable: string
  image?: string
}

export interface ProposedImage {
  dockerfile: string
  port: number
  healthPath: string
  migrate?: string[]
}
