package dev.weir.follower;

import dev.weir.reference.StreamName;
import dev.weir.resource.Json;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** One tag that an object follows, and what of the object follows it. */
public sealed interface Trigger {
  /** The tag. */
  TagKey from();

  /** False while the trigger is paused, or started by hand only. */
  boolean active();

  /** By what the trigger is known again after a change of the object, beside the stream. */
  String what();

  /**
   * An entry of the annotation.
   *
   * @param fieldPath as it was written
   */
  record AtPath(TagKey from, String fieldPath, boolean active) implements Trigger {
    @Override
    public String what() {
      return from + " " + fieldPath;
    }
  }

  /** Containers by name, of a deployment config. */
  record OfContainers(TagKey from, List<String> names, boolean active) implements Trigger {
    public OfContainers {
      names = List.copyOf(names);
    }

    @Override
    public String what() {
      var written = Json.array();
      names.forEach(written::add);
      return from.nameInNamespace() + " " + Json.text(written);
    }
  }

  /** What a build config builds from. */
  record OfBuild(TagKey from, boolean active) implements Trigger {
    @Override
    public String what() {
      return from.nameInNamespace();
    }
  }

  /** A tag of a stream in a namespace. */
  record TagKey(String namespace, String stream, String tag) {
    /**
     * The tag that a reference to an ImageStreamTag names; empty unless its name is {@code
     * stream:tag}.
     *
     * @param namespace of a reference that names none
     */
    public static Optional<TagKey> of(JsonNode reference, String namespace) {
      String name = Json.string(reference, "name");
      String named = Json.string(reference, "namespace");
      int colon = name.indexOf(':');
      return colon > 0 && colon < name.length() - 1
          ? Optional.of(
              new TagKey(
                  named.isEmpty() ? namespace : named,
                  name.substring(0, colon),
                  name.substring(colon + 1)))
          : Optional.empty();
    }

    /** The stream that the tag is of. */
    public StreamName streamName() {
      return new StreamName(namespace, stream);
    }

    /** {@code stream:tag}. */
    public String nameInNamespace() {
      return stream + ":" + tag;
    }

    @Override
    public String toString() {
      return namespace + "/" + nameInNamespace();
    }
  }
}
