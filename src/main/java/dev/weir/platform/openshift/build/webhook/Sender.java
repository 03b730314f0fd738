package dev.weir.platform.openshift.build.webhook;

import java.util.Arrays;
import java.util.Optional;

/** Who sends to a webhook, and how that is called in addresses, triggers and causes. */
enum Sender {
  GENERIC("generic", "Generic", "genericWebHook"),
  GITHUB("github", "GitHub", "githubWebHook"),
  GITLAB("gitlab", "GitLab", "gitlabWebHook"),
  BITBUCKET("bitbucket", "Bitbucket", "bitbucketWebHook");

  private final String word;
  private final String type;
  private final String cause;

  Sender(String word, String type, String cause) {
    this.word = word;
    this.type = type;
    this.cause = cause;
  }

  /** Last segment of its address, and the member of the trigger that describes it. */
  String word() {
    return word;
  }

  /** Type of its triggers. */
  String type() {
    return type;
  }

  /** Member of {@code spec.triggeredBy} that tells of it. */
  String cause() {
    return cause;
  }

  /** What a build that it starts says of why it is. */
  String message() {
    return type + " WebHook";
  }

  static Optional<Sender> of(String word) {
    return Arrays.stream(values()).filter(one -> one.word.equals(word)).findFirst();
  }
}
