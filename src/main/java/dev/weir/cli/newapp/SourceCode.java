package dev.weir.cli.newapp;

import dev.weir.cli.call.CliException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Source code that is to be built.
 *
 * @param typed as it was named
 * @param uri of its Git repository, as whoever builds reaches it
 * @param ref branch, tag or commit; empty for the repository's own
 * @param languages what it is written in; empty if nobody looked
 */
record SourceCode(String typed, String uri, String ref, Optional<List<String>> languages) {
  private static final Pattern URL =
      Pattern.compile("(?:[a-z][a-z+]*://|[A-Za-z0-9_.-]+@[A-Za-z0-9.-]+:).+");
  private static final Pattern ORIGIN =
      Pattern.compile("\\[remote \"origin\"\\][^\\[]*?\\n\\s*url\\s*=\\s*(?<url>\\S+)");
  private static final Pattern PASSWORD = Pattern.compile("(?<=://)([^/@:]*):[^/@]+(?=@)");
  private static final String BRANCH = "ref: refs/heads/";

  /** True for what cannot be anything but the address of a repository. */
  static boolean isUrl(String text) {
    return URL.matcher(text).matches();
  }

  /** A repository by its address, which is not asked; {@code #} begins a branch, tag or commit. */
  static SourceCode at(String url) {
    int hash = url.indexOf('#');
    return hash < 0
        ? new SourceCode(url, url, "", Optional.empty())
        : new SourceCode(url, url.substring(0, hash), url.substring(hash + 1), Optional.empty());
  }

  /**
   * A directory of this machine, as the repository that it was cloned from.
   *
   * @throws CliException if there is none, since builds run elsewhere
   */
  static SourceCode in(String typed, Path directory) throws IOException {
    Path git = gitDirectory(typed, directory);
    Path common = git.resolve("commondir");
    Path shared =
        Files.exists(common) ? git.resolve(Files.readString(common).strip()).normalize() : git;
    Path config = shared.resolve("config");
    Matcher origin = ORIGIN.matcher(Files.exists(config) ? Files.readString(config) : "");
    if (!origin.find()) {
      throw CliException.error(
          "cannot obtain remote URL for repository at "
              + typed
              + ": it has no remote \"origin\"; builds run elsewhere and fetch the code from"
              + " there");
    }
    String head = Files.readString(git.resolve("HEAD")).strip();
    String ref = head.startsWith(BRANCH) ? head.substring(BRANCH.length()) : head;
    return new SourceCode(typed, origin.group("url"), ref, Optional.of(Languages.in(directory)));
  }

  private static Path gitDirectory(String typed, Path directory) throws IOException {
    Path git = directory.resolve(".git");
    if (Files.isRegularFile(git)) {
      return directory.resolve(Files.readString(git).strip().replaceFirst("^gitdir: ", ""));
    }
    if (!Files.isDirectory(git)) {
      throw CliException.error(
          "cannot obtain remote URL for repository at "
              + typed
              + ": it is no Git repository, and Weir takes no files of this machine; push it to a"
              + " repository, or build an image here and push that");
    }
    return git;
  }

  /** The same where it does not matter what it is written in. */
  SourceCode onNamedImage() {
    return new SourceCode(typed, uri, ref, Optional.empty());
  }

  /** {@code URI#REF}, without a password. */
  String address() {
    String shown = PASSWORD.matcher(uri).replaceFirst("$1:…");
    return ref.isEmpty() ? shown : shown + "#" + ref;
  }

  /** True if its address has a password in it. */
  boolean hasPassword() {
    return PASSWORD.matcher(uri).find();
  }

  /** The last part of its address, which applications are named after. */
  String name() {
    return uri.replaceFirst("/+$", "").replaceFirst("\\.git$", "").replaceFirst("^.*[/:]", "");
  }
}
