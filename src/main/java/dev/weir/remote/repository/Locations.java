package dev.weir.remote.repository;

import dev.weir.reference.Digest;
import dev.weir.reference.ImageReference;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** Reads where a copy comes from or goes to, as users write it (cli.md 5). */
public final class Locations {
  private static final String FILE = "file://";
  private static final String LAYOUT = "oci:";
  private static final Pattern WITH_WILDCARD =
      Pattern.compile("(?<name>.*[^:/]):(?<tag>[A-Za-z0-9_.*-]*\\*[A-Za-z0-9_.*-]*)");
  private static final int LONGEST_TAG = 128;

  /** As the OCI image layout has it for names of references. */
  private static final Pattern LAYOUT_TAG =
      Pattern.compile("[A-Za-z0-9_*][A-Za-z0-9_*.:@/+-]{0,254}");

  private static final String INVALID = "invalid reference format";

  private Locations() {}

  /**
   * Reads a source: a pull spec of which nothing is implied, {@code file://[/]NAME[:TAG|@DIGEST]},
   * or {@code oci:DIRECTORY[:TAG|@DIGEST]}. Tags may hold {@code *}.
   *
   * @param directory from which the paths of layouts go
   * @throws IllegalArgumentException as users are told it
   */
  public static Location parse(String text, Path directory) {
    try {
      return read(text, directory);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "\"" + text + "\" is not a valid image reference: " + e.getMessage(), e);
    }
  }

  /**
   * Reads a target: as {@link #parse}, without wildcards.
   *
   * @throws IllegalArgumentException as users are told it
   */
  public static Location parseTarget(String text, Path directory) {
    Location location = parse(text, directory);
    if (location.hasWildcard()) {
      throw new IllegalArgumentException(
          "\"" + text + "\" is not a valid image reference: only the tag of a source may hold *");
    }
    return location;
  }

  private static Location read(String text, Path directory) {
    if (text.startsWith("s3://")) {
      throw new IllegalArgumentException(
          "S3 is not supported; mirror to a directory (file://NAME --dir=DIR) and copy that");
    }
    if (text.startsWith(LAYOUT)) {
      return layout(text.substring(LAYOUT.length()), directory);
    }
    if (text.startsWith(FILE)) {
      return inDirectory(text.substring(FILE.length()).replaceFirst("^/", ""));
    }
    int scheme = text.indexOf("://");
    if (scheme >= 0) {
      throw new IllegalArgumentException(
          INVALID
              + "; write HOST/NAME without \""
              + text.substring(0, scheme + 3)
              + "\", or file://NAME, or oci:DIRECTORY");
    }
    Named named = named(text);
    if (named.reference().name().isEmpty()) {
      throw new IllegalArgumentException(
          "it names a registry and no repository; write HOST/NAME, or for an image of Docker Hub"
              + " docker.io/library/NAME");
    }
    return new Location.InRegistry(named.reference(), named.tag());
  }

  /** A reference without its tag, which may be a wildcard. */
  private record Named(ImageReference reference, String tag) {}

  private static Named named(String text) {
    var wildcard = WITH_WILDCARD.matcher(text);
    if (wildcard.matches() && wildcard.group("tag").length() <= LONGEST_TAG) {
      ImageReference repository = ImageReference.parse(wildcard.group("name"));
      if (!repository.tag().isEmpty() || !repository.id().isEmpty()) {
        throw new IllegalArgumentException(INVALID);
      }
      return new Named(repository, wildcard.group("tag"));
    }
    ImageReference whole = ImageReference.parse(text);
    return new Named(
        new ImageReference(whole.registry(), whole.namespace(), whole.name(), "", whole.id()),
        whole.tag());
  }

  /** A host is part of what somebody copied elsewhere, and no directory. */
  private static Location inDirectory(String text) {
    // a name of one component with a dot is no host here
    boolean single = text.indexOf('/') < 0;
    Named named = named(single ? "localhost/" + text : text);
    return new Location.InDirectory(
        named.reference().repositoryPath(), named.tag(), named.reference().id());
  }

  /** The first colon ends the directory, as for other programs that write so. */
  private static Location layout(String text, Path directory) {
    int at = text.lastIndexOf('@');
    if (at >= 0 && text.indexOf(':', at) > 0) {
      String digest = Digest.parse(text.substring(at + 1)).toString();
      return new Location.InLayout(path(text.substring(0, at), directory), "", digest);
    }
    int colon = text.indexOf(':');
    String tag = colon < 0 ? "" : text.substring(colon + 1);
    if (colon >= 0 && !LAYOUT_TAG.matcher(tag).matches()) {
      throw new IllegalArgumentException(INVALID);
    }
    return new Location.InLayout(
        path(colon < 0 ? text : text.substring(0, colon), directory), tag, "");
  }

  private static Path path(String text, Path directory) {
    if (text.isEmpty()) {
      throw new IllegalArgumentException("it names no directory; write oci:DIRECTORY[:TAG]");
    }
    try {
      return directory.resolve(text).normalize();
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException("no such directory can exist: " + e.getReason(), e);
    }
  }
}
