package dev.weir.cli.call;

import dev.weir.client.http.ServerUnreachableException;
import dev.weir.failure.FileProblem;
import dev.weir.resource.ApiStatus;
import dev.weir.resource.Json;
import java.io.IOException;
import java.net.SocketException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** What the user reads when the server refuses, in the words of kubectl and oc (cli.md 1). */
public final class Refusal {
  private static final int FORBIDDEN = 403;
  private static final int NOT_FOUND = 404;

  private static final String NOBODY = "User \"system:anonymous\"";

  private static final String LOG_IN =
      "\nYou are not logged in: log in with \"weir login\", or name a kubeconfig that holds a login"
          + " with --kubeconfig.";

  private Refusal() {}

  /** The whole text, with {@code Error from server} or whatever else comes first. */
  public static String text(ApiStatus status) {
    return text(status, "");
  }

  /** The same with what was being done before the message, where the message is the server's. */
  static String text(ApiStatus status, String doing) {
    return words(status, doing) + (isOfNobody(status) ? LOG_IN : otherType(status));
  }

  /** A stream has no colon in its name, and no digest: who writes one means a part of it. */
  private static String otherType(ApiStatus status) {
    String name = Json.string(status.details(), "name");
    if (status.code() != NOT_FOUND
        || !Json.string(status.details(), "kind").equals("imagestreams")) {
      return "";
    }
    if (name.contains("@")) {
      return "\nAn image of a stream is an imagestreamimage: isimage/" + name;
    }
    return name.contains(":") ? "\nA tag of a stream is an imagestreamtag: istag/" + name : "";
  }

  private static boolean isOfNobody(ApiStatus status) {
    return status.code() == FORBIDDEN && status.message().contains(NOBODY);
  }

  private static String words(ApiStatus status, String doing) {
    String message = doing + status.message();
    return switch (status.reason()) {
      case "Unauthorized" ->
          "error: You must be logged in to the server (" + status.message() + ")";
      case "Invalid" -> invalid(status);
      case "" -> "Error from server: " + message;
      default -> "Error from server (" + status.reason() + "): " + message;
    };
  }

  private static String invalid(ApiStatus status) {
    String kind = Json.string(status.details(), "kind");
    String name = Json.string(status.details(), "name");
    List<String> causes =
        Json.arrayAt(status.details(), "causes")
            .valueStream()
            .map(Refusal::cause)
            .distinct()
            .toList();
    if (kind.isEmpty() && name.isEmpty() && causes.isEmpty()) {
      return "The request is invalid: " + status.message();
    }
    String what =
        kind.isEmpty() && name.isEmpty()
            ? "The request is invalid"
            : "The " + kind + " \"" + name + "\" is invalid";
    return switch (causes.size()) {
      case 0 -> what;
      case 1 -> what + ": " + causes.getFirst();
      default ->
          String.join(
              "\n",
              Stream.concat(Stream.of(what + ": "), causes.stream().map(c -> "* " + c)).toList());
    };
  }

  private static String cause(JsonNode cause) {
    return Json.string(cause, "field") + ": " + Json.string(cause, "message");
  }

  /** What the user reads when a file or the server cannot be reached. */
  public static String text(IOException e) {
    return switch (e) {
      case ServerUnreachableException unreachable -> String.valueOf(unreachable.getMessage());
      case FileSystemException other
          when other.getFile() != null
              && !(other instanceof NoSuchFileException
                  || other instanceof AccessDeniedException) ->
          "error: open " + other.getFile() + ": " + FileProblem.words(other);
      case NoSuchFileException missing ->
          "error: open " + missing.getFile() + ": no such file or directory";
      case AccessDeniedException denied ->
          "error: open " + denied.getFile() + ": permission denied";
      default -> "error: " + reason(e);
    };
  }

  private static String reason(IOException e) {
    return e instanceof SocketException
        ? "the connection to the server broke: "
            + String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT)
        : FileProblem.words(e);
  }
}
