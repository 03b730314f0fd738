package dev.weir.cli.newapp;

import dev.weir.cli.call.CliException;
import dev.weir.cli.newapp.StreamSearch.Match;
import java.util.List;

/** What is said where an argument names no image, or more than one (cli.md 16). */
final class NoMatch {
  private static final String HELP =
      """


      The 'weir new-app' command will match arguments to the following types:

        1. Images tagged into image streams in the current project or the 'openshift' project
           - if you don't specify a tag, we'll add ':latest'
        2. Images on other registries, as the server reaches them
        3. Git repository URLs, as in STREAM~URL, or local directories that were cloned from one

      --allow-missing-images can be used to point to an image that does not exist yet.

      See 'weir new-app -h' for examples.\
      """;

  private NoMatch() {}

  private static String classified(String argument) {
    return argument.isEmpty()
        ? ""
        : "\n\nArgument '" + argument + "' was classified as an image or image~source reference.";
  }

  /**
   * Nothing has the name.
   *
   * @param argument what was typed without a flag; empty if there was one
   */
  static CliException nothing(String message, String argument) {
    return CliException.error(message + classified(argument) + HELP);
  }

  /** The stream is there, and has no image. */
  static CliException noTags(Match match, String argument) {
    return CliException.error(
        "no tags found on matching image stream: \""
            + match.stream().path()
            + "\""
            + classified(argument)
            + "\n\nThe image stream \""
            + match.stream().path()
            + "\" exists, but it has no tags.\n\n"
            + "  Use --allow-missing-imagestream-tags to use this image stream\n");
  }

  /** Something like it is there. */
  static CliException partial(String text, Match match, boolean typedAlone) {
    return CliException.error(
        "only a partial match was found for \""
            + text
            + "\": \""
            + match.path()
            + "\""
            + classified(typedAlone ? text : "")
            + "\n\nThe argument \""
            + text
            + "\" only partially matched the following container image, OpenShift image stream, or"
            + " template:\n\n"
            + described(match));
  }

  /** Several are like it, or exactly it. */
  static CliException several(String text, List<Match> matches, boolean typedAlone) {
    return CliException.error(
        "multiple images or templates matched \""
            + text
            + "\""
            + classified(typedAlone ? text : "")
            + "\n\nThe argument \""
            + text
            + "\" could apply to the following container images, OpenShift image streams, or"
            + " templates:\n\n"
            + String.join("\n", matches.stream().map(NoMatch::described).toList()));
  }

  private static String described(Match match) {
    String path = match.tag().isEmpty() ? match.stream().path() : match.path();
    return "* Image stream \""
        + match.stream().name()
        + "\" (tag \""
        + match.tag()
        + "\") in project \""
        + match.stream().namespace()
        + "\"\n  Use --image-stream=\""
        + path
        + "\" to specify this image or template\n";
  }
}
