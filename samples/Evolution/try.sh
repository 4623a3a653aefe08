#!/usr/bin/env bash
# A breaking edit, the compiler's answer, the fix, and a build that is green again: on a copy of this folder, so that
# nothing here changes. Needs a build of the repository, Release or what CONFIGURATION says. Ends with 0 when every step
# went as it must.
set -uo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export TypedStreamsRoot="$root/" Configuration=${CONFIGURATION:-Release} BuildProjectReferences=false MSBUILDDISABLENODEREUSE=1
copy=$work/samples/Evolution

die() { echo "FAILED: $1"; exit 1; }
build() { dotnet build "$copy" -nologo -v:q -clp:NoSummary 2>&1; }
errors() { grep -oE 'error TS[0-9]+: .*' <<< "$1" | sed -E 's/ \[[^]]*\]$//' | sort -u; }
fix() { dotnet format analyzers "$copy" --no-restore --diagnostics TS0030 --severity error > "$work/format" 2>&1 || { cat "$work/format"; die "dotnet format"; }; }

# step WHAT SED-EXPRESSION EXPECTED-IN-THE-ERROR EXPECTED-AFTER-THE-FIX
step() {
  echo; echo "== $1"
  sed -i "$2" "$copy/OrderPlaced.cs"
  local out; out=$(build) && die "the breaking edit compiled"
  errors "$out"
  grep -qF "$3" <<< "$out" || { echo "$out"; die "the error does not say '$3'"; }
  fix
  echo "-- fixed:"; grep -nF "$4" "$copy/OrderPlaced.cs" || { cat "$copy/OrderPlaced.cs"; die "the fix is not '$4'"; }
  out=$(build) || { echo "$out"; die "the fixed contract does not compile"; }
  dotnet "$copy/bin/$Configuration/net10.0/Evolution.dll" || die "the run failed"
}

mkdir -p "$copy"
cp -r "$here"/*.cs "$here"/*.csproj "$here"/schemas "$copy"
for file in Directory.Build.props Directory.Build.targets Directory.Packages.props; do
  echo "<Project><Import Project=\"$root/$file\" /></Project>" > "$work/$file"
done
dotnet restore "$copy" > "$work/restore" 2>&1 || { cat "$work/restore"; die "restore"; }
out=$(build) || { echo "$out"; die "the contract as it is does not compile"; }
dotnet "$copy/bin/$Configuration/net10.0/Evolution.dll" || die "the run failed"

step "a new member without a default" 's/decimal Total)/decimal Total,\n    string Currency)/' \
  "READER_FIELD_MISSING_DEFAULT_VALUE at /fields/3 (Currency)" 'string Currency = ""'
step "a member with another name" 's/string Customer/string Buyer/' \
  "READER_FIELD_MISSING_DEFAULT_VALUE at /fields/1 (Buyer)" '[Field(Aliases = ["Customer"])] string Buyer'

echo; echo "== what is in use now is recorded"
out=$(dotnet build "$copy" -nologo -v:q -clp:NoSummary -p:TypedStreamsRecordSchemas=true 2>&1) || { echo "$out"; die "recording"; }
(cd "$copy/schemas" && ls */*)
grep -qF '"aliases": ["Customer"]' "$copy/schemas/orders-value/v2.avsc" || die "version 2 is not what was built"

echo; echo "every step went as it must"
