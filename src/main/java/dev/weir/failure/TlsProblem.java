package dev.weir.failure;

import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Why TLS with a server did not come about. */
public enum TlsProblem {
  /** What came back was no TLS: a server of plain HTTP. */
  PLAIN_TEXT(
      "it speaks plain HTTP where TLS was expected: server gave HTTP response to HTTPS client"),
  /** Signed by nobody who is trusted; self-signed ones are, too. */
  UNTRUSTED("its certificate is signed by an authority that is not trusted"),
  EXPIRED("its certificate has expired"),
  NOT_YET_VALID("its certificate is not valid yet; one of the two clocks is wrong"),
  /** Made out to other names than the one that was called. */
  WRONG_NAME("its certificate is made out to another name"),
  /** With a key or signature that is no longer trusted. */
  WEAK("its certificate has a key or signature that is too weak to be trusted"),
  /** It wants another version, cipher or certificate of ours. */
  REFUSED("it refuses the TLS handshake"),
  /** The handshake did not come to an end. */
  BROKEN("the TLS handshake did not come to an end");

  private static final Pattern ALERT = Pattern.compile("fatal alert: (?<name>[a-z_]+)");
  private static final int DEEPEST = 20;

  private final String words;

  TlsProblem(String words) {
    this.words = words;
  }

  /** Said of a server, such as "its certificate has expired". */
  public String words() {
    return words;
  }

  /** True if the server was reached and its certificate is the problem. */
  public boolean isOfCertificate() {
    return switch (this) {
      case UNTRUSTED, EXPIRED, NOT_YET_VALID, WRONG_NAME, WEAK -> true;
      case PLAIN_TEXT, REFUSED, BROKEN -> false;
    };
  }

  /** What a failed handshake means. */
  public static TlsProblem of(Throwable failure) {
    TlsProblem problem = BROKEN;
    int depth = 0;
    for (Throwable t = failure; t != null && depth < DEEPEST; t = t.getCause(), depth++) {
      TlsProblem found = one(t);
      if (found != BROKEN) {
        problem = found; // the innermost knows best
      }
    }
    return problem;
  }

  private static TlsProblem one(Throwable failure) {
    String message = String.valueOf(failure.getMessage());
    return switch (failure) {
      case CertificateExpiredException _ -> EXPIRED;
      case CertificateNotYetValidException _ -> NOT_YET_VALID;
      case CertPathBuilderException _ -> UNTRUSTED;
      case CertPathValidatorException _
          when message.contains("algorithm constraints") || message.contains("disabled") ->
          WEAK;
      case CertPathValidatorException _ when message.contains("NotAfter") -> EXPIRED;
      case CertPathValidatorException _ -> UNTRUSTED;
      case CertificateException _
          when message.contains("No name matching") || message.contains("No subject alternative") ->
          WRONG_NAME;
      case CertificateException _ when message.contains("algorithm constraints") -> WEAK;
      default -> {
        if (message.toLowerCase(Locale.ROOT).contains("unrecognized ssl message")) {
          yield PLAIN_TEXT;
        }
        yield ALERT.matcher(message).find() || (message.contains("handshake") && isRefusal(message))
            ? REFUSED
            : BROKEN;
      }
    };
  }

  private static boolean isRefusal(String message) {
    return message.contains("No appropriate protocol") || message.contains("not supported");
  }

  /** The alert that the server sent, such as {@code handshake_failure}; empty if it sent none. */
  public static String alert(Throwable failure) {
    int depth = 0;
    for (Throwable t = failure; t != null && depth < DEEPEST; t = t.getCause(), depth++) {
      Matcher alert = ALERT.matcher(String.valueOf(t.getMessage()));
      if (alert.find()) {
        return alert.group("name");
      }
    }
    return "";
  }
}
