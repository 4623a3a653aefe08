#!/usr/bin/env bash
# What the generator and its analyzers cost a build: a project of N message types (default 500, eleven members each, every
# tenth with two recorded versions) beside the same project without them, and beside the same records with the platform's
# own generator of codecs, System.Text.Json's. First as a person's second build of the day goes: a compile server that is
# warm, wall clock, medians of nine builds of each in turn. Then from nothing: processor seconds of `dotnet build` without
# a server, children included, so that other load on the machine counts little. The rules that are on are the SDK's
# defaults. The generator comes as files, as a package brings them. Needs a Release build of the repository.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
count=${1:-500}
work=$(mktemp -d)
server=build-cost-$$
# The compile server was started by this script, under a name of its own.
trap 'pkill -f "pipename:$server" || true; rm -rf "$work"' EXIT
export Configuration=Release BuildProjectReferences=false MSBUILDDISABLENODEREUSE=1 DOTNET_NOLOGO=1
for file in Directory.Build.props Directory.Build.targets Directory.Packages.props; do
  echo "<Project><Import Project=\"$root/$file\" /></Project>" > "$work/$file"
done

# project NAME ITEMS
project() {
  local folder=$work/samples/$1 i
  mkdir -p "$folder"
  cat > "$folder/$1.csproj" <<XML
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <EnforceCodeStyleInBuild>false</EnforceCodeStyleInBuild>
    <IsAotCompatible>false</IsAotCompatible>
  </PropertyGroup>
  <ItemGroup>
    <ProjectReference Include="$root/src/TypedStreams.Abstractions/TypedStreams.Abstractions.csproj" />
    $2
  </ItemGroup>
</Project>
XML
  for ((i = 0; i < count; i++)); do
    cat > "$folder/M$i.cs" <<CS
namespace Cost;

[TypedStreams.Message("t$i", Namespace = "cost")]
public sealed partial record M$i(
    [property: TypedStreams.Key] string Id, int A, long B, string? C, double D, bool E, DateTimeOffset F, Guid G,
    IReadOnlyList<string> H, P$i I, string J = "");

public sealed record P$i(string X, int Y);
CS
    if ((i % 10 == 0)); then
      mkdir -p "$folder/schemas/t$i-value"
      for version in 1 2; do
        local type=int; ((version == 2)) && type=long
        printf '{"type":"record","name":"M%s","namespace":"cost","fields":[{"name":"Id","type":"string"},%s]}\n' "$i" \
          "{\"name\":\"B\",\"type\":\"$type\"}" > "$folder/schemas/t$i-value/v$version.avsc"
      done
      echo '{ "compatibility": "NONE" }' > "$folder/schemas/t$i-value/subject.json"
    fi
  done
  dotnet restore "$folder" > "$work/out" 2>&1 || { cat "$work/out"; exit 1; }
}

# json: the records of Plain, without what is ours, and a context that names them all.
json() {
  local folder=$work/samples/Json i
  mkdir -p "$folder"
  sed 's#<ProjectReference.*/>##' "$work/samples/Plain/Plain.csproj" > "$folder/Json.csproj"
  for ((i = 0; i < count; i++)); do
    sed -e '/TypedStreams.Message/d' -e 's/\[property: TypedStreams.Key\] //' -e 's/partial record/record/' \
      "$work/samples/Plain/M$i.cs" > "$folder/M$i.cs"
  done
  { echo 'namespace Cost;'
    for ((i = 0; i < count; i++)); do echo "[System.Text.Json.Serialization.JsonSerializable(typeof(M$i))]"; done
    echo 'internal sealed partial class Context : System.Text.Json.Serialization.JsonSerializerContext;'
  } > "$folder/Context.cs"
  dotnet restore "$folder" > "$work/out" 2>&1 || { cat "$work/out"; exit 1; }
}

# cost FOLDER [OPTION]: user and system seconds of one build.
cost() {
  TIMEFORMAT='%U %S'
  { time dotnet build "$work/samples/$1" --no-restore -nologo -v:q -p:UseSharedCompilation=false "${@:2}" \
    > "$work/out" 2>&1 || { cat "$work/out" >&2; exit 1; }; } 2> "$work/time"
  awk '{ print $1 + $2 }' "$work/time"
}

# warm FOLDER: wall seconds of one clean build with the server.
warm() {
  TIMEFORMAT='%R'
  { time dotnet build "$work/samples/$1" --no-restore -nologo -v:q -t:Rebuild -p:UseSharedCompilation=true \
    -p:SharedCompilationId="$server" > "$work/out" 2>&1 || { cat "$work/out" >&2; exit 1; }; } 2> "$work/time"
  cat "$work/time"
}

median() { sort -n | awk '{ seen[NR] = $1 } END { print seen[int((NR + 1) / 2)] }'; }

project Plain ''
project Generated "<AdditionalFiles Include='schemas/**' />
    <Analyzer Include='$root/generators/TypedStreams.Generators/bin/Release/netstandard2.0/TypedStreams.*.dll' />
    <Analyzer Include='$root/generators/TypedStreams.CodeFixes/bin/Release/netstandard2.0/TypedStreams.CodeFixes.dll' />"
json
for _ in 1 2 3 4 5 6; do for name in Plain Generated Json; do warm $name > /dev/null; done; done
for _ in 1 2 3 4 5 6 7 8 9; do for name in Plain Generated Json; do warm $name >> "$work/$name.warm"; done; done
echo "| clean build of $count record types, warm compile server | without | with | System.Text.Json's generator |"
echo "|---|---:|---:|---:|"
echo "| seconds | $(for name in Plain Generated Json; do median < "$work/$name.warm"; done | paste -sd'|' | sed 's/|/ | /g') |"
echo
echo "| from nothing, processor seconds | without | with | System.Text.Json's generator |"
echo "|---|---:|---:|---:|"
row() { echo "| $1 | $(for name in Plain Generated Json; do cost $name "${@:2}"; done | paste -sd'|' | sed 's/|/ | /g') |"; }
row "all of it" -t:Rebuild
for name in Plain Generated Json; do sed -i 's/int A,/int A, int K,/' "$work/samples/$name/M7.cs"; done
row "after an edit of one"
row "with nothing to do"
