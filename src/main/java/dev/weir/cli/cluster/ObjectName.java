package dev.weir.cli.cluster;

import dev.weir.cli.call.CliException;
import dev.weir.resource.Kinds;
import dev.weir.resource.ResourceKind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * An object, or all of a kind, as arguments name it: {@code TYPE[,TYPE] [NAME…]} or {@code
 * TYPE/NAME…}.
 *
 * @param name empty for all of the kind
 */
public record ObjectName(ResourceKind kind, String name) {

  /**
   * Reads arguments.
   *
   * @throws CliException if they make no sense, or the server has no such type
   */
  public static List<ObjectName> parse(KindFinder kinds, List<String> arguments)
      throws IOException {
    if (arguments.stream().anyMatch(argument -> isPair(argument))) {
      return pairs(kinds, arguments);
    }
    if (arguments.subList(1, arguments.size()).contains("")) {
      throw CliException.error("resource name may not be empty");
    }
    List<ObjectName> found = new ArrayList<>();
    for (String type : arguments.getFirst().split(",", -1)) {
      for (ResourceKind kind : kinds.allCalled(type)) {
        if (arguments.size() == 1) {
          found.add(new ObjectName(kind, ""));
        }
        for (String name : arguments.subList(1, arguments.size())) {
          found.add(new ObjectName(kind, name));
        }
      }
    }
    return found;
  }

  /**
   * Reads arguments of a command that is often asked of tags: {@code NAME:TAG} is one, where no
   * type stands before it.
   *
   * @throws CliException if they make no sense, or the server has no such type
   */
  public static List<ObjectName> parseWithTags(KindFinder kinds, List<String> arguments)
      throws IOException {
    if (!isPair(arguments.getFirst()) && !isTag(arguments.getFirst())) {
      if (arguments.size() == 1 && !kinds.has(arguments.getFirst())) {
        throw CliException.error(
            ("the server doesn't have a resource type \"%1$s\"; name an object as TYPE/NAME, such"
                    + " as deploy/%1$s, or a tag as NAME:TAG")
                .formatted(arguments.getFirst()));
      }
      return parse(kinds, arguments);
    }
    return parse(
        kinds,
        arguments.stream()
            .map(one -> isTag(one) ? Kinds.IMAGE_STREAM_TAG.plural() + "/" + one : one)
            .toList());
  }

  private static boolean isTag(String argument) {
    return argument.indexOf('/') < 0 && argument.indexOf(':') > 0;
  }

  /** True for one object of a namespace. */
  public boolean isInNamespace() {
    return kind.namespaced() && !name.isEmpty();
  }

  /** True for {@code TYPE/NAME}; names of stream tags hold no slash. */
  private static boolean isPair(String argument) {
    return argument.indexOf('/') >= 0;
  }

  private static List<ObjectName> pairs(KindFinder kinds, List<String> arguments)
      throws IOException {
    List<ObjectName> found = new ArrayList<>();
    for (String argument : arguments) {
      int slash = argument.indexOf('/');
      if (slash < 0) {
        throw CliException.error(
            "there is no need to specify a resource type as a separate argument when passing"
                + " arguments in resource/name form (e.g. 'weir get resource/<resource_name>'"
                + " instead of 'weir get resource resource/<resource_name>'");
      }
      String name = argument.substring(slash + 1);
      if (name.contains("/")) {
        throw CliException.error(
            "arguments in resource/name form may not have more than one slash");
      }
      if (slash == 0 || name.isEmpty()) {
        throw CliException.error(
            "arguments in resource/name form must have a single resource and name");
      }
      found.add(new ObjectName(kinds.called(argument.substring(0, slash)), name));
    }
    return found;
  }

  /** {@code imagestream.image.openshift.io/ruby}, as results name it. */
  public String shown() {
    return qualified(kind) + "/" + name;
  }

  /** {@code imagestream.image.openshift.io}, bare in the core group. */
  public static String qualified(ResourceKind kind) {
    return kind.group().isEmpty() ? kind.singular() : kind.singular() + "." + kind.group();
  }
}
