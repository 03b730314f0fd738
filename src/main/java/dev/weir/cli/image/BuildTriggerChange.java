package dev.weir.cli.image;

import dev.weir.cli.call.Call;
import dev.weir.cli.image.BuildTriggerEdit.Followed;
import dev.weir.cli.target.Change;
import dev.weir.cli.target.Target;
import dev.weir.reference.ImageReference;
import dev.weir.resource.Json;
import dev.weir.resource.Kinds;
import dev.weir.resource.patch.MergePatch;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the flags of {@code set triggers} do to a build config (cli.md 10).
 *
 * @param image the tag that is followed, or not any more; empty if the flags are about others
 */
record BuildTriggerChange(Call call, Optional<ImageReference> image) {
  private static final String LETTERS =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  private static final int SECRET_LENGTH = 20;

  /** True of build configs. */
  static boolean isOf(Target target) {
    return target.kind().resource().equals(Kinds.BUILD_CONFIG.resource());
  }

  /** Adds the lines of the listing. */
  static void list(Target target, StringBuilder table) {
    for (BuildTriggerEdit.Row row : new BuildTriggerEdit(target.object()).rows()) {
      table
          .append(target.inTable())
          .append('\t')
          .append(row.type())
          .append('\t')
          .append(row.value())
          .append('\t')
          .append(row.auto())
          .append('\n');
    }
  }

  /** The change of one config. */
  Change of(Target target) {
    ArrayNode before = Json.arrayAt(Json.objectAt(target.object(), "spec"), "triggers");
    ArrayNode after = changed(target);
    if (after.equals(before)) {
      return Change.none(target, "triggers not changed");
    }
    ObjectNode patch = Json.object();
    patch.putObject("spec").set("triggers", after);
    return new Change(
        Change.MERGE, patch, MergePatch.apply(target.object(), patch), "triggers updated");
  }

  private ArrayNode changed(Target target) {
    BuildTriggerEdit edit = new BuildTriggerEdit(target.object());
    List<WebhookType> hooks = WebhookType.of(call);
    boolean removes = call.flag("--remove");
    boolean leaves = removes || call.flag("--manual");
    if (call.flag("--remove-all")) {
      edit.removeAll();
    } else if (!hooks.isEmpty()) {
      hooks.forEach(hook -> change(edit, hook, removes));
    } else if (call.flag("--from-config")) {
      edit.followConfig(!removes);
    } else if (image.isPresent()) {
      Followed tag = followed(image.get(), target.namespace());
      if (leaves) {
        edit.leave(tag);
      } else {
        edit.follow(tag);
      }
    } else {
      edit.followAll(!leaves);
    }
    return edit.triggers();
  }

  private static Followed followed(ImageReference tag, String own) {
    return new Followed(tag.namespace().equals(own) ? "" : tag.namespace(), tag.nameString());
  }

  private void change(BuildTriggerEdit edit, WebhookType hook, boolean removes) {
    if (removes) {
      edit.ignore(hook);
    } else {
      edit.listen(hook, call.flag(WebhookType.ALLOW_ENV), secret());
    }
  }

  private static String secret() {
    return new SecureRandom()
        .ints(SECRET_LENGTH, 0, LETTERS.length())
        .mapToObj(LETTERS::charAt)
        .map(String::valueOf)
        .collect(Collectors.joining());
  }
}
