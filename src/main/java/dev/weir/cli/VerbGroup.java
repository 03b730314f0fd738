package dev.weir.cli;

import java.util.Arrays;
import java.util.Optional;

/** First words that need another one. */
enum VerbGroup {
  ADM("adm", "See how the server is, give rights in all namespaces, count images, and prune"),
  AUTH("auth", "Ask what you may do"),
  CONFIG("config", "Show and check what servers are told"),
  IMAGE("image", "Copy, show, unpack and change images of registries and directories"),
  POLICY("policy", "Give rights in a project, and ask who has them"),
  REGISTRY("registry", "Find the integrated registry and log in to it"),
  ROLLOUT("rollout", "Start, watch, stop and undo rollouts of workloads"),
  SA("sa", "Tokens of service accounts, and kubeconfigs with them"),
  SECRETS("secrets", "Give secrets to service accounts"),
  SET("set", "Let workloads follow tags, and change their images"),
  STORAGE("storage", "Show, check and collect what the server stores");

  private final String word;
  private final String summary;

  VerbGroup(String word, String summary) {
    this.word = word;
    this.summary = summary;
  }

  String word() {
    return word;
  }

  String summary() {
    return summary;
  }

  static Optional<VerbGroup> of(String word) {
    return Arrays.stream(values()).filter(group -> group.word.equals(word)).findFirst();
  }
}
