package dev.weir.cli.create;

import dev.weir.cli.call.Call;
import dev.weir.cli.call.CliException;
import dev.weir.cli.call.Command;
import dev.weir.cli.call.Flags;
import dev.weir.reference.ImageReference;
import dev.weir.resource.Json;
import dev.weir.resource.Kinds;
import dev.weir.resource.Meta;
import java.util.Locale;
import tools.jackson.databind.node.ObjectNode;

/** {@code create imagestreamtag STREAM:TAG}. */
public final class StreamTags {
  private StreamTags() {}

  public static Command tag() {
    return new Made(
        () ->
            Flags.of("create imagestreamtag STREAM:TAG")
                .describedAs("Create a tag of an image stream.")
                .examples(
                    """
                    weir create imagestreamtag ruby:latest --from=ruby:2.0
                    weir create imagestreamtag app:v1 --from-image=quay.io/team/app:v1\
                    """)
                .text("--from", "TAG", "Stream tag or stream image, or :TAG of the same stream.")
                .text("--from-image", "PULLSPEC", "Container image of any registry.")
                .flag("--reference", "Point at the source and import nothing.")
                .text("--reference-policy", "POLICY", "source or local.")
                .flag("--scheduled", "Import again from time to time.")
                .flag("--insecure", "Allow HTTP and unknown certificates.")
                .texts("-A,--annotation", "KEY=VALUE", "Annotation of the tag; may be repeated."),
        Kinds.IMAGE_STREAM_TAG,
        "",
        (object, call, _) -> fill(object, call));
  }

  private static void fill(ObjectNode object, Call call) {
    if (!call.text("--from").isEmpty() && !call.text("--from-image").isEmpty()) {
      throw CliException.error("--from and --from-image may not be used together");
    }
    String name = Meta.name(object);
    ObjectNode tag = object.putObject("tag");
    tag.put("name", name.substring(name.indexOf(':') + 1));
    source(call, tag);
    annotate(call, object, tag);
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
    tag.putObject("referencePolicy").put("type", policy(call.text("--reference-policy")));
  }

  private static String policy(String given) {
    return switch (given.toLowerCase(Locale.ROOT)) {
      case "" -> "";
      case "source" -> "Source";
      case "local" -> "Local";
      default -> throw CliException.error("valid values for --reference-policy are: source, local");
    };
  }

  private static void source(Call call, ObjectNode tag) {
    String from = call.text("--from");
    if (!call.text("--from-image").isEmpty()) {
      tag.putObject("from").put("kind", "DockerImage").put("name", call.text("--from-image"));
    } else if (from.startsWith(":")) {
      tag.putObject("from").put("kind", "ImageStreamTag").put("name", from.substring(1));
    } else if (!from.isEmpty()) {
      ImageReference reference = reference(from);
      ObjectNode source = tag.putObject("from");
      source.put("kind", reference.id().isEmpty() ? "ImageStreamTag" : "ImageStreamImage");
      source.put("name", reference.nameString());
      if (!reference.namespace().isEmpty()) {
        source.put("namespace", reference.namespace());
      }
    }
  }

  private static ImageReference reference(String from) {
    try {
      ImageReference reference = ImageReference.parse(from);
      if (!reference.registry().isEmpty()) {
        throw CliException.error("Invalid --from, registry may not be specified");
      }
      return reference;
    } catch (IllegalArgumentException e) {
      throw CliException.error(
          "Invalid --from, must be a valid image stream tag or image stream image: "
              + e.getMessage());
    }
  }

  private static void annotate(Call call, ObjectNode object, ObjectNode tag) {
    for (String annotation : call.arguments().texts("--annotation")) {
      int equals = annotation.indexOf('=');
      if (equals <= 0) {
        throw CliException.error(
            "annotations must be of the form key=value, but is \"" + annotation + "\"");
      }
      String key = annotation.substring(0, equals);
      String value = annotation.substring(equals + 1);
      Meta.setAnnotation(object, key, value);
      Json.ensureObject(tag, "annotations").put(key, value);
    }
  }
}
