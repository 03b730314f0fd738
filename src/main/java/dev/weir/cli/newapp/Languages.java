package dev.weir.cli.newapp;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What source code is written in, by the files that stand beside it. */
enum Languages {
  JEE("pom.xml"),
  NODEJS("app.json package.json"),
  PERL("index.pl cpanfile"),
  PHP("index.php composer.json"),
  PYTHON("requirements.txt setup.py pyproject.toml"),
  RUBY("Gemfile Rakefile config.ru"),
  SCALA("build.sbt"),
  DOTNET("project.json *.csproj"),
  GOLANG("main.go go.mod Godeps"),
  RUST("Cargo.toml");

  private final String files;

  /**
   * A language.
   *
   * @param files patterns of their names, with blanks between
   */
  Languages(String files) {
    this.files = files;
  }

  /** As {@code supports} of a tag names it. */
  String term() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** All whose files are in the directory. */
  static List<String> in(Path directory) throws IOException {
    List<String> terms = new ArrayList<>();
    for (Languages language : values()) {
      if (language.isIn(directory)) {
        terms.add(language.term());
      }
    }
    return List.copyOf(terms);
  }

  private boolean isIn(Path directory) throws IOException {
    for (String file : files.split(" ", -1)) {
      try (DirectoryStream<Path> found = Files.newDirectoryStream(directory, file)) {
        if (found.iterator().hasNext()) {
          return true;
        }
      }
    }
    return false;
  }

  /** The files that are looked for, for people. */
  static String markers() {
    return Arrays.stream(values())
        .map(language -> language.files.split(" ", -1)[0])
        .collect(Collectors.joining(", "));
  }
}
