#!/usr/bin/env bash
# The tests of poster.sh. The time of the fake moves with each request, so nothing waits.
set -euo pipefail
cd "$(dirname "$0")"
folder=$(mktemp -d)
node_modules/.bin/rivya-testkit serve --port 0 --json --clock per-request --step 2000 >"$folder/ready" &
fake=$!
trap 'kill "$fake"; rm -rf "$folder"' EXIT
until [ -s "$folder/ready" ]; do sleep 0.1; done

RIVYA_BASE_URL=$(node -pe 'JSON.parse(require("fs").readFileSync(process.argv[1], "utf8")).url' "$folder/ready")
export RIVYA_BASE_URL RIVYA_POLL_SECONDS=0
check() { # check "what holds" command …
  if "${@:2}"; then echo "ok - $1"; else echo "not ok - $1" && exit 1; fi
}
control() {
  curl --silent --fail "$RIVYA_BASE_URL/__rivya/$1" --header "Authorization: Bearer $RIVYA_API_KEY" "${@:2}"
}

export RIVYA_API_KEY=rvya_sk_test_saves
./poster.sh 'A paper boat' "$folder/boat.png" >/dev/null
check 'saves a PNG' test "$(head -c 4 "$folder/boat.png" | tail -c 3)" = PNG
./poster.sh 'A paper boat' "$folder/boat.png" >/dev/null
check 'pays once for the same poster' test "$(control ledger | grep -o '"settled":[0-9]*' | head -n 1)" = '"settled":1'

export RIVYA_API_KEY=rvya_sk_test_fails
control generations/plan --header 'Content-Type: application/json' --data '{"outcome": "failed"}' >/dev/null
check 'says why a picture failed' grep -q 'The generation failed' <(./poster.sh 'A paper boat' "$folder/none.png" 2>&1)

export RIVYA_API_KEY=rvya_sk_test_broke.broke
check 'says that the credits have run out' grep -q insufficient_credits <(./poster.sh 'A boat' "$folder/none.png" 2>&1)
