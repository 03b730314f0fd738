package dev.weir.cli.completion;

import java.util.HashMap;
import java.util.Map;

/** What the arguments of a verb or the value of a flag are. */
enum Meaning {
  NOTHING,
  OBJECTS,
  WORKLOADS,
  FOLLOWED,
  TAGS,
  STREAMS,
  PROJECTS,
  BUILD_CONFIGS,
  BUILDS,
  ACCOUNTS,
  ACCOUNT_AND_SECRETS,
  CLUSTER_ROLES,
  KINDS,
  DEED_AND_KIND,
  FILES,
  SHELLS;

  private static final Map<String, Meaning> ARGUMENTS = arguments();

  private static final Map<String, Meaning> VALUES =
      Map.of(
          "--namespace", PROJECTS,
          "--from-image", TAGS,
          "--image-stream", TAGS,
          "--serviceaccount", ACCOUNTS,
          "--clusterrole", CLUSTER_ROLES);

  private static Map<String, Meaning> arguments() {
    Map<String, Meaning> table = new HashMap<>();
    put(table, OBJECTS, "get", "describe", "edit", "delete", "label", "annotate", "patch", "wait");
    put(table, WORKLOADS, "scale", "why", "set image", "set triggers");
    put(table, WORKLOADS, "rollout restart", "rollout pause", "rollout resume", "rollout latest");
    put(table, WORKLOADS, "rollout status", "rollout history", "rollout undo", "rollout retry");
    put(table, WORKLOADS, "rollout cancel");
    put(table, FOLLOWED, "follow");
    put(table, TAGS, "tag", "tag history", "tag explain", "tag take", "rollback", "release");
    put(table, TAGS, "import-image", "schedule", "create imagestreamtag", "new-app");
    put(table, STREAMS, "set image-lookup");
    put(table, PROJECTS, "project");
    put(table, BUILD_CONFIGS, "start-build");
    put(table, BUILDS, "cancel-build");
    put(table, ACCOUNTS, "sa get-token", "create token");
    put(table, ACCOUNT_AND_SECRETS, "secrets link", "secrets unlink");
    put(table, CLUSTER_ROLES, "policy add-role-to-user", "policy add-role-to-group");
    put(table, CLUSTER_ROLES, "policy remove-role-from-user", "policy remove-role-from-group");
    put(table, CLUSTER_ROLES, "adm policy add-cluster-role-to-user");
    put(table, CLUSTER_ROLES, "adm policy add-cluster-role-to-group");
    put(table, CLUSTER_ROLES, "adm policy remove-cluster-role-from-user");
    put(table, CLUSTER_ROLES, "adm policy remove-cluster-role-from-group");
    put(table, KINDS, "explain");
    put(table, DEED_AND_KIND, "auth can-i", "policy who-can");
    put(table, FILES, "backup", "restore", "image append", "image mirror", "image extract");
    put(table, SHELLS, "completion");
    return Map.copyOf(table);
  }

  private static void put(Map<String, Meaning> table, Meaning meaning, String... paths) {
    for (String path : paths) {
      table.put(path, meaning);
    }
  }

  static Meaning ofArguments(String path) {
    return ARGUMENTS.getOrDefault(path, NOTHING);
  }

  /** By the flag's long name, or by what its value is called in the help. */
  static Meaning ofValue(String flag, String label) {
    return VALUES.getOrDefault(
        flag, label.contains("FILE") || label.startsWith("DIR") ? FILES : NOTHING);
  }
}
