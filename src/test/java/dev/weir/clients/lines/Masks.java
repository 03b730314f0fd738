package dev.weir.clients.lines;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Takes away what differs from one call to another: ages, times, digests, ports, uids, versions,
 * tokens, and the names of the program, of its namespace and of its directory.
 *
 * @param namespace of the call, shown as {@code {ns}}; {@code {other}} is the same with an x
 * @param directory of the call
 */
record Masks(String namespace, String directory) {
  private record Mask(Pattern pattern, String shown) {
    static Mask of(String pattern, String shown) {
      return new Mask(Pattern.compile(pattern, Pattern.MULTILINE), shown);
    }
  }

  private static final String AGE =
      "([Ll]ess than a second|\\d+ seconds?|[Aa]bout a minute|\\d+ minutes?) ago";

  private static final List<Mask> EVERYWHERE =
      List.of(
          Mask.of("sha256:[0-9a-f]{64}", "sha256:DIGEST"),
          Mask.of("sha256:[0-9a-f]{6,63}\\b", "sha256:SHORT"),
          Mask.of("\\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\\b", "UID"),
          Mask.of(
              "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?(Z|[+-]\\d\\d:\\d\\d)", "TIME"),
          Mask.of("\\b(127\\.0\\.0\\.1|localhost):\\d{5}\\b", "$1:PORT"),
          Mask.of("\\b127-0-0-1:\\d{5}\\b", "127-0-0-1:PORT"),
          Mask.of("sha256~[\\w-]{43}", "sha256~TOKEN"),
          Mask.of("^info: (Planning|Mirroring) completed in .*", "info: $1 completed"),
          // told only where it takes long
          Mask.of("^asking \\S+ whether it takes the login, \\d+ s\\n", ""),
          // oc tells of uploads on standard output, weir beside its result
          Mask.of("^Uploading( [\\d.]+\\w?B)? \\.\\.\\.( failed| [\\d.]+\\w?B/s)? *(\\n|\\z)", ""),
          Mask.of("^The registry has sha256:DIGEST already\\n", ""),
          Mask.of("(?<=^Created: {4})\\d+s ago", "AGO"),
          Mask.of("\\b(oc|weir) (?=(new-project|project|login) |login\")", "PROGRAM "),
          Mask.of("(?<=See ')(oc|weir)(?= help')", "PROGRAM"),
          Mask.of("([rR]esourceVersion\\\\?\"?: ?\\\\?\"?|resourceVersion=)\\d+", "$1RV"),
          Mask.of("(?<=certificate-authority-data: )\\S+", "AUTHORITY"),
          Mask.of("eyJ[\\w-]+\\.[\\w-]+\\.[\\w-]+", "TOKEN"),
          Mask.of("^[IWE]\\d{4} [\\d:.]+ +\\d+ \\w+\\.go:\\d+\\] ", "LOGGED "),
          // new-app names the program in what it prints, and oc says what it finds of Git
          Mask.of("\\b(oc|weir) (?=new-app |status')", "PROGRAM "),
          Mask.of("^warning: Cannot check if git requires authentication\\.\n", ""),
          Mask.of("\"/tmp/(oc|kubectl|weir)-edit-\\d+\\.(yaml|json)\"", "\"/tmp/EDITED.$2\""),
          // releases of oc and kubectl differ in whether they say it
          Mask.of("( (force )?deleted) from \\S+ namespace", "$1"),
          // an image that does not say when it was made: as old as Go can count
          Mask.of("(?<=^Image Created:\t)292 years ago", "<unknown>"),
          Mask.of(AGE, "AGO"),
          Mask.of("(?<= {3})\\d{1,3}(s|m(\\d{1,2}s)?)(?= {2,}|$)", "AGE"));

  /** A column of ages is as wide as the oldest one, so columns after it stand anywhere. */
  private static final Pattern UNEVEN =
      Pattern.compile("^([A-Z].*\\b(AGE|UPDATED)|.* (AGO|AGE)) {2,}\\S", Pattern.MULTILINE);

  /** What is pushed at once is told in any order. */
  private static final Pattern TAGGED =
      Pattern.compile("(^sha256:DIGEST [^ \n]+\n){2,}", Pattern.MULTILINE);

  private static String inOrder(String lines) {
    return lines.lines().sorted().collect(Collectors.joining("\n", "", "\n"));
  }

  private static final List<Mask> OF_PROGRAMS =
      List.of(
          Mask.of("\\b(oc|kubectl|weir) (?=[a-z])", "PROGRAM "),
          Mask.of("(['\"`])(oc|kubectl|weir)\\1", "$1PROGRAM$1"));

  private String mask(String text, List<Mask> masks) {
    String masked =
        text.replace(directory, "DIRECTORY")
            .replace(namespace + "x", "{other}")
            .replace(namespace, "{ns}");
    for (Mask mask : masks) {
      masked = mask.pattern().matcher(masked).replaceAll(mask.shown());
    }
    masked = TAGGED.matcher(masked).replaceAll(found -> inOrder(found.group()));
    return UNEVEN.matcher(masked).find() ? masked.replaceAll("(?<=\\S) {2,}", "   ") : masked;
  }

  String output(String text) {
    return mask(text, EVERYWHERE);
  }

  String errors(String text) {
    return mask(mask(text, EVERYWHERE), OF_PROGRAMS);
  }
}
