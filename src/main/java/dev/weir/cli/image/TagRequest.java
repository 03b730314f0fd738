package dev.weir.cli.image;

import dev.weir.cli.call.Call;
import dev.weir.cli.call.CliException;
import dev.weir.reference.ImageReference;
import dev.weir.reference.TagName;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The arguments of {@code tag}, checked before anything is sent (cli.md 3; 20, row 8).
 *
 * @param source as typed, empty when deleting
 */
record TagRequest(String source, Kind kind, List<Destination> destinations, boolean delete) {
  private static final String KINDS =
      "docker, dockerimage, imagestreamimage, imagestreamtag, isimage, istag";

  /** What the source was said to be. */
  enum Kind {
    DETECT,
    STREAM_TAG,
    STREAM_IMAGE,
    CONTAINER_IMAGE
  }

  /** A tag of a stream. */
  record Destination(String namespace, String stream, String tag) {
    String nameAndTag() {
      return stream + ":" + tag;
    }

    String full() {
      return namespace + "/" + nameAndTag();
    }
  }

  static TagRequest of(Call call, String namespace) {
    List<String> arguments = call.positional();
    boolean delete = call.flag("--delete");
    if (arguments.isEmpty() && !delete) {
      throw CliException.usage(
          "you must specify a source and at least one destination or one or more tags to delete");
    }
    if (arguments.size() < (delete ? 1 : 2)) {
      throw CliException.error("at least a destination is required");
    }
    Kind kind = kind(call.text("--source"));
    checkFlags(call, delete);
    List<Destination> destinations =
        arguments.stream()
            .skip(delete ? 0 : 1)
            .map(argument -> destination(argument, namespace, delete))
            .toList();
    return new TagRequest(delete ? "" : arguments.getFirst(), kind, destinations, delete);
  }

  private static Kind kind(String given) {
    return switch (given.toLowerCase(Locale.ROOT)) {
      case "" -> Kind.DETECT;
      case "istag", "imagestreamtag", "imagestreamtags" -> Kind.STREAM_TAG;
      case "isimage", "imagestreamimage", "imagestreamimages" -> Kind.STREAM_IMAGE;
      case "docker", "dockerimage" -> Kind.CONTAINER_IMAGE;
      default ->
          throw CliException.usage("invalid source \"" + given + "\"; valid values are " + KINDS);
    };
  }

  private static void checkFlags(Call call, boolean delete) {
    if (call.arguments().given("--reference-policy") && call.text("--reference-policy").isEmpty()) {
      throw CliException.error("reference policy must be set to 'source' or 'local'");
    }
    if (delete && call.flag("--alias")) {
      throw CliException.error("--alias and --delete may not be both specified");
    }
    if (delete && !call.text("--source").isEmpty()) {
      throw CliException.error("cannot specify a source kind when deleting");
    }
    if (delete && importFlags(call)) {
      throw CliException.error("cannot set flags for importing images when deleting a tag");
    }
    if (delete && !call.text("--import-mode").isEmpty()) {
      throw CliException.error("cannot specify an import mode when deleting");
    }
  }

  static boolean importFlags(Call call) {
    return call.flag("--scheduled") || call.flag("--insecure");
  }

  private static Destination destination(String argument, String namespace, boolean delete) {
    String rest = argument;
    String space = namespace;
    int slash = argument.indexOf('/');
    if (slash >= 0) {
      if (argument.indexOf('/', slash + 1) >= 0) {
        throw CliException.error("invalid image stream \"" + argument + "\"");
      }
      space = argument.substring(0, slash);
      rest = argument.substring(slash + 1);
      if (space.isEmpty()) {
        throw CliException.error("invalid namespace \"\" for image stream \"" + argument + "\"");
      }
      if (rest.isEmpty()) {
        throw CliException.error("invalid name \"\" for image stream \"" + argument + "\"");
      }
    }
    int colon = rest.indexOf(':');
    if (colon <= 0) {
      throw CliException.error("\"" + argument + "\" must be of the form <stream_name>:<tag>");
    }
    String tag = rest.substring(colon + 1);
    if (!delete && !TagName.isValid(tag)) {
      throw CliException.error(
          "invalid tag \""
              + tag
              + "\" format, tags must start with a letter, digit or '_' and hold at most 128"
              + " letters, digits, '_', '.' and '-'");
    }
    return new Destination(space, rest.substring(0, colon), tag);
  }

  /** The source in its parts; empty if it is no pull spec at all. */
  Optional<ImageReference> reference() {
    try {
      return Optional.of(ImageReference.parse(source));
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }
}
