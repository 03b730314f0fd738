package dev.weir.cli.image;

import dev.weir.cli.call.Call;
import dev.weir.cli.call.CliException;
import dev.weir.cli.call.Command;
import dev.weir.cli.call.ExitCode;
import dev.weir.cli.call.Flags;
import dev.weir.cli.cluster.Cluster;
import dev.weir.cli.cluster.DryRun;
import dev.weir.cli.image.TagRequest.Destination;
import dev.weir.cli.result.Printer;
import dev.weir.resource.Json;
import dev.weir.resource.Meta;
import java.io.IOException;
import tools.jackson.databind.node.ObjectNode;

/** {@code tag}: points tags of image streams at images, or removes them (cli.md 3). */
public final class Tag implements Command {
  @Override
  public Flags flags() {
    Flags flags =
        Flags.of("tag [--source=TYPE] SOURCE DEST [DEST…]")
            .describedAs(
                """
                Point tags of image streams at an image.

                SOURCE is a tag of a stream (NAME:TAG), an image of a stream (NAME@DIGEST) or a pull \
                spec of any registry. DEST is [NAMESPACE/]STREAM:TAG. A tag that is made from another \
                tag keeps the image of this moment; with --alias it follows the other tag.\
                """)
            .examples(
                """
                # Keep the image that ruby:2.0 is now
                weir tag ruby:2.0 ruby:static-2.0

                # Let ruby:latest follow ruby:2.0
                weir tag --alias ruby:2.0 ruby:latest

                # Import from a registry, and look for news from time to time
                weir tag --scheduled quay.io/team/app:v1 app:v1

                # Remove a tag
                weir tag -d ruby:latest\
                """)
            .text("--source", "TYPE", "What SOURCE is: imagestreamtag, imagestreamimage or docker.")
            .flag("-d,--delete", "Remove the tags that are listed.")
            .flag("--alias", "Follow the source tag, which is of the same stream.")
            .flag("--reference", "Point at the source's own location and import nothing.")
            .text(
                "--reference-policy",
                "POLICY",
                "Pull specs name the source registry (source, the default) or this one (local).")
            .flag("--scheduled", "Import again from time to time; container images only.")
            .flag("--insecure", "Allow HTTP and unknown certificates; container images only.")
            .text("--import-mode", "MODE", "Legacy or PreserveOriginal.");
    return Printer.declare(DryRun.declare(flags));
  }

  @Override
  public ExitCode run(Call call) throws IOException, InterruptedException {
    String policy =
        TagPolicies.referencePolicy(
            call.text("--reference-policy"), "reference policy must be set to 'source' or 'local'");
    String mode = TagPolicies.importMode(call.text("--import-mode"));
    DryRun dryRun = DryRun.of(call);
    Printer printer = Printer.of(call, dryRun);
    try (Cluster cluster = Cluster.of(call)) {
      TagRequest request = TagRequest.of(call, cluster.namespace());
      TagWriter writer = new TagWriter(cluster, dryRun);
      if (request.delete()) {
        return delete(call, request, writer, dryRun);
      }
      TagSource source = source(call, request, cluster);
      for (Destination destination : request.destinations()) {
        ObjectNode tag = body(call, source, destination, cluster.namespace());
        Json.ensureObject(Json.ensureObject(tag, "tag"), "referencePolicy")
            .put("type", policy.isEmpty() ? "Source" : policy);
        Json.ensureObject(Json.ensureObject(tag, "tag"), "importPolicy")
            .put("importMode", mode.isEmpty() ? "Legacy" : mode);
        ObjectNode written = writer.write(destination, tag);
        if (printer.isText()) {
          call.print(line(call, source, destination, cluster.namespace()) + dryRun.suffix());
        } else {
          printer.object(written);
        }
      }
    }
    return ExitCode.SUCCESS;
  }

  private static ExitCode delete(Call call, TagRequest request, TagWriter writer, DryRun dryRun)
      throws IOException, InterruptedException {
    for (Destination destination : request.destinations()) {
      call.print(writer.delete(destination) + dryRun.suffix());
    }
    return ExitCode.SUCCESS;
  }

  private static TagSource source(Call call, TagRequest request, Cluster cluster) {
    TagSource typed = TagSource.read(request, cluster.resources(), cluster.namespace(), call);
    boolean alias = call.flag("--alias");
    if (TagRequest.importFlags(call)) {
      if (!typed.isContainerImage()) {
        throw CliException.error("only container images can have importing flags set");
      }
      if (alias) {
        throw CliException.error(
            "cannot set a container image tag as an alias and also set import flags");
      }
    }
    if (alias) {
      requireOneStream(request, typed, cluster.namespace());
    }
    return typed.isStreamTag() && !alias
        ? typed.pinned(cluster.resources(), cluster.namespace())
        : typed;
  }

  private static void requireOneStream(TagRequest request, TagSource source, String namespace) {
    String space = source.reference().namespace();
    for (Destination destination : request.destinations()) {
      if (!destination.stream().equals(source.reference().name())
          || !destination.namespace().equals(space.isEmpty() ? namespace : space)) {
        throw CliException.error("cannot set alias across different Image Streams");
      }
    }
  }

  private static ObjectNode body(
      Call call, TagSource source, Destination destination, String namespace) {
    ObjectNode object =
        Json.object().put("kind", "ImageStreamTag").put("apiVersion", "image.openshift.io/v1");
    Meta.of(object).put("name", destination.nameAndTag()).put("namespace", destination.namespace());
    ObjectNode tag = object.putObject("tag").put("name", destination.tag());
    ObjectNode from = tag.putObject("from").put("kind", source.kind());
    if (source.isContainerImage()) {
      from.put("name", source.reference().exact());
      tag.put("generation", 0);
    } else {
      String space = source.reference().namespace();
      if (!space.isEmpty() || !destination.namespace().equals(namespace)) {
        from.put("namespace", space.isEmpty() ? namespace : space);
      }
      from.put("name", source.reference().nameString());
      tag.putNull("generation");
    }
    if (call.flag("--reference")) {
      tag.put("reference", true);
    }
    ObjectNode policy = tag.putObject("importPolicy");
    if (call.flag("--insecure")) {
      policy.put("insecure", true);
    }
    if (call.flag("--scheduled")) {
      policy.put("scheduled", true);
    }
    return object;
  }

  private static String line(
      Call call, TagSource source, Destination destination, String namespace) {
    String tag =
        destination.namespace().equals(namespace) ? destination.nameAndTag() : destination.full();
    String from = source.reference().exact();
    if (call.flag("--alias")) {
      return "Tag " + tag + " set up to track " + from + ".";
    }
    return call.flag("--scheduled")
        ? "Tag " + tag + " set to import " + from + " periodically."
        : "Tag " + tag + " set to " + from + ".";
  }
}
