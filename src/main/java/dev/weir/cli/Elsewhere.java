package dev.weir.cli;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What oc and kubectl have and weir has not: why, and what to use. */
final class Elsewhere {
  private static final String PODS =
      "Weir runs no pods; ask who runs them, such as kubectl with the kubeconfig of the cluster, or"
          + " podman on this machine";

  private static final String FILE = "write the object down and create it with weir create -f FILE";

  private static final String NODES =
      "Weir has no nodes; use oc or kubectl with the kubeconfig of the cluster";

  private static final String KUBECTL = "kubectl and oc have it, and work with the same kubeconfig";

  private static final String KUBECONFIG =
      "kubectl config and oc config change kubeconfigs, and weir login and weir project the one of"
          + " the session";

  private static final Map<String, String> INSTEAD = table();

  private Elsewhere() {}

  /** What to use instead of a verb, and why; empty if nothing is known of it. */
  static Optional<String> instead(String words) {
    return Optional.ofNullable(INSTEAD.get(words));
  }

  /** All words that something is known of. */
  static Set<String> words() {
    return INSTEAD.keySet();
  }

  private static Map<String, String> table() {
    Map<String, String> table = new HashMap<>();
    put(table, PODS, "logs", "rsh", "exec", "attach", "cp", "rsync", "port-forward", "debug");
    put(table, PODS, "top", "adm top pods", "adm top pod", "adm top po");
    put(
        table,
        "Weir runs no pods; make a Deployment with weir create deployment NAME --image=IMAGE, which"
            + " a cluster runs, or weir follow",
        "run");
    put(
        table,
        "Weir routes no traffic; write a Service or a Route down for the cluster that does, and"
            + " store it with weir create -f FILE",
        "expose");
    put(
        table,
        "Weir counts no load; write a HorizontalPodAutoscaler for the cluster that runs the pods,"
            + " or set a number with weir scale",
        "autoscale");
    put(table, "set a number with weir scale TYPE/NAME --replicas=0", "idle");
    put(
        table,
        "weir get TYPE NAME -o yaml --export shows objects without what the server adds",
        "export");
    put(table, "use weir rollout latest, retry, cancel and status with dc/NAME", "deploy");
    put(table, "use weir delete, or weir scale TYPE/NAME --replicas=0", "stop");
    put(
        table,
        "use weir follow, which runs a command at each new image, or weir get TYPE -w",
        "observe");
    put(table, "weir get events shows them", "events");
    put(
        table,
        "write a BuildConfig down and create it with weir create -f FILE; weir start-build starts"
            + " it for whoever builds",
        "new-build");
    put(table, KUBECTL, "proxy", "plugin", "get-token", "cluster-info");
    put(
        table,
        "let another program build it, such as kubectl kustomize DIR, and pass what it prints to"
            + " weir apply -f -",
        "kustomize");
    put(table, KUBECONFIG, "config view", "config current-context", "config get-contexts");
    put(table, KUBECONFIG, "config use-context", "config set-context", "config delete-context");
    put(table, KUBECONFIG, "config rename-context", "config get-clusters", "config set-cluster");
    put(table, KUBECONFIG, "config delete-cluster", "config get-users", "config set-credentials");
    put(table, KUBECONFIG, "config delete-user", "config set", "config unset");
    put(table, FILE, "create route", "create job", "create cronjob", "create ingress");
    put(table, FILE, "create service", "create svc", "create poddisruptionbudget", "create pdb");
    put(table, FILE, "create priorityclass", "create identity", "create user", "create build");
    put(table, FILE, "create deploymentconfig", "create dc", "create useridentitymapping");
    put(table, FILE, "create clusterresourcequota", "create clusterquota");
    put(table, KUBECTL, "set env", "set resources", "set volumes", "set volume", "set probe");
    put(table, KUBECTL, "set selector", "set serviceaccount", "set sa", "set subject", "set data");
    put(table, KUBECTL, "set deployment-hook", "set build-hook", "set build-secret");
    put(table, KUBECTL, "set route-backends");
    put(table, NODES, "cordon", "uncordon", "drain", "taint", "certificate");
    put(table, NODES, "adm cordon", "adm uncordon", "adm drain", "adm taint", "adm certificate");
    put(table, NODES, "adm node-logs", "adm must-gather", "adm inspect", "adm upgrade");
    put(table, NODES, "adm top nodes", "adm top node", "adm top no");
    put(table, NODES, "adm release", "adm catalog", "adm copy-to-node", "adm node-image");
    put(
        table,
        "weir new-project makes one, and weir policy add-role-to-user admin USER -n PROJECT gives"
            + " it to somebody",
        "adm new-project");
    put(table, KUBECTL, "adm groups", "adm migrate");
    put(
        table,
        "use weir describe istag, which shows signatures, or cosign verify",
        "adm verify-image-signature");
    put(
        table,
        "use weir why, which tells what an image comes from and what runs it",
        "adm build-chain");
    String later = "use weir storage gc; builds and rollouts are deleted with weir delete";
    put(table, later, "adm prune builds", "adm prune deployments", "adm prune groups");
    put(
        table,
        "Weir has no security context constraints; the cluster that runs the pods has",
        "adm policy add-scc-to-user",
        "adm policy add-scc-to-group",
        "adm policy remove-scc-from-user",
        "adm policy remove-scc-from-group",
        "policy add-scc-to-user",
        "policy scc-review",
        "policy scc-subject-review",
        "adm policy scc-review",
        "adm policy scc-subject-review");
    put(
        table,
        "take each role away with weir policy remove-role-from-user or remove-role-from-group; weir"
            + " get rolebindings shows who has which",
        "policy remove-user",
        "policy remove-group",
        "adm policy remove-user",
        "adm policy remove-group");
    return Map.copyOf(table);
  }

  private static void put(Map<String, String> table, String instead, String... words) {
    for (String word : words) {
      table.put(word, instead);
    }
  }
}
