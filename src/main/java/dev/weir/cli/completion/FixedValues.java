package dev.weir.cli.completion;

import java.util.List;
import java.util.Map;

/** Values of flags that are always the same. Those that end with {@code =} go on. */
final class FixedValues {
  private static final List<String> PRINTED =
      List.of("json", "yaml", "name", "wide", "jsonpath=", "custom-columns=");

  private static final Map<String, List<String>> EVERYWHERE =
      Map.ofEntries(
          Map.entry("--output", PRINTED),
          Map.entry("--dry-run", List.of("none", "client", "server")),
          Map.entry("--validate", List.of("strict", "warn", "ignore")),
          Map.entry("--cascade", List.of("background", "foreground", "orphan")),
          Map.entry("--reference-policy", List.of("source", "local")),
          Map.entry("--import-mode", List.of("Legacy", "PreserveOriginal")),
          Map.entry("--state", List.of("new", "pending", "running")),
          Map.entry("--source", List.of("imagestreamtag", "imagestreamimage", "docker")));

  /** Of one verb, by its path and the flag. */
  private static final Map<String, List<String>> OF_VERB =
      Map.ofEntries(
          Map.entry("version --output", List.of("json", "yaml")),
          Map.entry("edit --output", List.of("json", "yaml")),
          Map.entry("image info --output", List.of("json")),
          Map.entry("api-resources --output", List.of("name", "wide")),
          Map.entry("delete --output", List.of("name")),
          Map.entry("wait --output", List.of("name")),
          Map.entry("start-build --output", List.of("name")),
          Map.entry("storage check --output", List.of("json")),
          Map.entry("explain --output", List.of("plaintext")),
          Map.entry("follow --state", List.of()),
          Map.entry("patch --type", List.of("strategic", "merge", "json")),
          Map.entry("secrets link --for", List.of("mount", "pull")),
          Map.entry("wait --for", List.of("condition=", "create", "delete", "jsonpath=")));

  private FixedValues() {}

  /** None if they are not always the same. */
  static List<String> of(String path, String flag) {
    return OF_VERB.getOrDefault(path + " " + flag, EVERYWHERE.getOrDefault(flag, List.of()));
  }
}
