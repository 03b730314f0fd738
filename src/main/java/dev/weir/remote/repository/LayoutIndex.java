package dev.weir.remote.repository;

import dev.weir.manifest.MediaTypes;
import dev.weir.reference.Digest;
import dev.weir.reference.TagName;
import dev.weir.resource.Json;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code index.json} of an OCI image layout: which manifests there are, and what they are called.
 * Whatever else others wrote into it stays. Immutable.
 */
final class LayoutIndex {
  private static final String NAME = "org.opencontainers.image.ref.name";

  /** Some programs write the whole name of an image there, and not its tag alone. */
  private static final Pattern WHOLE_NAME = Pattern.compile(".*/[^/]+:(?<tag>[^/:@]+)");

  private final ObjectNode document;

  /**
   * @param document is not changed by anybody from now on
   */
  LayoutIndex(ObjectNode document) {
    this.document = document;
  }

  static LayoutIndex empty() {
    ObjectNode document = Json.object().put("schemaVersion", 2);
    document.put("mediaType", MediaTypes.OCI_INDEX).putArray("manifests");
    return new LayoutIndex(document);
  }

  byte[] bytes() {
    return Json.bytes(document);
  }

  /**
   * One of its entries.
   *
   * @param name as written; empty if it has none
   */
  record Entry(Digest digest, String mediaType, String name) {
    /** What it is called in this repository. */
    String tag() {
      Matcher whole = WHOLE_NAME.matcher(name);
      return !TagName.isValid(name) && whole.matches() ? whole.group("tag") : name;
    }
  }

  List<Entry> entries() {
    List<Entry> found = new ArrayList<>();
    for (JsonNode entry : Json.arrayAt(document, "manifests")) {
      Digest.tryParse(Json.string(entry, "digest"))
          .ifPresent(
              digest -> found.add(new Entry(digest, Json.string(entry, "mediaType"), name(entry))));
    }
    return found;
  }

  private static String name(JsonNode entry) {
    return Json.string(Json.objectAt(entry, "annotations"), NAME);
  }

  /** Each tag once, in order. */
  List<String> tags() {
    return entries().stream()
        .map(Entry::tag)
        .filter(tag -> !tag.isEmpty())
        .distinct()
        .sorted()
        .toList();
  }

  /** By its whole name, or by the tag in that. */
  Optional<Digest> find(String tag) {
    List<Entry> entries = entries();
    return entries.stream()
        .filter(entry -> entry.name().equals(tag))
        .findFirst()
        .or(() -> entries.stream().filter(entry -> entry.tag().equals(tag)).findFirst())
        .map(Entry::digest);
  }

  /**
   * With a manifest under a tag, which no other has then: the other's bytes stay, and it has no
   * entry any more.
   *
   * @param children of a list, which need no entries of their own
   */
  LayoutIndex tagged(ObjectNode descriptor, String tag, Collection<Digest> children) {
    String digest = Json.string(descriptor, "digest");
    ObjectNode named = descriptor.deepCopy();
    Json.ensureObject(named, "annotations").put(NAME, tag);
    return changed(
        entry -> {
          boolean same = Json.string(entry, "digest").equals(digest);
          return name(entry).equals(tag) || (same && name(entry).isEmpty());
        },
        named,
        children);
  }

  /** With a manifest that has no tag, unless it is there already. */
  LayoutIndex untagged(ObjectNode descriptor, Collection<Digest> children) {
    String digest = Json.string(descriptor, "digest");
    boolean there = entries().stream().anyMatch(entry -> entry.digest().toString().equals(digest));
    return there ? this : changed(_ -> false, descriptor, children);
  }

  private LayoutIndex changed(
      Predicate<JsonNode> replaced, ObjectNode added, Collection<Digest> children) {
    Set<String> needless = new HashSet<>();
    children.forEach(child -> needless.add(child.toString()));
    ObjectNode copy = document.deepCopy();
    ArrayNode kept = copy.putArray("manifests");
    for (JsonNode entry : Json.arrayAt(document, "manifests")) {
      boolean child = name(entry).isEmpty() && needless.contains(Json.string(entry, "digest"));
      if (!child && !replaced.test(entry)) {
        kept.add(entry);
      }
    }
    kept.add(added);
    return new LayoutIndex(copy);
  }
}
