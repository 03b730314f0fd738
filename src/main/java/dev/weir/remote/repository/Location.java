package dev.weir.remote.repository;

import dev.weir.reference.ImageReference;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What a pull spec of a copy names: some or all images of one repository (cli.md 5). */
public sealed interface Location {
  /** Tag, wildcard of tags, or empty. */
  String tag();

  /** Digest, or empty. */
  String digest();

  /** True if the tag stands for all that are like it. */
  default boolean hasWildcard() {
    return tag().contains("*");
  }

  /** True if a tag is this one, or like it where it has wildcards: they stand for any text. */
  default boolean matches(String other) {
    return Arrays.stream(tag().split("\\*", -1))
        .map(Pattern::quote)
        .collect(Collectors.collectingAndThen(Collectors.joining(".*"), other::matches));
  }

  /** The same repository, with another tag and no digest. */
  Location withTag(String tag);

  /** Path of the repository in its place. */
  String repositoryPath();

  /** As users write it, with tag or digest. */
  String text();

  /** A repository of a registry; nothing is implied, neither {@code library} nor {@code latest}. */
  record InRegistry(ImageReference reference, String tag) implements Location {
    @Override
    public String digest() {
      return reference.id();
    }

    @Override
    public Location withTag(String other) {
      return new InRegistry(reference.withTag(""), other);
    }

    @Override
    public String repositoryPath() {
      return reference.repositoryPath();
    }

    @Override
    public String text() {
      return reference.repository()
          + (tag.isEmpty() ? "" : ":" + tag)
          + (digest().isEmpty() ? "" : "@" + digest());
    }
  }

  /** {@code file://NAME[:TAG|@DIGEST]}: a repository in a directory that {@code --dir} names. */
  record InDirectory(String repositoryPath, String tag, String digest) implements Location {
    @Override
    public Location withTag(String other) {
      return new InDirectory(repositoryPath, other, "");
    }

    @Override
    public String text() {
      return "file://"
          + repositoryPath
          + (tag.isEmpty() ? "" : ":" + tag)
          + (digest.isEmpty() ? "" : "@" + digest);
    }
  }

  /** {@code oci:DIRECTORY[:TAG|@DIGEST]}: an OCI image layout, which is one repository. */
  record InLayout(Path directory, String tag, String digest) implements Location {
    @Override
    public Location withTag(String other) {
      return new InLayout(directory, other, "");
    }

    @Override
    public String repositoryPath() {
      return directory.toString();
    }

    @Override
    public String text() {
      return "oci:"
          + directory
          + (tag.isEmpty() ? "" : ":" + tag)
          + (digest.isEmpty() ? "" : "@" + digest);
    }
  }
}
