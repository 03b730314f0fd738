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
import dev.weir.imagestream.SourceName;
import dev.weir.imagestream.SpecTag;
import dev.weir.imagestream.StreamJson;
import dev.weir.imagestream.TagSource;
import dev.weir.reference.StreamName;
import dev.weir.resource.Json;
import dev.weir.resource.Kinds;
import dev.weir.resource.Meta;
import dev.weir.resource.patch.ObjectPatch;
import java.io.IOException;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code release}: ends the hold of a tag. */
public final class Release implements Command {
  @Override
  public Flags flags() {
    Flags flags =
        Flags.of("release [NAMESPACE/]NAME:TAG")
            .describedAs(
                """
                End the hold of a tag. A tag that follows another one of its stream becomes what that \
                one is, in the same moment; one that is imported is looked at again now, and on its \
                schedule; any other stays what it is until somebody moves it.\
                """)
            .examples("# Let it go where it would have gone\nweir release app:live");
    return Printer.declare(DryRun.declare(flags));
  }

  @Override
  public ExitCode run(Call call) throws IOException {
    DryRun dryRun = DryRun.of(call);
    Printer printer = Printer.of(call, dryRun);
    if (call.positional().size() != 1) {
      throw CliException.usage("say which tag to release, as NAME:TAG");
    }
    try (Cluster cluster = Cluster.of(call)) {
      NamedTag place = NamedTag.parse(call.positional().getFirst(), cluster.namespace());
      String shown = place.shown(cluster.namespace());
      ObjectNode seen = cluster.get(Kinds.IMAGE_TAG, place.namespace(), place.name());
      if (spec(seen, "spec").filter(SpecTag::isHeld).isEmpty()) {
        throw CliException.error(shown + " is not held");
      }
      ObjectNode now = dryRun == DryRun.CLIENT ? seen : released(cluster, place, dryRun);
      if (printer.isText()) {
        String member = dryRun == DryRun.CLIENT ? "spec" : "tag";
        call.print(line(shown, place, now, spec(now, member)) + dryRun.suffix());
      } else {
        printer.object(now);
      }
    }
    return ExitCode.SUCCESS;
  }

  private static Optional<SpecTag> spec(ObjectNode object, String member) {
    return object.get(member) instanceof ObjectNode tag
        ? Optional.of(StreamJson.readSpecTag(member, tag))
        : Optional.empty();
  }

  private static ObjectNode released(Cluster cluster, NamedTag place, DryRun dryRun)
      throws IOException {
    ObjectNode patch = Json.object();
    patch
        .putObject("metadata")
        .putObject("annotations")
        .putNull(SpecTag.HOLD)
        .putNull(SpecTag.HELD_IMAGE);
    return new Writes(cluster.client(), dryRun, "weir")
        .patch(Kinds.IMAGE_STREAM_TAG, place.namespace(), place.name(), ObjectPatch.MERGE, patch);
  }

  /** The tag of its own stream that it is to follow. */
  private static Optional<String> followed(NamedTag place, SpecTag tag) {
    StreamName own = new StreamName(place.namespace(), place.stream());
    return tag.from()
        .filter(from -> from.kind().equals(TagSource.STREAM_TAG))
        .flatMap(from -> SourceName.of(own, from))
        .filter(source -> source.stream().equals(own))
        .map(source -> own.name() + ":" + source.item());
  }

  private static String line(String shown, NamedTag place, JsonNode now, Optional<SpecTag> spec) {
    String image = Meta.name(Json.objectAt(now, "image"));
    Optional<TagSource> from = spec.flatMap(SpecTag::from);
    if (spec.filter(SpecTag::isImportable).isPresent()) {
      return "%s is released, and imported from %s again"
          .formatted(shown, from.map(TagSource::name).orElse(""));
    }
    Optional<String> followed = spec.flatMap(tag -> followed(place, tag));
    if (followed.isPresent()) {
      return "%s is released, and follows %s again%s"
          .formatted(shown, followed.get(), image.isEmpty() ? "" : ": it is " + image);
    }
    return "%s is released%s"
        .formatted(
            shown,
            image.isEmpty() ? "" : ", and stays %s until somebody moves it".formatted(image));
  }
}
