package dev.weir.remote.outbound;

import java.net.URI;
import java.util.Locale;
import java.util.regex.Pattern;

/** Whether two services belong to one owner, as far as their names and ports tell. */
public final class Site {
  private static final Pattern ADDRESS =
      Pattern.compile("[0-9.]+|\\[?[0-9a-fA-F:]*:[0-9a-fA-F:.]*\\]?");

  /** Labels such as {@code co} and {@code com} before a country's: registered names lie deeper. */
  private static final int SHORT_LABEL = 3;

  private static final int HTTPS = 443;
  private static final int HTTP = 80;
  private static final int UNWRITTEN = -1;

  private Site() {}

  /**
   * True for the same port, be it the usual one of http or https that is not written, of hosts that
   * belong together: what answers at another port of a host may be another user's.
   */
  public static boolean isSame(URI one, URI other) {
    return port(one) == port(other) && isSame(one.getHost(), other.getHost());
  }

  private static int port(URI uri) {
    int usual = uri.getScheme().equalsIgnoreCase("https") ? HTTPS : HTTP;
    return uri.getPort() == usual ? UNWRITTEN : uri.getPort();
  }

  /**
   * True for the same host, and for names under the same registered domain, such as {@code
   * auth.docker.io} and {@code registry-1.docker.io}. Errs on the side of "no".
   */
  static boolean isSame(String one, String other) {
    String a = one.toLowerCase(Locale.ROOT);
    String b = other.toLowerCase(Locale.ROOT);
    if (a.equals(b)) {
      return true;
    }
    if (ADDRESS.matcher(a).matches() || ADDRESS.matcher(b).matches()) {
      return false;
    }
    String site = site(a);
    return !site.isEmpty() && site.equals(site(b));
  }

  private static String site(String host) {
    String[] labels = host.split("\\.", -1);
    int n = labels.length;
    if (n < 2) {
      return "";
    }
    boolean shared = labels[n - 2].length() <= SHORT_LABEL;
    if (shared && n < 3) {
      return "";
    }
    String domain = labels[n - 2] + "." + labels[n - 1];
    return shared ? labels[n - 3] + "." + domain : domain;
  }
}
