package dev.weir.cli.image;

import dev.weir.cli.call.Call;
import java.util.Arrays;
import java.util.List;

/** The webhooks that a build config may have, in the order of the listing. */
enum WebhookType {
  GENERIC("Generic", "generic", "webhook", "", "--from-webhook"),
  GITHUB("GitHub", "github", "github", "GitHub ", "--from-github"),
  GITLAB("GitLab", "gitlab", "gitlab", "GitLab ", "--from-gitlab"),
  BITBUCKET("Bitbucket", "bitbucket", "bitbucket", "Bitbucket ", "--from-bitbucket");

  /** Means a generic one, too. */
  static final String ALLOW_ENV = "--from-webhook-allow-env";

  private final String type;
  private final String member;
  private final String shown;
  private final String maker;
  private final String flag;

  WebhookType(String type, String member, String shown, String maker, String flag) {
    this.type = type;
    this.member = member;
    this.shown = shown;
    this.maker = maker;
    this.flag = flag;
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
    return this == GENERIC ? List.of(flag, ALLOW_ENV) : List.of(flag);
  }

  /** Those that a call names by its flags. */
  static List<WebhookType> of(Call call) {
    return Arrays.stream(values())
        .filter(hook -> hook.flags().stream().anyMatch(call::flag))
        .toList();
  }
}
