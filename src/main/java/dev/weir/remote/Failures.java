package dev.weir.remote;

import dev.weir.failure.OneLine;
import dev.weir.remote.RemoteException.Kind;
import dev.weir.remote.RemoteException.Passing;
import dev.weir.remote.outbound.OutboundAnswer;
import dev.weir.remote.outbound.OutboundException;
import dev.weir.resource.Json;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Turns error answers (registry.md 1.8) and broken connections into {@link RemoteException}. */
final class Failures {
  private static final int MAX_BODY = 64 * 1024;
  private static final int MAX_SHOWN = 300;
  private static final int TOO_MANY_REQUESTS = 429;

  /** A disk does not become empty within minutes. */
  private static final int INSUFFICIENT_STORAGE = 507;

  private Failures() {}

  private record Problem(String code, String message) {}

  static RemoteException of(OutboundException e) {
    Kind kind =
        switch (e.kind()) {
          case ADDRESS_REFUSED -> Kind.ADDRESS_REFUSED;
          case PLAIN_TEXT -> Kind.HTTP_ONLY;
          case CERTIFICATE -> Kind.UNTRUSTED;
          case UNKNOWN_HOST,
              CONNECT,
              CONNECT_TIMEOUT,
              HANDSHAKE,
              TLS,
              TIMEOUT,
              BROKEN,
              PROXY,
              REDIRECT ->
              Kind.UNREACHABLE;
          case INTERRUPTED -> Kind.STOPPED;
        };
    return new RemoteException(kind, passing(e.kind()), String.valueOf(e.getMessage()));
  }

  private static Passing passing(OutboundException.Kind kind) {
    return switch (kind) {
      case CONNECT_TIMEOUT, HANDSHAKE, TIMEOUT, BROKEN -> Passing.NETWORK;
      case CONNECT, UNKNOWN_HOST, PROXY, INTERRUPTED -> Passing.LATER;
      case ADDRESS_REFUSED, TLS, CERTIFICATE, PLAIN_TEXT, REDIRECT -> Passing.NO;
    };
  }

  /** True if nothing more came, although the connection stood. */
  static boolean isSilence(IOException e) {
    return e instanceof OutboundException known && known.kind() == OutboundException.Kind.TIMEOUT;
  }

  /** A failure while a body was read. */
  static RemoteException of(IOException e) {
    return e instanceof OutboundException known
        ? of(known)
        : new RemoteException(Kind.UNREACHABLE, Passing.NETWORK, "the connection broke");
  }

  /**
   * An answer that is not the hoped-for one.
   *
   * @param missing what a bare 404 means here
   * @param now what its times are compared with
   */
  static RemoteException of(OutboundAnswer answer, Kind missing, Instant now) {
    byte[] body = body(answer);
    Optional<JsonNode> json = json(body);
    List<Problem> problems = json.map(Failures::problems).orElse(List.of());
    Kind kind = kind(answer.status(), problems, missing);
    RemoteException failure =
        new RemoteException(
            kind,
            passing(answer.status(), problems),
            words(answer, problems),
            answer.retryAfter(now));
    boolean plain = json.isEmpty() && (body.length > 0 || isText(answer));
    return plain && isOfAddress(answer, now) ? failure.forAddress() : failure;
  }

  private static byte[] body(OutboundAnswer answer) {
    try {
      return answer.read(MAX_BODY);
    } catch (IOException _) {
      return new byte[0]; // the status has to do
    }
  }

  /** Empty if it is none. */
  private static Optional<JsonNode> json(byte[] body) {
    try {
      return body.length == 0 ? Optional.empty() : Optional.of(Json.parse(body));
    } catch (JacksonException _) {
      return Optional.empty();
    }
  }

  /** Of an answer to {@code HEAD}, whose body is not there to be read. */
  private static boolean isText(OutboundAnswer answer) {
    return answer.header("content-type").startsWith("text/");
  }

  private static List<Problem> problems(JsonNode body) {
    List<Problem> problems = new ArrayList<>();
    for (JsonNode error : Json.arrayAt(body, "errors")) {
      problems.add(new Problem(Json.string(error, "code"), Json.string(error, "message")));
    }
    return problems;
  }

  /**
   * Registries tell an account in their protocol's words that it asks too often, and count it. What
   * stands before them and counts addresses knows neither: it answers with a text (peers.md 1b).
   */
  private static boolean isOfAddress(OutboundAnswer answer, Instant now) {
    return answer.status() == TOO_MANY_REQUESTS && answer.allowance(now).isEmpty();
  }

  private static boolean has(List<Problem> problems, String code) {
    return problems.stream().anyMatch(p -> p.code().equals(code));
  }

  private static Kind kind(int status, List<Problem> problems, Kind missing) {
    if (isBusy(status, problems)) {
      return Kind.TOO_MANY_REQUESTS;
    }
    if (status == 401 || has(problems, "UNAUTHORIZED")) {
      return Kind.UNAUTHORIZED;
    }
    if (has(problems, "MANIFEST_UNKNOWN")) {
      return Kind.MANIFEST_UNKNOWN;
    }
    if (has(problems, "NAME_UNKNOWN")) {
      return Kind.REPOSITORY_UNKNOWN;
    }
    if (has(problems, "BLOB_UNKNOWN")) {
      return Kind.BLOB_UNKNOWN;
    }
    if (status == 403 || has(problems, "DENIED")) {
      return Kind.DENIED;
    }
    return status == 404 ? missing : Kind.REGISTRY_ERROR;
  }

  private static Passing passing(int status, List<Problem> problems) {
    if (isBusy(status, problems)) {
      return Passing.BUSY;
    }
    if (status == INSUFFICIENT_STORAGE) {
      return Passing.NO;
    }
    return status >= 500 || has(problems, "UNAVAILABLE") ? Passing.FAILING : Passing.NO;
  }

  private static boolean isBusy(int status, List<Problem> problems) {
    return status == TOO_MANY_REQUESTS || has(problems, "TOOMANYREQUESTS");
  }

  private static String words(OutboundAnswer answer, List<Problem> problems) {
    StringBuilder text = new StringBuilder(answer.uri().getRawAuthority());
    text.append(" answered ").append(answer.status());
    for (Problem problem : problems) {
      String said = (problem.code() + " " + problem.message()).strip();
      if (!said.isEmpty()) {
        text.append(": ").append(said);
      }
    }
    return printable(text.toString());
  }

  /** On one line and not too long: what others sent goes into messages and logs. */
  static String printable(String text) {
    String printable = OneLine.words(text);
    return printable.length() <= MAX_SHOWN ? printable : printable.substring(0, MAX_SHOWN) + "…";
  }
}
