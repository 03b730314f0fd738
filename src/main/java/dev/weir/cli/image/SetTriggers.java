package dev.weir.cli.image;

import dev.weir.cli.call.Call;
import dev.weir.cli.call.CliException;
import dev.weir.cli.call.Command;
import dev.weir.cli.call.ExitCode;
import dev.weir.cli.call.Flags;
import dev.weir.cli.cluster.DryRun;
import dev.weir.cli.cluster.FieldManager;
import dev.weir.cli.output.TabbedText;
import dev.weir.cli.result.Printer;
import dev.weir.cli.target.Target;
import dev.weir.cli.target.Targets;
import dev.weir.reference.ImageReference;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** {@code set triggers}: lets workloads follow image stream tags, or lists what they follow. */
public final class SetTriggers implements Command {
  @Override
  public Flags flags() {
    Flags flags =
        Flags.of("set triggers (TYPE NAME… | TYPE/NAME… | -f FILE)")
            .describedAs(
                "Let a workload follow tags of image streams: when the tag gets a new image, so"
                    + " does the container. Let a build config follow tags and webhooks. Without"
                    + " flags, list what is followed.")
            .examples(
                """
                # Follow ruby:2.0 with the only container
                weir set triggers deploy/web --from-image=ruby:2.0

                # Let GitHub start builds; the secret is made
                weir set triggers bc/web --from-github

                # Stop following for a while
                weir set triggers deploy/web --from-image=ruby:2.0 --manual

                # What is followed?
                weir set triggers deploy/web\
                """)
            .text("--from-image", "[NS/]STREAM:TAG", "The tag to follow.")
            .texts("-c,--containers", "NAMES", "The containers that follow it.")
            .flag("--from-config", "Also roll out when the configuration changes.")
            .flag("--from-github", "Let GitHub start builds, with a new secret.")
            .flag("--from-gitlab", "Let GitLab start builds, with a new secret.")
            .flag("--from-bitbucket", "Let Bitbucket start builds, with a new secret.")
            .flag("--from-webhook", "Let anybody who knows a new secret start builds.")
            .flag("--from-webhook-allow-env", "The same, and set variables of the build.")
            .flag("--auto", "Follow at once, the default.")
            .flag("--manual", "Remember the trigger, but do nothing.")
            .flag("--remove", "Remove the trigger that is named.")
            .flag("--remove-all", "Remove all triggers.");
    FieldManager.declare(Targets.declareLocal(flags));
    return Printer.declare(DryRun.declare(flags));
  }

  @Override
  public ExitCode run(Call call) throws IOException {
    checkFlags(call);
    Optional<ImageReference> image = image(call.text("--from-image"));
    DryRun _ = DryRun.of(call);
    boolean listing =
        image.isEmpty()
            && !call.flag("--from-config")
            && WebhookType.of(call).isEmpty()
            && !call.flag("--auto")
            && !call.flag("--manual")
            && !call.flag("--remove-all");
    try (Targets targets = Targets.of(call)) {
      List<Target> found = targets.find(call.positional(), "set triggers");
      if (!listing) {
        TriggerChange change = new TriggerChange(call, image);
        return targets.change(found, "weir-set", change::of);
      }
      Printer printer = Printer.of(call);
      if (!printer.isText()) {
        return targets.each(found, target -> printer.object(target.object()));
      }
      StringBuilder table = new StringBuilder("NAME\tTYPE\tVALUE\tAUTO\n");
      ExitCode code = targets.each(found, target -> list(target, table));
      if (!found.isEmpty() || code.equals(ExitCode.SUCCESS)) {
        call.context().out().print(TabbedText.LISTING.align(table.toString()));
      }
      return code;
    }
  }

  private static void checkFlags(Call call) {
    if (call.flag("--auto") && call.flag("--manual")) {
      throw CliException.error("you must specify at most one of --auto or --manual");
    }
    if (call.flag("--remove") && call.flag("--remove-all")) {
      throw CliException.error("you must specify either --remove or --remove-all");
    }
    long types =
        Stream.concat(
                Stream.of("--from-config"),
                Stream.of(WebhookType.values()).flatMap(hook -> hook.flags().stream()))
            .filter(call::flag)
            .count();
    boolean tag = !call.text("--from-image").isEmpty();
    boolean named = tag || types > 0;
    if (call.flag("--remove-all") && (named || call.flag("--auto") || call.flag("--manual"))) {
      throw CliException.error("--remove-all may not be used with any other flag");
    }
    if (call.flag("--remove") && !named) {
      throw CliException.error("--remove requires a flag defining a trigger type to be specified");
    }
    if (types + (tag ? 1 : 0) > 1) {
      throw CliException.error("you may only set one trigger type at a time");
    }
  }

  private static Optional<ImageReference> image(String text) {
    if (text.isEmpty()) {
      return Optional.empty();
    }
    ImageReference image;
    try {
      image = ImageReference.parse(text);
    } catch (IllegalArgumentException e) {
      throw CliException.error(
          "the value of --from-image does not appear to be a valid reference to an image: "
              + e.getMessage());
    }
    if (!image.registry().isEmpty() || !image.id().isEmpty()) {
      throw CliException.error(
          "the value of --from-image must point to an image stream tag on this server");
    }
    if (image.tag().isEmpty()) {
      throw CliException.error(
          "the value of --from-image must include the tag you wish to pull from");
    }
    return Optional.of(image);
  }

  private static void list(Target target, StringBuilder table) {
    if (ConfigTriggers.areOf(target)) {
      ConfigTriggers.list(target, table);
      return;
    }
    if (BuildTriggerChange.isOf(target)) {
      BuildTriggerChange.list(target, table);
      return;
    }
    Optional<TriggerEdit> triggers = TriggerChange.triggers(target);
    if (triggers.isEmpty()) {
      table.append(target.inTable()).append("\t<error>\t\tfalse\n");
      return;
    }
    boolean rollsOut = !TriggerChange.isPaused(target);
    table.append(target.inTable()).append("\tconfig\t\t").append(rollsOut).append('\n');
    for (TriggerEdit.Entry entry : triggers.get().entries()) {
      table
          .append(target.inTable())
          .append("\timage\t")
          .append(entry.namespace().isEmpty() ? "" : entry.namespace() + "/")
          .append(entry.name())
          .append(" (")
          .append(entry.container())
          .append(")\t")
          .append(!entry.paused())
          .append('\n');
    }
  }
}
