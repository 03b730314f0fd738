package dev.weir.console.stream;

import dev.weir.reference.StreamName;
import java.util.List;

/**
 * What to type to pull and push with a program.
 *
 * @param program such as {@code podman}
 * @param lines to copy as they are
 */
public record Commands(String program, List<String> lines) {
  public Commands {
    lines = List.copyOf(lines);
  }

  /**
   * For each program.
   *
   * @param repository {@code host:port/project/stream}
   * @param tag that is pulled and pushed to
   */
  static List<Commands> of(StreamName stream, String repository, String tag) {
    String host = repository.substring(0, repository.indexOf('/'));
    String there = repository + ":" + tag;
    return List.of(
        of("podman", host, there),
        of("docker", host, there),
        new Commands(
            "oc",
            List.of(
                "oc registry login --registry=" + host,
                "oc image extract " + there + " --path=/:DIRECTORY",
                "oc image mirror IMAGE " + there,
                "oc tag --source=docker IMAGE %s:%s -n %s"
                    .formatted(stream.name(), tag, stream.namespace()))));
  }

  private static Commands of(String program, String host, String there) {
    return new Commands(
        program,
        List.of(
            "oc whoami -t | %s login -u \"$(oc whoami)\" --password-stdin %s"
                .formatted(program, host),
            program + " pull " + there,
            program + " tag IMAGE " + there,
            program + " push " + there));
  }
}
