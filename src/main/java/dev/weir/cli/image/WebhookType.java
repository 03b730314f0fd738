package dev.weir.cli.image;

import dev.weir.cli.call.Call;
import java.util.Arrays;
import java.util.List;

/** The webhooks that a build config may have, in the order of the listing. */
enum WebhookType {
  GENERIC(
      "Generic", "generic", "webhook", "", List.of("--from-webhook", "--from-webhook-allow-env")),
  GITHUB("GitHub", "github", "github", "GitHub ", List.of("--from-github")),
  GITLAB("GitLab", "gitlab", "gitlab", "GitLab ", List.of("--from-gitlab")),
  BITBUCKET("Bitbucket", "bitbucket", "bitbucket", "Bitbucket ", List.of("--from-bitbucket"));

  private final String type;
  private final String member;
  private final String shown;
  private final String maker;
  private final List<String> flags;

  WebhookType(String type, String member, String shown, String maker, List<String> flags) {
    this.type = type;
    this.member = member;
    this.shown = shown;
    this.maker = maker;
    this.flags = flags;
  }

  /** As a trigger has it. */
  String type() {
    return type;
  }

  /** The trigger's member that describes it. */
  String member() {
    return member;
  }

  /** As the listing has it. */
  String shown() {
    return shown;
  }

  /** {@code GitHub web hooks}. */
  String inWords() {
    return maker + "web hooks";
  }

  /** The flags that mean one. */
  List<String> flags() {
    return flags;
  }

  /** Those that a call names by its flags. */
  static List<WebhookType> of(Call call) {
    return Arrays.stream(values())
        .filter(hook -> hook.flags.stream().anyMatch(call::flag))
        .toList();
  }
}
