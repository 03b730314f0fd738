package dev.weir.cli.newapp;

import dev.weir.cli.call.Call;
import dev.weir.cli.call.CliException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the arguments of a call ask for. */
record Asked(List<Wanted> wanted, List<String> environment) {
  Asked {
    wanted = List.copyOf(wanted);
    environment = List.copyOf(environment);
  }

  /** Where an image is looked for. */
  enum Where {
    ANYWHERE,
    STREAMS,
    REGISTRIES
  }

  /**
   * An image, code on an image, or code that looks for its image.
   *
   * @param image as it was typed; empty where the code says what it needs
   */
  record Wanted(String image, Where where, Optional<SourceCode> code) {}

  /**
   * Reads the arguments; directories are looked at, no repository is.
   *
   * @throws CliException if they do not fit together
   */
  static Asked of(Call call) throws IOException {
    List<Wanted> wanted = new ArrayList<>();
    List<String> environment = new ArrayList<>();
    List<SourceCode> code = new ArrayList<>();
    for (String argument : call.positional()) {
      int tilde = argument.indexOf('~');
      if (tilde < 0 && NewAppFlags.isPair(argument)) {
        environment.add(argument);
      } else if (isCode(call, argument)) {
        code.add(code(call, argument));
      } else if (tilde == 0) {
        throw CliException.usage(
            "when using '[image]~[code]' form for \""
                + argument
                + "\", you must specify a image name");
      } else if (tilde > 0) {
        String repository = argument.substring(tilde + 1);
        wanted.add(
            new Wanted(
                argument.substring(0, tilde),
                Where.ANYWHERE,
                repository.isEmpty()
                    ? Optional.empty()
                    : Optional.of(code(call, repository).onNamedImage())));
      } else {
        wanted.add(new Wanted(argument, Where.ANYWHERE, Optional.empty()));
      }
    }
    for (String image : call.arguments().texts("--image")) {
      wanted.add(new Wanted(image, Where.REGISTRIES, Optional.empty()));
    }
    for (String stream : call.arguments().texts("--image-stream")) {
      wanted.add(new Wanted(stream, Where.STREAMS, Optional.empty()));
    }
    for (String repository : call.arguments().texts("--code")) {
      code.add(code(call, repository));
    }
    for (Wanted one : wanted) {
      if (one.image().contains("+")) {
        throw CliException.error(
            "\""
                + one.image()
                + "\": weir new-app makes a Deployment for each image; name them one by one, or"
                + " write the Pod of several, and create it with weir create -f");
      }
    }
    if (wanted.stream().anyMatch(one -> one.image().isBlank())) {
      throw CliException.usage("an argument is empty: you must specify an image name");
    }
    return new Asked(joined(wanted, code), environment);
  }

  /** A directory is code if its name cannot be that of an image, or if it is a repository. */
  private static boolean isCode(Call call, String argument) {
    if (SourceCode.isUrl(argument)) {
      return true;
    }
    if (argument.isEmpty() || call.flag("--search")) {
      return false;
    }
    Path directory = call.context().file(argument);
    return Files.isDirectory(directory)
        && (argument.startsWith(".")
            || argument.startsWith("/")
            || argument.endsWith("/")
            || Files.exists(directory.resolve(".git")));
  }

  private static SourceCode code(Call call, String typed) throws IOException {
    if (SourceCode.isUrl(typed)) {
      return SourceCode.at(typed);
    }
    Path directory = call.context().file(typed);
    if (!Files.isDirectory(directory)) {
      throw CliException.error(
          "cannot obtain remote URL for repository at "
              + typed
              + ": it is neither a directory nor the address of a repository");
    }
    return SourceCode.in(typed, directory);
  }

  /** The one image without code and the one repository without an image belong together. */
  private static List<Wanted> joined(List<Wanted> wanted, List<SourceCode> code) {
    List<Wanted> bare = wanted.stream().filter(it -> it.code().isEmpty()).toList();
    if (code.isEmpty()) {
      return wanted;
    }
    if (bare.isEmpty()) {
      List<Wanted> all = new ArrayList<>(wanted);
      code.forEach(it -> all.add(new Wanted("", Where.STREAMS, Optional.of(it))));
      return all;
    }
    if (code.size() > 1 || bare.size() > 1) {
      throw CliException.error(
          (code.size() > 1
                  ? "there are multiple code locations provided"
                  : "there are multiple images provided")
              + " - use one of the following suggestions to declare which code goes with the"
              + " image:\n"
              + String.join(
                  "\n",
                  code.stream()
                      .flatMap(it -> bare.stream().map(image -> image.image() + "~" + it.typed()))
                      .toList())
              + "\n");
    }
    return wanted.stream()
        .map(
            it ->
                it.code().isEmpty()
                    ? new Wanted(it.image(), it.where(), Optional.of(code.getFirst()))
                    : it)
        .toList();
  }
}
