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
import dev.weir.lock.Attempts;
import dev.weir.resource.Json;
import dev.weir.resource.Kinds;
import dev.weir.resource.Meta;
import dev.weir.resource.StatusException;
import dev.weir.resource.patch.ObjectPatch;
import java.io.IOException;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** {@code rollback}: moves a tag back to what it was, and holds it there. */
public final class Rollback implements Command {
  private static final int ATTEMPTS = 10;
  private static final int CONFLICT = 409;

  @Override
  public Flags flags() {
    Flags flags =
        Flags.of("rollback [NAMESPACE/]NAME:TAG [--to=N|DIGEST]")
            .describedAs(
                """
                Move a tag of an image stream back to an image that it was before, and hold it there: \
                imports, schedules and the tags that it follows do not move it, and nobody can point \
                it elsewhere, until "weir release NAME:TAG". A push moves it all the same.

                Without --to it becomes what it was before it was what it is now; a tag that was \
                rolled back, and is held there, is left alone. "weir tag history NAME:TAG" lists \
                what it was.\
                """)
            .examples(
                """
                # Put it back
                weir rollback app:live

                # To what it was three images ago, and say why
                weir rollback app:live --to=3 --reason='loses orders'

                # To an image, by the beginning of its digest
                weir rollback app:live --to=sha256:4f2a91c0\
                """)
            .text(
                "--to",
                "N|DIGEST",
                "How many images of its history to go back (1), or an image that the tag was"
                    + " before; a digest of digits only begins with sha256:.")
            .text("--reason", "TEXT", HoldNote.REASON);
    return Printer.declare(DryRun.declare(flags));
  }

  @Override
  public ExitCode run(Call call) throws IOException {
    RollbackTo to = to(call);
    Optional<String> reason = HoldNote.reason(call);
    DryRun dryRun = DryRun.of(call);
    Printer printer = Printer.of(call, dryRun);
    if (call.positional().size() != 1) {
      throw CliException.usage("say which tag to roll back, as NAME:TAG");
    }
    try (Cluster cluster = Cluster.of(call)) {
      NamedTag place = NamedTag.parse(call.positional().getFirst(), cluster.namespace());
      HoldNote note = HoldNote.of(cluster, reason);
      Attempts attempts = new Attempts(ATTEMPTS);
      while (attempts.next()) {
        Optional<Done> done = attempt(cluster, place, to, note, dryRun);
        if (done.isPresent()) {
          print(call, printer, done.get(), place.shown(cluster.namespace()), dryRun);
          return ExitCode.SUCCESS;
        }
      }
      throw CliException.error(
          place.shown(cluster.namespace())
              + " or another tag of its stream is moved all the time; please try again");
    }
  }

  private static RollbackTo to(Call call) {
    return call.arguments().given("--to")
        ? RollbackTo.parse(call.text("--to"))
        : new RollbackTo.Last();
  }

  /**
   * A tag that went back.
   *
   * @param before the image that it was until then
   * @param tag as the server has it now
   */
  private record Done(String before, Past.Revision back, ObjectNode tag) {}

  /** Empty if somebody moved the tag since it was read. */
  private static Optional<Done> attempt(
      Cluster cluster, NamedTag place, RollbackTo to, HoldNote note, DryRun dryRun)
      throws IOException {
    ObjectNode seen = cluster.get(Kinds.IMAGE_STREAM_TAG, place.namespace(), place.name());
    String before = Meta.name(Json.objectAt(seen, "image"));
    boolean held = !Meta.annotation(seen, SpecTag.HOLD).isEmpty();
    Past.Revision back =
        to.find(
            new RollbackTo.Now(place.shown(cluster.namespace()), before, held),
            new Past(cluster, place));
    if (dryRun == DryRun.CLIENT) {
      return Optional.of(new Done(before, back, seen));
    }
    ObjectNode patch = Json.object();
    patch
        .putObject("metadata")
        .put("resourceVersion", Meta.resourceVersion(seen))
        .putObject("annotations")
        .put(SpecTag.HOLD, note.text("rolled back from " + HoldNote.brief(before)))
        .put(SpecTag.HELD_IMAGE, back.image());
    try {
      ObjectNode tag =
          new Writes(cluster.client(), dryRun, "weir")
              .patch(
                  Kinds.IMAGE_STREAM_TAG,
                  place.namespace(),
                  place.name(),
                  ObjectPatch.MERGE,
                  patch);
      return Optional.of(new Done(before, back, tag));
    } catch (StatusException e) {
      if (e.status().code() == CONFLICT) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private static void print(Call call, Printer printer, Done done, String tag, DryRun dryRun) {
    if (!printer.isText()) {
      printer.object(done.tag());
      return;
    }
    String image = done.back().image();
    String what =
        image.equals(done.before())
            ? "%s is %s already".formatted(tag, image)
            : "%s is %s again, as it was at %s".formatted(tag, image, done.back().since());
    call.print(what + "; held: " + HoldNote.wayOut(tag) + dryRun.suffix());
  }
}
