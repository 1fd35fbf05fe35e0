/** Owns a stand-in for Slack's incoming webhooks: its limits, its plain-text answers, and a channel. */
import type { Behaviour, Reply } from "./vendor.js"

export const SLACK_PATH = "/services/T0CANARY00/B0CANARY00/canarySLACKcanarySLACK01"

interface Text {
  type: string
  text: string
}

interface Block {
  type: string
  text?: Text
  fields?: Text[]
  elements?: { text?: Text | string; url?: string }[]
}

export function fakeSlack(): Behaviour {
  const channel: string[] = []
  return {
    effects: () => channel,
    answer({ path, body }) {
      if (path !== SLACK_PATH) return plain(404, "no_service")
      const message = JSON.parse(body) as { text?: string; blocks?: Block[] }
      if (!message.text) return plain(400, "no_text")
      if (!fits(message.blocks ?? [])) return plain(400, "invalid_blocks")
      channel.push(body)
      return plain(200, "ok")
    },
  }
}

function fits(blocks: Block[]): boolean {
  return (
    blocks.length <= 50 &&
    blocks.every(({ type, text, fields = [], elements = [] }) => {
      const within = (one: Text | undefined, limit: number) =>
        !one || (one.text.length >= 1 && one.text.length <= limit)
      return (
        within(text, type === "header" ? 150 : 3000) &&
        fields.length <= 10 &&
        fields.every((field) => within(field, 2000)) &&
        elements.length <= 25 &&
        elements.every(({ url = "" }) => url.length <= 3000)
      )
    })
  )
}

function plain(status: number, body: string): Reply {
  return { status, body }
}
