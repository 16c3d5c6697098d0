#!/usr/bin/env bash
# The main job from the first command to the last, through the real command line against the practice servers. Prints
# one line per step and stops at the first difference. Needs bash, npm and Node; leaves nothing behind.
set -euo pipefail
umask 077
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

work=$(mktemp -d)
practice_group=''
cleanup() {
  # Only the group of the practice servers, which this script started.
  if [[ -n $practice_group ]]; then
    kill -- "-$practice_group" 2>/dev/null || true
    # They write their compile cache at the end, into the folder that goes next.
    wait "$practice_group" 2>/dev/null || true
  fi
  rm -rf "$work"
}
trap cleanup EXIT

vault=$work/vault
out=$work/out
err=$work/err
status=0
unset LATCHKEY_DEBUG LATCHKEY_PASSWORD_FILE LATCHKEY_SQLITE_ADDON
# All that any of the programs writes by itself ends up below this folder, and is looked through at the end.
mkdir "$work/traces" "$work/traces/tmp" "$work/traces/home"
export TMPDIR=$work/traces/tmp XDG_CONFIG_HOME=$work/traces/home XDG_CACHE_HOME=$work/traces/home \
  XDG_STATE_HOME=$work/traces/home XDG_DATA_HOME=$work/traces/home npm_config_logs_dir=$work/traces/npm-logs
printf 'a long enough passphrase 4711\n' >"$work/password"
printf 'some other passphrase 4712\r\n' >"$work/other-password"

latchkey() { npm run -s cli -- --vault "$vault" "$@"; }

fail() {
  printf 'not ok - %s\n' "$1"
  printf -- '--- exit code %s\n--- standard output\n%s\n--- standard error\n%s\n' \
    "$status" "$(head -c 4000 "$out")" "$(head -c 4000 "$err")"
  exit 1
}
ok() { printf 'ok - %s\n' "$1"; }

# run EXIT_CODE ARGUMENT...: one command with --json; standard input is passed on.
run() {
  local wanted=$1
  shift
  status=0
  latchkey --password-file "$work/password" --json "$@" >"$out" 2>"$err" || status=$?
  [[ $status == "$wanted" ]] || fail "exit code $wanted of: $*"
}

# eval_json FILE EXPRESSION: what the expression over `d`, the document in the file, gives.
eval_json() {
  node -e '
    const [file, expression] = process.argv.slice(1)
    const d = JSON.parse(require("node:fs").readFileSync(file, "utf8"))
    const value = new Function("d", `return (${expression})`)(d)
    process.stdout.write(typeof value === "string" ? value : JSON.stringify(value) ?? "undefined")
  ' "$1" "$2"
}
get() { eval_json "$out" "$1"; }
practice() { eval_json "$work/practice.json" "d.$1"; }

# check TEXT EXPRESSION: the expression over the printed document is true.
check() { [[ $(get "$2") == true ]] && ok "$1" || fail "$1: $2"; }

# refused CODE TEXT: standard error is one document with this code, standard output is empty.
refused() {
  [[ ! -s $out ]] || fail "$2: standard output is empty"
  [[ $(eval_json "$err" d.error.code) == "$1" ]] && ok "$2 ($1, exit $status)" || fail "$2: code $1"
}

# answer URL HEADER_START < SECRET: the status a practice server gives to a request with the secret.
answer() {
  node -e '
    const [url, start] = process.argv.slice(1)
    const secret = require("node:fs").readFileSync(0, "utf8").replace(/\n$/, "")
    fetch(url, { headers: { authorization: start + " " + secret } }).then((got) => process.stdout.write(String(got.status)))
  ' "$1" "$2"
}

# control KIND COMMAND JSON: tells a practice server how to behave.
control() {
  node -e '
    const [url, body] = process.argv.slice(1)
    fetch(url, { method: "POST", body }).then(async (got) => {
      if (!got.ok) throw new Error(await got.text())
    })
  ' "$(practice "$1.control")/$2" "$3"
}

# use NAME ID: prints the secret of a token with the command line and uses it.
use() {
  local url start
  if [[ $1 == storage ]]; then
    url=$(practice qumulo.url)/v1/session/who-am-i
    start=Bearer
  else
    url=$(practice netbird.url)/api/users
    start=Token
  fi
  latchkey --password-file "$work/password" token secret "$2" | answer "$url" "$start"
}

# ------------------------------------------------------------------------------------------------ practice servers
mkfifo "$work/line"
set -m # gives the servers a process group of their own, so that all of npm's children end together
npm run -s cli -- practice --seed main-job >"$work/line" 2>"$work/practice.err" &
practice_group=$!
set +m
exec 3<"$work/line"
IFS= read -r first <&3 || { cp "$work/practice.err" "$err"; : >"$out"; fail 'the practice servers start'; }
printf '%s' "$first" >"$work/practice.json"
eval_json "$work/practice.json" 'Object.values(d).every((s) => s.url && s.fields && s.secret)' >"$out"
[[ $(cat "$out") == true ]] && ok 'the practice servers run' || fail 'the practice servers run'
practice netbird.secret >"$work/mesh-secret"
printf '\n' >>"$work/mesh-secret"
practice qumulo.secret >"$work/storage-secret"
practice qumulo.accounts.administrator.signIn.password >"$work/storage-password"

# ----------------------------------------------------------------------------------------------------------- vault
run 0 vault status
check 'there is no vault' 'd.state === "missing"'
run 3 server list
refused vault-missing 'nothing works without a vault'
run 0 vault create
check 'a vault is made' 'd.state === "locked"'
run 0 vault status
check 'the vault is locked when the command has ended' 'd.state === "locked"'
run 4 vault create
refused conflict 'a second vault is not made over it'
run 3 server list --password-file "$work/other-password"
refused wrong-password 'a wrong password does not open it'
status=0
latchkey server list --json </dev/null >"$out" 2>"$err" || status=$?
[[ $status == 3 ]] || fail 'exit code 3 without a password'
refused vault-locked 'without a password it stays locked'
status=0
LATCHKEY_PASSWORD_FILE=$work/password latchkey server list --json >"$out" 2>"$err" || status=$?
[[ $status == 0 ]] || fail 'exit code 0 with the variable'
check 'the variable names the password file' 'd.length === 0'

# --------------------------------------------------------------------------------------------------------- servers
run 0 server kinds
check 'the kinds are told' '["netbird", "qumulo"].every((kind) => d.some((k) => k.id === kind))'
run 0 server add --kind netbird --name mesh --url "$(practice netbird.url)" --secret-file "$work/mesh-secret"
check 'a NetBird server is added' 'd.server.state === "ok" && d.checks.every((c) => c.ok)'
run 0 server add --kind qumulo --name storage --url "$(practice qumulo.url)" <"$work/storage-secret"
check 'a Qumulo server is added, its secret from standard input' 'd.server.state === "ok" && d.checks.every((c) => c.ok)'
run 0 server add --kind qumulo --name storage-2 --url "$(practice qumulo.url)" --field username=admin \
  --secret-file "$work/storage-password"
check 'the Qumulo server is added with user name and password' 'd.server.state === "ok" && d.server.fields.username === "admin"'
run 4 server add --kind netbird --name mesh --url "$(practice netbird.url)" --secret-file "$work/mesh-secret"
refused conflict 'a name is given once only'
run 4 server add --kind qumulo --name wrong --url "$(practice qumulo.url)" --secret-file "$work/password" --field username=admin
refused rejected 'a wrong credential is not saved'
[[ $(eval_json "$err" 'd.error.checks.some((c) => !c.ok)') == true ]] && ok 'and the checks say why' || fail 'the checks say why'
run 4 server add --kind netbird --name nowhere --url http://127.0.0.1:9 --secret-file "$work/mesh-secret"
refused unreachable 'a server that is not there is not saved'
run 2 server add --kind frob --name x --url http://127.0.0.1:9 --secret-file "$work/mesh-secret"
refused invalid-input 'an unknown kind is a wrong call'
run 0 server list
check 'three servers are saved' 'd.length === 3 && d.every((s) => s.state === "ok")'
run 0 server test storage-2
check 'a server is tested' 'd.checks.length > 0 && d.checks.every((c) => c.ok)'
run 0 server edit storage-2 --name storage-by-password
check 'a server is renamed' 'd.server.name === "storage-by-password"'
run 1 server test frob
refused not-found 'an unknown server is not found'

# ------------------------------------------------------------------------------------------------- owners and rows
run 0 owner list --server mesh
check 'NetBird owners are listed, and which of them are out of reach' \
  'd.some((o) => o.name === "ci-runner" && o.manageable) && d.some((o) => !o.manageable && o.reason)'
run 0 owner list --server storage
check 'Qumulo owners are listed' 'd.some((o) => o.id === "500" && o.isSelf)'
run 0 token list --refresh
check 'all tokens are listed, each once' \
  'd.length > 40 && new Set(d.map((t) => t.kind + t.owner.id + t.remoteId)).size === d.length'
check 'the credential of Latchkey itself is marked, where the server tells which it is' \
  "d.filter((t) => t.isCredential).map((t) => t.remoteId).join() === '$(practice qumulo.accounts.administrator.tokenId)'"
total=$(get d.length)
first_id=$(get 'd[0].id')
known_mesh=$(get "d.find((t) => t.remoteId === '$(practice netbird.accounts.automation.tokenId)').id")
known_storage=$(get "d.find((t) => t.remoteId === '$(practice qumulo.accounts.plain.tokenId)').id")
run 0 token list --server mesh --owner ci-runner
check 'rows are filtered by server and owner' 'd.length > 0 && d.every((t) => t.owner.name === "ci-runner")'
run 1 token list --server frob
refused not-found 'rows of an unknown server are not found'

# ---------------------------------------------------------------------------------------------------------- create
run 0 token create --server mesh --owner ci-runner --field name=main-job --field expires_in=30
check 'a NetBird token is made' 'd.status === "active" && d.name === "main-job" && d.hasSecret && d.expiresAt !== null'
mesh_token=$(get d.id)
! grep -q 'nbp_' "$out" "$err" || fail 'create does not print the secret'
run 0 token create --server storage --owner guest --field expiration_time=2030-01-01T00:00:00Z
check 'a Qumulo token is made' 'd.status === "active" && d.hasSecret && Date.parse(d.expiresAt) === Date.UTC(2030, 0, 1)'
storage_token=$(get d.id)
! grep -q 'access-v1' "$out" "$err" || fail 'create does not print the secret'
ok 'create does not print the secret'
run 0 token create --server storage --owner 501
check 'a second one that never expires' 'd.expiresAt === null'
second=$(get d.id)
run 4 token create --server storage --owner guest
refused limit-reached 'a third one is refused before it is asked for'
run 2 token create --server mesh --owner ci-runner --field name=x --field expires_in=999
refused invalid-input 'a value out of range is a wrong call'
run 1 token create --server mesh --owner nobody-there --field name=x --field expires_in=1
refused not-found 'an unknown owner is not found'

# --------------------------------------------------------------------------------------------------------- secrets
[[ $(use mesh "$mesh_token") == 200 ]] && ok 'the NetBird secret works' || fail 'the NetBird secret works'
[[ $(use storage "$storage_token") == 200 ]] && ok 'the Qumulo secret works' || fail 'the Qumulo secret works'
run 0 token secret "$mesh_token"
check 'with --json it comes with its ID' "d.id === '$mesh_token' && /^nbp_[0-9A-Za-z]{36}\$/.test(d.secret)"
get d.secret >"$work/mesh-token-secret"
run 0 token secret "$storage_token"
get d.secret >"$work/storage-token-secret"
run 1 token secret "$known_storage"
refused no-secret 'a token that was there before has no secret here'
for which in mesh storage; do
  id=known_$which
  if [[ $which == mesh ]]; then account=netbird.accounts.automation; else account=qumulo.accounts.plain; fi
  practice "$account.secret" >"$work/known"
  run 0 token store "${!id}" --secret-file "$work/known"
  check "a known secret is stored ($which)" 'd.hasSecret'
  [[ $(latchkey --password-file "$work/password" token secret "${!id}") == "$(cat "$work/known")" ]] || fail 'the stored secret comes back'
  run 0 token verify "${!id}"
  check "and verified ($which)" 'd.ok && d.owner !== null && d.reason === null'
done
run 1 token store "$second" --secret-file "$work/storage-token-secret"
refused verify-failed "another token's secret is not stored"
run 1 token store "$second" <<<'access-v1:frob=='
refused verify-failed 'a secret that the server does not know is not stored'

# --------------------------------------------------------------------------------------------------------- changes
run 0 token update "$storage_token" --field expiration_time=2031-06-30T23:59:59Z
check 'an expiry is extended' 'Date.parse(d.expiresAt) === Date.UTC(2031, 5, 30, 23, 59, 59)'
run 1 token update "$mesh_token" --field expires_in=60
refused unsupported 'what a kind cannot change is said to be so'
run 0 token disable "$storage_token"
check 'a token is disabled' 'd.status === "disabled"'
[[ $(use storage "$storage_token") == 401 ]] && ok 'it does not work any more' || fail 'a disabled token does not work'
run 1 token verify "$storage_token"
check 'verify says so' 'd.ok === false && typeof d.reason === "string"'
run 0 token enable "$storage_token"
check 'it is enabled again' 'd.status === "active"'
[[ $(use storage "$storage_token") == 200 ]] && ok 'and works again' || fail 'an enabled token works'
for id in "$mesh_token" "$storage_token"; do
  run 0 token verify "$id"
  check 'a token that was made here is verified' 'd.ok === true'
done

# ------------------------------------------------------------------------------------------------ lost answers
control qumulo next '{"do":"drop-after-work","method":"POST","path":"/v1/auth/access-tokens/"}'
run 4 token create --server storage --owner svc-ci-runner
refused outcome-unknown 'a create whose answer is lost is told'
orphan=$(eval_json "$err" 'd.error.id')
run 0 token show "$orphan"
check 'and found again as an orphan' 'd.orphan && !d.hasSecret && d.owner.name === "svc-ci-runner"'
run 0 token delete "$orphan" --yes
check 'the orphan is deleted' 'd.status === "gone"'
run 0 token purge "$orphan" --yes
check 'and forgotten' "d.id === '$orphan'"

# ---------------------------------------------------------------------------------------- one server does not answer
control netbird next '{"do":"drop-before-work","times":"always"}'
status=0
latchkey --password-file "$work/password" --json token list --refresh >"$out" 2>"$err" || status=$?
[[ $status == 4 ]] || fail 'exit code 4 when a server fails'
check 'all rows are printed although a server fails' "d.length === $total + 3"
[[ $(eval_json "$err" 'd.error.servers.map((s) => s.name).join()') == mesh ]] && ok 'and the error names it' || fail 'the error names the server'
control netbird clear '{}'
run 0 token list --refresh --server mesh
check 'it is well again' 'd.every((t) => !t.stale)'

# ------------------------------------------------------------------------------------------------- another program
control netbird next '{"do":"slow","delayMs":8000}'
latchkey --password-file "$work/password" --json token list --refresh --server mesh >"$work/slow" 2>&1 &
slow=$!
control netbird seen '{}'
run 3 server list
refused vault-in-use 'while another program has the vault open, it is told'
run 0 vault status
check 'and is no error of vault status' 'd.state === "in-use"'
wait "$slow" && ok 'the other program was not disturbed' || fail 'the other program was not disturbed'

# ---------------------------------------------------------------------------------------------------------- delete
run 2 token delete "$mesh_token"
refused confirmation-missing 'nothing is deleted without --yes'
run 4 token purge "$mesh_token" --yes
refused conflict 'what is on the server is not purged'
for which in mesh storage; do
  id=${which}_token
  run 0 token delete "${!id}" --yes
  check "a token is deleted ($which)" 'd.status === "gone" && d.hasSecret'
  [[ $(use "$which" "${!id}") != 200 ]] && ok 'it does not work any more' || fail 'a deleted token does not work'
done
run 2 token purge "$mesh_token"
refused confirmation-missing 'nothing is purged without --yes'
run 0 token list --refresh
check 'deleted tokens stay in the list' \
  "['$mesh_token', '$storage_token'].every((id) => d.find((t) => t.id === id).status === 'gone')"
for id in "$mesh_token" "$storage_token"; do
  run 0 token purge "$id" --yes
  check 'a token is purged' "d.id === '$id'"
done
run 1 token show "$mesh_token"
refused not-found 'a purged token is not found'
run 0 token list
check 'the other IDs are as they were' "d.length === $total + 1 && d.some((t) => t.id === '$first_id')"
run 2 token show "${first_id:0:8}"
refused ambiguous 'the beginning of an ID that fits several is ambiguous'
run 0 token show "${first_id:0:35}"
check 'the beginning of an ID that fits one is enough' "d.id === '$first_id'"

# ------------------------------------------------------------------------------------------------ journal and check
run 0 journal list
check 'the journal has what was done, in order' \
  'd.every((e, i) => i === 0 || e.seq > d[i - 1].seq) && ["server.add", "token.create", "token.reveal", "token.delete"].every((v) => d.some((e) => e.verb === v && e.actor === "command-line"))'
! grep -qE 'nbp_|access-v1|Practice-' "$out" || fail 'the journal holds no secret'
ok 'the journal holds no secret'
run 0 journal verify
check 'the journal is whole' 'd.ok && d.firstBad === null && d.entries > 50'
run 0 vault check
check 'the vault is sound' 'd.ok && d.checks.every((c) => c.ok)'
for file in mesh-secret storage-secret storage-password mesh-token-secret storage-token-secret; do
  ! grep -rqaF -- "$(cat "$work/$file")" "$vault" "$work/traces" || fail "$file is nowhere in the files"
done
! grep -rqaF -- 'a long enough passphrase 4711' "$vault" "$work/traces" || fail 'the password is nowhere in the files'
! grep -rqaE 'nbp_[0-9A-Za-z]{36}|access-v1:[0-9A-Za-z]|session-v1:[0-9A-Za-z]' "$vault" "$work/traces" ||
  fail 'no credential of any form is in the files'
ok 'no secret, credential or password is in the vault, the temporary folder, the logs or the settings'
cp -R "$vault" "$work/broken"
printf 'frob' | dd of="$work/broken/vault.db" bs=1 seek=20480 conv=notrunc 2>/dev/null
status=0
latchkey --vault "$work/broken" --password-file "$work/password" --json vault check >"$out" 2>"$err" || status=$?
[[ $status == 3 && $(eval_json "$err" d.error.code) == vault-damaged ]] && ok 'a damaged copy is told' || fail 'a damaged copy is told'

# ---------------------------------------------------------------------------------------------------------- remove
run 2 server remove storage-by-password
refused confirmation-missing 'no server is removed without --yes'
run 0 server remove storage-by-password --yes
check 'a server is removed' 'd.server.name === "storage-by-password"'
run 0 token list --refresh
check 'its tokens stay, because another server shows them' "d.length === $total + 1"
run 0 server remove storage --yes
check 'with the last one its tokens and secrets go' 'd.tokens > 0 && d.secrets > 0'
run 0 server list
check 'one server is left' 'd.length === 1 && d[0].name === "mesh"'
for later in 'token rotate x' 'backup create f'; do
  # shellcheck disable=SC2086 # the words of a command
  run 1 $later
  refused unsupported "not in this version: $later"
done
run 2 token frob
refused invalid-input 'an unknown command is a wrong call'
# ------------------------------------------------------------- other kinds, in short, in a vault of their own
vault=$work/traces/second
practice onezone.secret >"$work/zone-secret"
practice astra.secret >"$work/cloud-secret"
run 0 vault create
run 0 server add --kind onezone --name zone --url "$(practice onezone.url)" --secret-file "$work/zone-secret"
check 'a server of the third kind is added' 'd.server.state === "ok" && d.server.tokens > 20'
run 0 server add --kind astra --name cloud --url "$(practice astra.url)" \
  --field account_id="$(practice astra.fields.account_id)" --secret-file "$work/cloud-secret"
check 'a server of the fourth kind is added' 'd.server.state === "ok" && d.server.tokens > 20'
me=$(practice onezone.accounts.administrator.owner)
soon=$(($(date +%s) + 3600))
run 0 token create --server cloud --owner "$(practice astra.accounts.administrator.owner)" --field name=labelled \
  --field 'labels=[{"name":"team","value":"storage"}]'
check 'a token with a label is made' 'd.hasSecret && d.labels[0].value === "storage"'
labelled=$(get d.id)
run 0 token show "$labelled"
check 'its own record is shown' 'd.details !== null && !("token" in d.details)'
run 0 token create --server zone --owner "$me" --field persistence=temporary \
  --field "caveats=[{\"type\":\"time\",\"validUntil\":$soon}]"
check 'a temporary token has no remote ID' 'd.remoteId === null && d.hasSecret && d.status === "active"'
temporary=$(get d.id)
latchkey --password-file "$work/password" token secret "$temporary" >"$work/temporary-secret"
run 0 token examine --server zone <"$work/temporary-secret"
check 'a text is examined' 'd.lines.length > 0'
run 0 token confine --server zone --field "caveats=[{\"type\":\"time\",\"validUntil\":$((soon - 60))}]" \
  <"$work/temporary-secret"
check 'and confined' 'typeof d.secret === "string" && d.secret.length > 0'
run 0 token list --server zone --refresh
check 'a refresh leaves a temporary token alone' "d.find((t) => t.id === '$temporary').status === 'active'"
run 0 server revoke-temporary zone --yes
check 'all temporary tokens are revoked' 'd.revoked === 1'
run 0 token delete "$temporary" --yes
check 'deleting a temporary token forgets it' 'd.status === "gone" && !d.hasSecret'
run 1 token show "$temporary"
refused not-found 'a forgotten token is not found'
run 2 token delete-all --server zone --owner "$me"
refused confirmation-missing 'not all tokens are deleted without --yes'
for file in zone-secret cloud-secret temporary-secret; do
  ! grep -rqaF -- "$(cat "$work/$file")" "$work/traces" || fail "$file is nowhere in the files"
done
ok 'their secrets are nowhere in the files either'
printf 'ok - the main job is done\n'
