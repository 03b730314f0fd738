package dev.weir.console.catalog;

import dev.weir.imagestream.catalog.OfferedStream;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A stream as the catalog offers it: what can be built on it, by its tags that say so.
 *
 * @param title what it is called
 * @param categories that its builders are in, but for {@code builder} itself
 * @param versions newest first
 */
record Offer(
    String namespace,
    String name,
    String title,
    String description,
    List<String> categories,
    List<Version> versions) {
  private static final Set<String> OF_THE_CATALOG = Set.of("builder", "hidden");
  private static final String TITLE = "openshift.io/display-name";

  Offer {
    categories = List.copyOf(categories);
    versions = List.copyOf(versions);
  }

  /**
   * A version: a tag.
   *
   * @param title what it is called
   * @param version as the tag says; empty if it does not
   * @param sample repository of an example, as somebody wrote it
   */
  record Version(
      String tag,
      String title,
      String description,
      String version,
      String iconClass,
      List<String> supports,
      Sample sample) {
    /** As a list shows it. */
    public String label() {
      return title.isEmpty() || title.equals(tag) ? tag : tag + " – " + title;
    }
  }

  /** What a stream offers; without versions if it offers nothing to build on. */
  static Offer of(OfferedStream stream) {
    List<Version> versions =
        stream.offered().stream()
            .filter(stream::isBuilder)
            .map(tag -> version(stream, tag))
            .toList();
    Set<String> categories =
        stream.offered().stream()
            .filter(stream::isBuilder)
            .flatMap(stream::categories)
            .filter(word -> !OF_THE_CATALOG.contains(word))
            .collect(Collectors.toCollection(TreeSet::new));
    String title = stream.annotation(TITLE);
    return new Offer(
        stream.namespace(),
        stream.name(),
        title.isEmpty() ? stream.name() : title,
        stream.description(),
        List.copyOf(categories),
        versions);
  }

  private static Version version(OfferedStream stream, String tag) {
    return new Version(
        tag,
        stream.annotation(tag, TITLE),
        stream.annotation(tag, "description"),
        stream.annotation(tag, "version"),
        stream.annotation(tag, "iconClass"),
        stream.supports(tag).toList(),
        new Sample(
            stream.annotation(tag, "sampleRepo"),
            stream.annotation(tag, "sampleRef"),
            stream.annotation(tag, "sampleContextDir")));
  }

  /** Characters of all that is kept of it, about. */
  int weight() {
    return name.length()
        + title.length()
        + description.length()
        + categories.stream().mapToInt(String::length).sum()
        + versions.stream().mapToInt(Offer::weight).sum();
  }

  private static int weight(Version version) {
    return version.tag().length()
        + version.title().length()
        + version.description().length()
        + version.version().length()
        + version.iconClass().length()
        + version.supports().stream().mapToInt(String::length).sum()
        + version.sample().repository().length()
        + version.sample().reference().length()
        + version.sample().directory().length();
  }

  /** The picture of its newest version that has one. */
  String iconClass() {
    return versions.stream()
        .map(Version::iconClass)
        .filter(icon -> !icon.isEmpty())
        .findFirst()
        .orElse("");
  }

  /** True if the words are in what it is called, what it is, or what it supports. */
  boolean isFound(String search) {
    return Stream.concat(
            Stream.of(name, title, description),
            Stream.concat(
                categories.stream(), versions.stream().flatMap(v -> v.supports().stream())))
        .anyMatch(text -> text.toLowerCase(Locale.ROOT).contains(search));
  }
}
