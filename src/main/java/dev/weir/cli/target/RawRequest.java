package dev.weir.cli.target;

import dev.weir.cli.call.Call;
import dev.weir.cli.call.CliException;
import dev.weir.cli.call.ExitCode;
import dev.weir.cli.call.Flags;
import dev.weir.cli.cluster.Cluster;
import dev.weir.client.http.ApiRequest;
import dev.weir.failure.FileProblem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** {@code --raw}: sends a file as it is to a path of the server, and prints the answer as it is. */
public final class RawRequest {
  private static final int MAX_INPUT = 64 << 20;

  private RawRequest() {}

  public static void declare(Flags flags) {
    flags.text("--raw", "PATH", "Send the file as it is to this path; print the answer as it is.");
  }

  public static boolean isWanted(Call call) {
    return !call.text("--raw").isEmpty();
  }

  /**
   * Sends it.
   *
   * @throws CliException if flags besides have no meaning for it
   */
  public static ExitCode send(Call call, String method) throws IOException {
    String path = call.text("--raw");
    List<String> files = call.arguments().texts("--filename");
    boolean needsFile = !method.equals("DELETE");
    if (needsFile && files.isEmpty()) {
      throw CliException.error("must specify one of -f and -k");
    }
    if (files.size() > 1) {
      throw CliException.error("--raw can only use a single local file or stdin");
    }
    for (String other : List.of("--recursive", "--selector", "--output")) {
      if (call.arguments().given(other)) {
        String shown = other.equals("--selector") ? "--selector (-l)" : other;
        throw CliException.error("--raw and " + shown + " are mutually exclusive");
      }
    }
    if (!path.startsWith("/") || path.chars().anyMatch(c -> c <= ' ' || c >= 0x7f)) {
      throw CliException.error("--raw must be a valid URL path, such as /api/v1/namespaces");
    }
    byte[] body = files.isEmpty() ? new byte[0] : content(call, files.getFirst());
    try (Cluster cluster = Cluster.of(call)) {
      byte[] answer = cluster.client().send(ApiRequest.of(method, path, body));
      call.context().out().write(answer);
      return ExitCode.SUCCESS;
    }
  }

  private static byte[] content(Call call, String file) throws IOException {
    return file.equals("-")
        ? call.context().in().readNBytes(MAX_INPUT)
        : FileProblem.read(call.context().file(file)).getBytes(StandardCharsets.UTF_8);
  }
}
