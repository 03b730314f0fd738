package dev.weir.cli.image;

import dev.weir.cli.call.Call;
import dev.weir.cli.call.CliException;
import dev.weir.cli.call.Command;
import dev.weir.cli.call.ExitCode;
import dev.weir.cli.call.Flags;
import dev.weir.cli.cluster.Cluster;
import dev.weir.cli.cluster.DryRun;
import dev.weir.cli.cluster.NamedTag;
import dev.weir.cli.cluster.Writes;
import dev.weir.cli.result.Printer;
import dev.weir.imagestream.SpecTag;
import dev.weir.imagestream.StreamJson;
import dev.weir.resource.Json;
import dev.weir.resource.Kinds;
import dev.weir.resource.Meta;
import dev.weir.resource.StatusException;
import dev.weir.resource.patch.ObjectPatch;
import java.io.IOException;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** {@code hold}: keeps a tag at the image that it has. */
public final class Hold implements Command {
  @Override
  public Flags flags() {
    Flags flags =
        Flags.of("hold [NAMESPACE/]NAME:TAG")
            .describedAs(
                """
                Keep a tag of an image stream at the image that it has: imports, schedules and the \
                tags that it follows do not move it, and nobody can point it elsewhere, until "weir \
                release NAME:TAG". A push moves it all the same. "weir rollback" puts a tag back and \
                holds it there.\
                """)
            .examples(
                """
                # Keep it there
                weir hold app:live

                # And say why
                weir hold app:live --reason='until Monday'\
                """)
            .text("--reason", "TEXT", HoldNote.REASON);
    return Printer.declare(DryRun.declare(flags));
  }

  @Override
  public ExitCode run(Call call) throws IOException {
    Optional<String> reason = HoldNote.reason(call);
    DryRun dryRun = DryRun.of(call);
    Printer printer = Printer.of(call, dryRun);
    if (call.positional().size() != 1) {
      throw CliException.usage("say which tag to hold, as NAME:TAG");
    }
    try (Cluster cluster = Cluster.of(call)) {
      NamedTag place = NamedTag.parse(call.positional().getFirst(), cluster.namespace());
      String shown = place.shown(cluster.namespace());
      ObjectNode seen;
      try {
        seen = cluster.get(Kinds.IMAGE_STREAM_TAG, place.namespace(), place.name());
      } catch (StatusException e) {
        throw cluster.missing(e, Kinds.IMAGE_STREAM_TAG, place.namespace());
      }
      String image = Meta.name(Json.objectAt(seen, "image"));
      Optional<String> held = held(seen);
      boolean keeps = held.isPresent() && reason.isEmpty();
      ObjectNode now = seen;
      if (!keeps && dryRun != DryRun.CLIENT) {
        String note = HoldNote.of(cluster, reason).text("kept at " + HoldNote.brief(image));
        now = hold(cluster, place, note, dryRun);
        image = Meta.name(Json.objectAt(now, "image"));
      }
      if (printer.isText()) {
        String already = keeps ? " already, by " + held.orElse("") : "";
        call.print(
            "%s is held at %s%s; %s%s"
                .formatted(shown, image, already, HoldNote.wayOut(shown), dryRun.suffix()));
      } else {
        printer.object(now);
      }
    }
    return ExitCode.SUCCESS;
  }

  /** Who holds the tag already, and why. */
  private static Optional<String> held(ObjectNode seen) {
    return seen.get("tag") instanceof ObjectNode tag
        ? Optional.of(StreamJson.readSpecTag("tag", tag))
            .filter(SpecTag::isHeld)
            .map(spec -> spec.annotations().getOrDefault(SpecTag.HOLD, ""))
        : Optional.empty();
  }

  private static ObjectNode hold(Cluster cluster, NamedTag place, String note, DryRun dryRun)
      throws IOException {
    ObjectNode patch = Json.object();
    patch.putObject("metadata").putObject("annotations").put(SpecTag.HOLD, note);
    return new Writes(cluster.client(), dryRun, "weir")
        .patch(Kinds.IMAGE_STREAM_TAG, place.namespace(), place.name(), ObjectPatch.MERGE, patch);
  }
}
