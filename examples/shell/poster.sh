#!/usr/bin/env bash
# Makes a picture from a prompt and saves it: poster.sh "A paper boat" boat.png
# RIVYA_BASE_URL and RIVYA_API_KEY say where; RIVYA_POLL_SECONDS how often it asks.
set -euo pipefail

prompt=$1 file=$2
base=${RIVYA_BASE_URL:-https://rivya.ai}
key=${RIVYA_API_KEY:?set RIVYA_API_KEY}

field() { # The value of a field of a JSON object on standard input.
  node -pe 'String(JSON.parse(require("fs").readFileSync(0, "utf8"))'"$1"' ?? "")'
}
rivya() { # The key is no argument, which other users of the machine could read.
  curl --silent --show-error --fail-with-body --header @<(printf 'Authorization: Bearer %s' "$key") "$@"
}

body=$(PROMPT=$prompt node -pe 'JSON.stringify({ model: "z-image", prompt: process.env.PROMPT })')
if ! reply=$(rivya "$base/api/v1/generations" --header 'Content-Type: application/json' \
  --header "Idempotency-Key: poster-$(printf %s "$prompt$file" | cksum | cut -d ' ' -f 1)" \
  --data "$body"); then
  echo "The picture was refused: $(field .error.code <<<"$reply")" >&2
  exit 1
fi
task=$(field .id <<<"$reply")

for _ in $(seq 60); do
  reply=$(rivya "$base/api/v1/generations/$task")
  case $(field .status <<<"$reply") in
    succeeded)
      curl --silent --show-error --fail --output "$file" "$(field .result.primary_url <<<"$reply")"
      echo "$file"
      exit 0
      ;;
    failed)
      echo "The picture failed: $(field .error.message <<<"$reply")" >&2
      exit 1
      ;;
  esac
  sleep "${RIVYA_POLL_SECONDS:-5}"
done
echo "The picture is not ready: ask for $task later" >&2
exit 1
