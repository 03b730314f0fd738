package dev.weir.cli.build;

import dev.weir.cli.call.CliException;
import dev.weir.resource.Json;
import java.util.List;
import java.util.regex.Pattern;
import tools.jackson.databind.node.ArrayNode;

/** Environment variables and build arguments, as flags give them: {@code NAME=VALUE}. */
final class BuildVariables {
  private static final Pattern NAME = Pattern.compile("[-._a-zA-Z][-._a-zA-Z0-9]*");

  private BuildVariables() {}

  /**
   * Reads them.
   *
   * @param what they are called, such as {@code environment variable}
   * @throws CliException if one is none
   */
  static ArrayNode parse(List<String> given, String what) {
    ArrayNode variables = Json.array();
    for (String text : given) {
      int equals = text.indexOf('=');
      if (equals < 0) {
        throw CliException.error(what + "s must be of the form key=value, but is \"" + text + "\"");
      }
      String name = text.substring(0, equals);
      if (!NAME.matcher(name).matches()) {
        throw CliException.error(
            what
                + " "
                + text
                + " is invalid, a name consists of letters, digits, '_', '-' and '.', and does"
                + " not begin with a digit");
      }
      variables.addObject().put("name", name).put("value", text.substring(equals + 1));
    }
    return variables;
  }
}
