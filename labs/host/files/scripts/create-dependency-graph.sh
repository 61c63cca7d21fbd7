#!/bin/bash
# Prints which service depends on which, as a Graphviz graph:
#   ./scripts/create-dependency-graph.sh > dependencies.dot && dot -Tpng dependencies.dot -o dependencies.png
# Each service names what it calls in its annotation lab/depends-on: "a,b" in its own namespace, or "namespace/name".
set -euo pipefail

if [[ $# -gt 0 ]]; then
    printf 'usage: %s > FILE.dot\n' "${0##*/}" >&2
    [[ $1 == --help || $1 == -h ]] && exit 0
    exit 2
fi

services=$(kubectl get services --all-namespaces -o json) || {
    printf 'create-dependency-graph: the cluster does not answer. Check it with: kubectl get nodes\n' >&2
    exit 1
}

jq -r '
    def node: @json;
    [.items[] | {ns: .metadata.namespace, name: .metadata.name,
        calls: ((.metadata.annotations["lab/depends-on"] // "") | split(",") | map(gsub("^\\s+|\\s+$"; "")) | map(select(. != "")))}
        | .ns as $ns | .calls |= map(if contains("/") then . else "\($ns)/\(.)" end)] as $all
    | ($all | map(.calls[]) | unique) as $called
    | [$all[] | select((.calls | length) > 0 or ("\(.ns)/\(.name)" as $id | $called | index($id)))] as $shown
    | "digraph dependencies {",
      "  rankdir=LR;",
      "  node [shape=box, style=rounded, fontname=\"sans-serif\", fontsize=11];",
      "  edge [arrowsize=0.7];",
      ($shown | group_by(.ns)[] | (.[0].ns) as $ns
        | "  subgraph \("cluster_" + $ns | node) {", "    label=\($ns | node);",
          (.[] | "    \("\(.ns)/\(.name)" | node) [label=\(.name | node)];"), "  }"),
      ($all[] | "\(.ns)/\(.name)" as $from | .calls[] | "  \($from | node) -> \(. | node);"),
      "}"' <<<"$services"
