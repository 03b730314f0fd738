package dev.weir.http;

import java.util.Optional;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Request;

/**
 * Takes what is secret out of addresses, before anybody sees them: paths are audited, logged and
 * told in errors. Below a root, {@code ROOT/NAMESPACE/NAME} names something, and all behind that is
 * a secret, which only {@link Exchange#secretInPath} still tells.
 */
public final class PathSecrets implements HttpConfiguration.Customizer {
  private static final String SECRET = PathSecrets.class.getName();
  private static final int NAMES = 2;

  private final String root;

  /**
   * @param root such as {@code /hooks/}
   */
  public PathSecrets(String root) {
    this.root = root;
  }

  static Optional<String> of(Request request) {
    return request.getAttribute(SECRET) instanceof String secret
        ? Optional.of(secret)
        : Optional.empty();
  }

  @Override
  public Request customize(Request request, HttpFields.Mutable responseHeaders) {
    String path = request.getHttpURI().getPath();
    if (path == null || !path.startsWith(root)) {
      return request;
    }
    int end = root.length() - 1;
    for (int name = 0; name < NAMES; name++) {
      end = path.indexOf('/', end + 1);
      if (end < 0) {
        return request;
      }
    }
    request.setAttribute(SECRET, path.substring(end + 1));
    HttpURI shown = HttpURI.build(request.getHttpURI()).path(path.substring(0, end)).asImmutable();
    return new Request.Wrapper(request) {
      @Override
      public HttpURI getHttpURI() {
        return shown;
      }
    };
  }
}
