#include "tests/fakes/ShellWords.h"

namespace understudy::fakes {

QByteArray ShellWords::line() {
    QByteArray text = command();
    for (int more = below(5); more > 3; --more)
        text += one({" | ", " && ", " || ", "; ", " & "}) + command();
    switch (below(12)) {
    case 0:
        return "( " + text + " )";
    case 1:
        return text + one({" > ~/out", " >> /tmp/out", " 2>&1", " < /dev/null", " > /etc/passwd", " <<< word",
                           " > /dev/full", " 2>&-", " <&-"});
    case 2:
        return "x=$( " + text + " ); echo \"${#x}\"";
    case 3:
        return "for i in 1 2; do " + text + "; done";
    case 4:
        return text + strange(); // often no command any more
    case 5:
        return "! { " + text + "; }";
    default:
        return text;
    }
}

QByteArray ShellWords::command() {
    switch (below(10)) {
    case 0:
    case 1:
    case 2:
        return kubectl();
    case 3:
        return platform();
    case 4:
        return lab();
    case 5:
        return web();
    case 6:
        return tool();
    default:
        return builtin();
    }
}

QByteArray ShellWords::thing() {
    return one({"pods",
                "pod/redis-0",
                "deployment/dwcp-api",
                "deployments",
                "svc",
                "nodes",
                "node/pool-4",
                "statefulset/redis",
                "events",
                "configmaps",
                "secrets",
                "rs",
                "deployment/leaky-service",
                "job",
                "cronjobs",
                "networkpolicies",
                "all",
                "nothing",
                "pod/nobody",
                "endpoints",
                "hpa"});
}

QByteArray ShellWords::space() {
    return one({"", " -n production", " -n staging", " -A", " -n kube-system", " -n nowhere", " -n ''"});
}

QByteArray ShellWords::shape() {
    return one({"", "", " -o wide", " -o yaml", " -o json", " -o name", " -o jsonpath='{.items[*]}'",
                " -o nonsense", " --show-labels", " -l app=dwcp-api", " -l '!x,y in (a'", " --watch",
                " --limit=" + number(), " --sort-by=.metadata.name"});
}

QByteArray ShellWords::kubectl() {
    const QByteArray what = thing(), where = space();
    switch (below(16)) {
    case 0:
        return "kubectl describe " + what + where;
    case 1:
        return "kubectl logs " + one({"deployment/dwcp-api", "redis-0", "pod/nobody", "-l app=dwcp-api"}) +
               where + one({"", " --tail=" + number(), " --since=5m", " -f", " --previous", " -c x"});
    case 2:
        return "kubectl scale " + what + where + " --replicas=" + QByteArray::number(below(14) - 1);
    case 3:
        return "kubectl rollout " + one({"restart ", "undo ", "status ", "history ", "pause ", "resume "}) +
               what + where;
    case 4:
        return "kubectl delete " + what + where + one({"", " --wait=false", " --grace-period=0 --force"});
    case 5:
        return "kubectl set image deployment/dwcp-api app=dwcp/api:" + one({"3.1.4", "3.2.0", "x y", "''"}) +
               where;
    case 6:
        return "kubectl exec " + one({"deployment/dwcp-api", "redis-0", "pod/nobody"}) + where + " -- " +
               one({"ls -l /", "sh -c 'echo $HOSTNAME; false'", "cat /proc/1/status", "kill 1", "env"});
    case 7:
        return "kubectl " + one({"cordon", "uncordon", "drain --ignore-daemonsets --force --timeout=5s"}) +
               ' ' + one({"pool-1", "pool-4", "pool-77", ""});
    case 8:
        return "kubectl top " + one({"pods", "nodes", "pod nobody"}) + where;
    case 9:
        return "kubectl create " +
               one({"deployment d" + number() + " --image=a", "configmap c --from-literal=a=b",
                    "ns n" + number(), "-f -", "job j" + number() + " --image=b"}) +
               where;
    case 10:
        return "kubectl " + one({"label", "annotate"}) + ' ' + what + where + " a=" + number() +
               one({"", " --overwrite", " b-"});
    case 11:
        return "kubectl patch " + what + where + " -p '" +
               one({"{}", "{\"spec\":{\"replicas\":3}}", "{", "[]"}) + '\'';
    case 12:
        return "kubectl " +
               one({"auth can-i delete pods", "api-resources", "version --short", "config view",
                    "explain pod.spec", "cluster-info", "get --raw /metrics", "get --raw /api",
                    "completion bash", "run x --image=y", "cp redis-0:/etc/hosts h", "wait " + what});
    default:
        return "kubectl get " + what + where + shape();
    }
}

QByteArray ShellWords::platform() {
    const QByteArray worker = "worker-00" + QByteArray::number(below(10));
    return "dwcp-cli " +
           one({"cluster status",
                "cluster health",
                "node list",
                "node logs --node " + worker,
                "node metrics --node " + worker,
                "vm list",
                "vm count",
                "vm inspect --vm vm-" + number(),
                "vm create --name r" + number() + " --cpu 2 --memory 4",
                "vm delete --vm vm-12345",
                "migration list",
                "migration start --vm vm-12345 --target " + worker,
                "migration evacuate --node " + worker,
                "reputation list",
                "reputation quarantine --node " + worker,
                "reputation release --node " + worker,
                "consensus analyze",
                "consensus quorum-status",
                "consensus force-view-change",
                "raft logs",
                "events list --duration 1h",
                "metrics get --name x",
                "state-sync lag-status",
                "gossip set-fanout --fanout " + number(),
                "nonsense",
                "node",
                "--help",
                "amst set-streams --streams " + number(),
                "backup list"}) +
           one({"", "", " --output json", " --output yaml", " --output x", " --bogus"});
}

QByteArray ShellWords::lab() {
    return one({"lab status", "lab skip " + QByteArray::number(below(120)) + "s", "lab skip 5m",
                "lab skip far", "lab inject redis", "lab inject nothing", "lab rewind " + number() + "s",
                "lab speed " + number(), "lab dance", "lab", "labtime", "lab wait", "incident show",
                "incident declare --severity SEV-2 --title x", "incident update " + strange(),
                "incident resolve done", "incident", "lab forks"});
}

QByteArray ShellWords::web() {
    const QByteArray query =
        one({"up", "rate(http_requests_total[5m])", "sum by (", "1/0", "histogram_quantile(2, x)",
             "absent(nothing)", "topk(3, http_requests_total)", "{}", "x[5m:1s]"});
    switch (below(6)) {
    case 0:
        return "curl -sS \"$PROMETHEUS/api/v1/query\" --data-urlencode 'query=" + query + "' | jq .status";
    case 1:
        return "curl -sS \"$PROMETHEUS/" +
               one({"metrics", "-/ready", "api/v1/rules", "federate", "../../etc/passwd"}) + '"';
    case 2:
        return "curl -sS -X " + one({"GET", "PUT", "DELETE", "BREW"}) + " \"$LAB/lab/v1/" +
               one({"status", "hash", "faults", "nothing", "start"}) +
               "\" -H \"Authorization: Bearer $(cat $LAB_TOKEN_FILE)\"" +
               one({"", " -d '{}'", " -d '['", " -d @/etc/services"});
    case 3:
        return "curl -sS \"$ALERTMANAGER_URL/api/v2/" + one({"alerts", "silences", "status", "x"}) + '"' +
               one({"", " -H 'Content-Type: application/json' -d '{}'"});
    case 4:
        return "curl -sS \"$JAEGER_URL/api/" +
               one({"services", "traces?service=api-gateway", "traces/abc", "x"}) + '"';
    default:
        return "curl -sS -m 5 " +
               one({"http://127.0.0.1:1/", "http://nowhere.example/", "telnet://127.0.0.1:22",
                    "file:///etc/passwd", "-k $DWCP_SERVER/v3/nodes"});
    }
}

QByteArray ShellWords::tool() {
    return one({"trivy image dwcp/api:latest",
                "trivy image -f json x",
                "psql -c 'SELECT 1'",
                "ssh worker-00" + number() + " uptime",
                "ssh bastion true",
                "scp bastion:none .",
                "git init -q r" + number(),
                "git secrets --scan",
                "./scripts/verify-backups.sh --last 24h",
                "./scripts/create-dependency-graph.sh",
                "./scripts/checkout-config.sh",
                "jq . < /dev/null",
                "ls -laR / 2>/dev/null | head -c 20000",
                "cat /dev/urandom | head -c 100000",
                "vim -es -c q",
                "less -V",
                "top -bn1",
                "htop --version",
                "find / -maxdepth 2 -writable",
                "tmux kill-server",
                "ps aux",
                "kill -9 99999",
                "rm -rf ~/out /tmp/out",
                "rm -rf --one-file-system / 2>/dev/null",
                "chmod 000 ~/out",
                "ln -sf /etc x",
                "seq " + number() + " | sort -R | md5sum",
                "timeout 1 yes",
                "mkfifo f" + number(),
                "sleep 0.1"});
}

QByteArray ShellWords::builtin() {
    return one({"cd " + one({"~", "/", "-", "/nowhere", strange()}),
                "echo " + strange(),
                "printf '%s\\n' " + strange(),
                "export A=" + strange(),
                "set -u; echo $none",
                "unset PATH; ls",
                "ulimit -n " + number(),
                "trap 'echo bye' EXIT",
                "exec 3<>/dev/tcp/127.0.0.1/" + QByteArray::number(1 + below(65'535)),
                "read -t 0.1 x",
                "wait",
                "jobs",
                "eval " + strange(),
                "type kubectl",
                "[[ " + strange() + " =~ a ]]",
                "exit " + number(),
                "kill -TERM $$",
                "kill -SEGV $$",
                "f() { echo f; }; f",
                "shopt -s extglob",
                "declare -A m; m[x]=1",
                "(( " + number() + " / " + number() + " ))",
                "history -c",
                "umask 777",
                "source /dev/null",
                "exec nothing",
                "pushd / ; popd",
                "printf -v y '%d' " + strange(),
                ": > ~/out"});
}

QByteArray ShellWords::strange() {
    QByteArray text = one({"word",
                           "'two words'",
                           "\"$HOME\"",
                           "$(",
                           "`",
                           "'",
                           "\"",
                           "\\",
                           "~+",
                           "{a,b}{1..3}",
                           "*",
                           "$((1/0))",
                           "$'\\xff\\xfe'",
                           "\xC3\xA4\xC3\xB6",
                           "-",
                           "--",
                           "<(echo x)",
                           "${x:?}",
                           "!",
                           "#",
                           "$(false)",
                           "\"a\nb\""});
    if (below(4) == 0)
        text += strange();
    return text;
}

} // namespace understudy::fakes
