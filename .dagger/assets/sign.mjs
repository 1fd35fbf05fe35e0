// Signs a file with a PEM key and prints the signature in base64: sign.mjs KEY FILE, the key's password in SIGN_PASSWORD.
import { createPrivateKey, createPublicKey, sign, verify } from "node:crypto"
import { readFileSync } from "node:fs"

const [keyPath, filePath] = process.argv.slice(2)
const pem = readFileSync(keyPath, "utf8").trim()
const passphrase = process.env.SIGN_PASSWORD
if (/ENCRYPTED (SIGSTORE|COSIGN) PRIVATE KEY/.test(pem))
  end("it is a key of cosign's own kind, which only cosign opens: make one with openssl, as docs/supply-chain.md shows")
const key = opened()
if (key.asymmetricKeyType !== "ec" || key.asymmetricKeyDetails.namedCurve !== "prime256v1")
  end("it is not an ECDSA key on P-256")
const content = readFileSync(filePath)
const signature = sign("sha256", content, key)
if (!verify("sha256", content, createPublicKey(key), signature)) end("its signature does not verify")
process.stdout.write(signature.toString("base64"))

function opened() {
  try {
    return createPrivateKey({ key: pem, ...(passphrase ? { passphrase } : {}) })
  } catch (error) {
    // Node's own message holds nothing of the key.
    return end(`it cannot be opened${passphrase ? " with its password" : ""}: ${error.code ?? "no private key in PEM"}`)
  }
}

function end(reason) {
  console.error(reason)
  process.exit(1)
}
