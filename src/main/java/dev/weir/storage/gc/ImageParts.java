package dev.weir.storage.gc;

import dev.weir.reference.Digest;
import dev.weir.resource.Json;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * What an Image as it is stored says that it is made of: its layers, its configuration, and the
 * manifests that it lists.
 *
 * @param children manifests of a list, and what else it lists
 * @param blobs layers and the configuration
 * @param isManaged whether it was pushed here
 * @param isComplete whether it says which configuration it has, or that it is a list: then it says
 *     everything
 * @param isClaimed whether it is what somebody only speaks of, in a mapping: then it says nothing
 *     that counts, and what it is made of stands in its manifest alone, if that is here
 */
public record ImageParts(
    Set<Digest> children,
    Set<Digest> blobs,
    boolean isManaged,
    boolean isComplete,
    boolean isClaimed) {
  private static final String MANAGED = "openshift.io/image.managed";
  private static final String CLAIMED = "image.weir.dev/claimed";

  /**
   * Reads one.
   *
   * @param name the Image's, which a list gives as its configuration
   */
  public static ImageParts read(String name, byte[] image) {
    Reading reading = new Reading();
    try (JsonParser tokens = Json.mapper().createParser(image)) {
      reading.read(tokens);
    }
    Digest.tryParse(name).ifPresent(reading.blobs::remove);
    if (reading.claimed) {
      return new ImageParts(Set.of(), Set.of(), reading.managed, false, true);
    }
    return new ImageParts(
        reading.children,
        reading.blobs,
        reading.managed,
        reading.complete || !reading.children.isEmpty(),
        false);
  }

  /** All of it, each once. */
  Collection<Digest> all() {
    Set<Digest> all = new LinkedHashSet<>(children);
    all.addAll(blobs);
    return all;
  }

  private static final class Reading {
    final Set<Digest> children = new LinkedHashSet<>();
    final Set<Digest> blobs = new LinkedHashSet<>();
    boolean managed;
    boolean claimed;
    boolean complete;

    void read(JsonParser tokens) {
      members(
          tokens,
          tokens.nextToken(),
          name -> {
            JsonToken value = tokens.nextToken();
            switch (name) {
              case "metadata" -> metadata(tokens, value);
              case "dockerImageMetadata" -> config(tokens, value);
              case "dockerImageLayers" -> list(tokens, value, "name", blobs);
              case "dockerImageManifests" -> list(tokens, value, "digest", children);
              default -> {
                var _ = tokens.skipChildren();
              }
            }
          });
    }

    private void metadata(JsonParser tokens, JsonToken begin) {
      members(
          tokens,
          begin,
          name -> {
            JsonToken value = tokens.nextToken();
            if (name.equals("annotations")) {
              annotations(tokens, value);
            } else {
              var _ = tokens.skipChildren();
            }
          });
    }

    private void annotations(JsonParser tokens, JsonToken begin) {
      members(
          tokens,
          begin,
          name -> {
            boolean isText = tokens.nextToken() == JsonToken.VALUE_STRING;
            if (name.equals(MANAGED)) {
              managed = isText && tokens.getString().equals("true");
            } else if (name.equals(CLAIMED)) {
              claimed = isText && tokens.getString().equals("true");
            }
            var _ = tokens.skipChildren();
          });
    }

    private void config(JsonParser tokens, JsonToken begin) {
      members(
          tokens,
          begin,
          name -> {
            boolean isText = tokens.nextToken() == JsonToken.VALUE_STRING;
            if (name.equals("Id") && isText) {
              Optional<Digest> id = Digest.tryParse(tokens.getString());
              complete = id.isPresent();
              id.ifPresent(blobs::add);
            }
            var _ = tokens.skipChildren();
          });
    }

    private static void list(JsonParser tokens, JsonToken begin, String member, Set<Digest> into) {
      if (begin != JsonToken.START_ARRAY) {
        var _ = tokens.skipChildren();
        return;
      }
      for (JsonToken item = tokens.nextToken();
          item != null && item != JsonToken.END_ARRAY;
          item = tokens.nextToken()) {
        members(
            tokens,
            item,
            name -> {
              boolean isText = tokens.nextToken() == JsonToken.VALUE_STRING;
              if (name.equals(member) && isText) {
                Digest.tryParse(tokens.getString()).ifPresent(into::add);
              }
              var _ = tokens.skipChildren();
            });
      }
    }

    private interface Member {
      void read(String name);
    }

    /** Each member of an object, whose value the reader takes whole; of anything else nothing. */
    private static void members(JsonParser tokens, JsonToken begin, Member each) {
      if (begin != JsonToken.START_OBJECT) {
        var _ = tokens.skipChildren();
        return;
      }
      for (String name = tokens.nextName(); name != null; name = tokens.nextName()) {
        each.read(name);
      }
    }
  }
}
